"""An entry that is out after applications closed: withdrawn by its applicant, or found ineligible."""
