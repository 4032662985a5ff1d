"""Pages of members who nominate, of nominees who answer, and of the secretariat."""
