"""The entries of a Jacobian without the Jacobian: as arrays of values and of the rows and columns where they stand."""
