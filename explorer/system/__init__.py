"""What the operating system gives: processes of ours, messages between them, files replaced in one stroke."""
