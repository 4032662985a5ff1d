"""Pages of the applicant, and of the secretariat that screens."""
