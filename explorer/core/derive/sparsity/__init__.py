"""Which entries of a Jacobian may be other than zero, found by propagating index sets through the graph."""
