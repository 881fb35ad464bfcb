"""The same work on this core and on its peers, side by side, in one run."""
