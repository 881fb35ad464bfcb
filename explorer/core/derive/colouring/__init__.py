"""Colouring of patterns: which rows and columns of a Jacobian can be asked for together."""
