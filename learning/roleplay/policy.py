"""Who may look into somebody's runs, and who sees how the lines of a scene are chosen. Whose, the query decides."""

RECORD_READERS = ("head", "trainer", "officer", "auditor")
LINE_READERS = ("trainer", "officer", "auditor")
"""They read the content with its points; a branch head plays the same scenes as everybody."""
