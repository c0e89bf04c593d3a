"""Who may lead, read and judge a branch's meetings."""

HEADS = ("head",)
"""Who leads any meeting of their units, plans them and judges the host."""
READERS = ("head", "officer", "auditor")
"""Who reads the records of units that are not their own."""
