"""How often an applicant may submit and withdraw: each time is a letter, and a submission that is kept for good."""

from __future__ import annotations

from datetime import timedelta

from app.core.rate_limits import RateLimit

SENDINGS = RateLimit("sending in and withdrawing of a person", 30, timedelta(hours=1))
