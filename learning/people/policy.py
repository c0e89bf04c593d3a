"""Who may: the predicates that routes declare and templates ask."""

from learning.people.rules import Viewer

KEEPERS_OF_STAFF = ("officer", "administrator")
READERS_OF_STAFF = ("head", "officer", "auditor", "administrator")
"""Roles that open other people's records, each within its units."""


def is_head(viewer: Viewer) -> bool:
    return viewer.has_role("head")


def is_trainer(viewer: Viewer) -> bool:
    return viewer.has_role("trainer")


def is_officer(viewer: Viewer) -> bool:
    """HR and training officers."""
    return viewer.has_role("officer")


def is_auditor(viewer: Viewer) -> bool:
    return viewer.has_role("auditor")


def is_administrator(viewer: Viewer) -> bool:
    return viewer.has_role("administrator")


def may_keep_staff(viewer: Viewer) -> bool:
    """People, postings, absences, roles, accounts."""
    return viewer.has_role("officer", "administrator")


def may_read_staff(viewer: Viewer) -> bool:
    """The list of people and a person's page; whose, the query decides."""
    return viewer.has_role(*READERS_OF_STAFF)


def may_assign(viewer: Viewer) -> bool:
    """Branch heads within their units, HR everywhere they are HR."""
    return viewer.has_role("head", "officer")


def may_read_reports(viewer: Viewer) -> bool:
    return viewer.has_role("head", "officer", "auditor")


def may_give_code(viewer: Viewer) -> bool:
    """A one-time code for a forgotten password."""
    return viewer.has_role("head", "officer", "administrator")


ABOVE_BRANCHES = ("officer", "auditor", "administrator")


def may_keep_account(viewer: Viewer, roles: tuple[str, ...]) -> bool:
    """Disable, enable, sign out, set a leaving day: whoever holds these ``roles``. Only an administrator an administrator's."""
    return viewer.sees_all("administrator") or (may_keep_staff(viewer) and "administrator" not in roles)


def may_help_in(viewer: Viewer, roles: tuple[str, ...], *, keeps: bool) -> bool:
    """Give a one-time code to whoever holds these ``roles``: with it goes all they may do.

    ``keeps``: the viewer keeps this person's record; otherwise they are only the branch head.
    """
    if keeps:
        return may_keep_account(viewer, roles)
    return is_head(viewer) and not any(role in ABOVE_BRANCHES for role in roles)


def may_grant(viewer: Viewer, role: str) -> bool:
    """Administrators of the whole bank every role; the others only those of the branches."""
    return viewer.sees_all("administrator") or (may_keep_staff(viewer) and role not in ABOVE_BRANCHES)
