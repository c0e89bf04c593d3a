"""The predicates that routes declare, in the words of the roles. Whose things a role opens, the queries decide."""

from dataclasses import replace
from typing import Any

from learning.web.access import Predicate


def _holding(name: str, *roles: str) -> Predicate:
    def holds(viewer: Any) -> bool:
        return bool(viewer.has_role(*roles))

    return Predicate(name, holds, auditor="auditor" in roles)


head = _holding("head", "head")
trainer = _holding("trainer", "trainer")
officer = _holding("officer", "officer")
administrator = _holding("administrator", "administrator")
staff_keeper = _holding("staff_keeper", "officer", "administrator")
code_giver = _holding("code_giver", "head", "officer", "administrator")
staff_reader = _holding("staff_reader", "head", "officer", "auditor", "administrator")
role_reader = _holding("role_reader", "officer", "auditor", "administrator")
assigner = _holding("assigner", "head", "officer")
report_reader = _holding("report_reader", "head", "officer", "auditor")
report_asker = replace(report_reader, name="report_asker", own=True)
"""Asks for a file of one's own with what one may read."""
record_reader = _holding("record_reader", "head", "trainer", "officer", "auditor")
attempt_granter = _holding("attempt_granter", "head", "trainer")
content_reader = _holding("content_reader", "trainer", "officer", "auditor")
bank_keeper = Predicate("bank_keeper", lambda viewer: viewer.sees_all("officer", "administrator"))
"""HR or an administrator of the whole bank: keeps what holds for everybody."""
room_opener = _holding("room_opener", "head", "trainer")
"""Opens a room for live practice, and prints its cards."""
