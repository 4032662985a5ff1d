"""Mail addresses: one spelling for each, so that a trailing blank or a capital never makes a second account."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from app.core.errors import Invalid
from app.core.verdict import _, need

LONGEST = 254


def normal(address: str) -> str:
    """The address as it is kept; what is no address is input that cannot stand."""
    try:
        # `test_environment` lets .test through; whether mail arrives is found out by sending it.
        found = validate_email(
            address.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise Invalid({"email": need(False, _("This is not a mail address."))}) from error
    return (found.ascii_email or found.normalized).lower()[:LONGEST]
