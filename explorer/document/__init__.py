"""Documents: what a person chose, how it is edited and kept, and how it becomes what the window shows."""
