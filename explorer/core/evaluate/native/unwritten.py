"""What is raised where an operation cannot be written."""


class UnwrittenError(Exception):
    """An operation, or a use of it, for which there is no machine code."""
