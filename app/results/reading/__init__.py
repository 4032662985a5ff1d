"""What the pages of results read, filtered by what the reader may know."""
