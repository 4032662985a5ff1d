"""What judges write for the secretariat on their sheets, and what was done about it."""
