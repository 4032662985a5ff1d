"""Requests to reopen a submitted sheet: the judge asks, an officer proposes, an approver agrees."""
