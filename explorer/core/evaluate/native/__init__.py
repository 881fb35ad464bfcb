"""Machine code: the text that LLVM takes, and what becomes of it."""
