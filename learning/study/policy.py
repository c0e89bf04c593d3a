"""Who may assign, end and look. Whose units a role covers, the queries decide."""

from learning.people.rules import Viewer

ASSIGNERS = ("head", "officer")
WHY_READERS = ("head", "officer", "auditor")


def may_end(viewer: Viewer, by_id: int | None, *, is_officer_here: bool) -> bool:
    """HR within its units; a branch head only what they made themselves."""
    return is_officer_here or by_id == viewer.id
