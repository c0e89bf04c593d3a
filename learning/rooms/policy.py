"""Who may: as roles, whose things the queries decide."""

OPENERS = ("head", "trainer")
SIGNERS = ("head",)
READERS = ("head", "officer", "auditor")
"""Who reads the results of others, each within their units."""
