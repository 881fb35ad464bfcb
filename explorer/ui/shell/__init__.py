"""The frame around the panels: top bar, status bar, actions, search."""
