"""Pages of judges, and of the officer who prepares their work."""
