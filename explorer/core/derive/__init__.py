"""Derivatives: the reverse sweep, the forward sweep, and what is made of them."""
