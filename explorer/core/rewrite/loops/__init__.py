"""What becomes of loops as wholes: what is not needed, what need not be in them, and loops that are one."""
