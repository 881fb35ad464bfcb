"""Pages that follow from the program: every operation, every rule, every example."""
