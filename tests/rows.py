"""One row in every table, made from the tables themselves: for migrations and the backup."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, LargeBinary, insert

from learning.base.tables import Moment
from learning.schema import metadata
from tests.cast import MORNING, TODAY

CHOSEN = {
    "posting.kind": "main", "absence.kind": "leave", "role_grant.role": "head", "attempt.purpose": "exam",
    "period_event.kind": "extended", "assignment.unit_id": None, "concession.kind": "extended",
    "certification_terms.rule": "expiry", "certification_course.path": "whole",
    "room_seat.role": "observer", "room_word.kind": "signed",
    "planned_meeting.kind": "morning", "meeting_run.kind": "morning", "meeting_run.state": "closed",
    "meeting_run.token": UUID(int=2), "run_event.kind": "start", "run_event.key": UUID(int=3),
    "attendance.state": "present", "attendance.how": "tap",
    "message.state": "sent", "saved_view.rhythm": "weekly", "person_channel.channel": "mail",
    "signature.kind": "signed", "roster_import.wanted": "read", "work_file.token": UUID(int=1),
    "roleplay_run.mode": "scored", "roleplay_run.end": "happy",
}  # fmt: skip


def a_row_in_every_table(connection: Connection) -> None:
    """Parents first; every foreign key points at the one row there is."""
    for table in metadata.sorted_tables:
        row = {column.name: value(column) for column in table.columns if not _counts_itself(column)}
        connection.execute(insert(table), [row])


def _counts_itself(column: Column[Any]) -> bool:
    return column.name == "id" and bool(column.primary_key)


def value(column: Column[Any]) -> Any:
    """Something that fits the column."""
    named = f"{column.table.name}.{column.name}"
    if named in CHOSEN:
        return CHOSEN[named]
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column
        if target.table is column.table:
            return None
        return 1 if isinstance(target.type, Integer) or target.name == "id" else value(target)
    for kind, made in ((Moment, MORNING), (Date, TODAY), (Boolean, True), (JSON, {"a": 1}), (LargeBinary, b"x" * 32), (Integer, 1)):
        if isinstance(column.type, kind):
            return made
    if column.type.python_type in (datetime, date, int):
        return {datetime: MORNING, date: TODAY, int: 1}[column.type.python_type]
    return "x" * min(column.type.length or 8, 8)
