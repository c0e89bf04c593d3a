"""Whose roles open somebody else's transcript; whose, the query decides."""

READERS = ("head", "officer", "auditor")
