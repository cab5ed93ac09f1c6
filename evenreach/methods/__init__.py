"""The arithmetic: pure functions over frozen values, with no database, clock, dice or files."""
