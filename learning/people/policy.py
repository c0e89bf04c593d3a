"""Who may: the predicates that routes declare and templates ask."""

from learning.people.rules import Viewer

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
    """Disable, enable, sign out, set a leaving day: whoever holds these ``roles``. An officer never an administrator's."""
    return is_administrator(viewer) or (is_officer(viewer) and "administrator" not in roles)


def may_help_in(viewer: Viewer, roles: tuple[str, ...]) -> bool:
    """Give a one-time code to whoever holds these ``roles``: with it goes all they may do."""
    if may_keep_account(viewer, roles):
        return True
    return is_head(viewer) and not any(role in ABOVE_BRANCHES for role in roles)


def may_grant(viewer: Viewer, role: str) -> bool:
    """Administrators every role; HR officers only those of the branches."""
    return is_administrator(viewer) or (is_officer(viewer) and role not in ABOVE_BRANCHES)
