"""From expressions to values: straight-line Python over NumPy, and the functions that run it."""
