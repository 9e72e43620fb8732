"""The command line: one file for each command, `main` for what they share."""
