"""Who may look into somebody's attempts, and who may grant one more. Whose, the query decides."""

RECORD_READERS = ("head", "trainer", "officer", "auditor")
GRANTERS = ("head", "trainer")
"""The branch head of the learner's unit, or a trainer for it."""
KEY_READERS = ("trainer",)
"""They write the questions: they see the key whatever the quiz shows to its takers."""
