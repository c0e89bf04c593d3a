"""The tables of the reports as they are shown and as they are downloaded: one list of rows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from learning.base.refusals import N_
from learning.base.spreadsheets import Paper, Value
from learning.content.catalogue import Words
from learning.reports.queries import PersonRow
from learning.reports.rules import Board, Filters, Node, Row

Say = Callable[..., str]

STATES = {
    "complete": N_("Complete"),
    "overdue": N_("Overdue"),
    "due_soon": N_("Due within 7 days"),
    "open": N_("To do"),
    "needs_again": N_("To be done again"),
    "not_assigned": N_("Not assigned"),
}


def completion(board: Board, say: Say, lang: str, positions: Mapping[str, Words]) -> Paper:
    """The board: for each unit its people, and for each course and in all the per cent, the part and the whole."""
    parts = [say("%"), say(STATES[board.filters.state]), say("Asked")]
    titles = [*(course.title.in_(lang) for course in board.courses), say("Total")]
    header = [say("Unit"), say("Headcount"), *(f"{title} {part}" for title in titles for part in parts)]
    rows = [_board_row(row, say, lang) for row in board.rows]
    figures = board.figures
    notes: list[tuple[str, Value]] = [
        *_filters(board.filters, say, lang, positions, board.chosen, say("All units")),
        (say("People at work, each counted once"), figures.people),
        (say("Courses asked of them"), board.total.asked),
        (say("Of these completed"), board.total.part),
        (say("People with an overdue course"), figures.late),
        (say("People with a course due within 7 days"), figures.soon),
    ]
    return Paper(say("Completion"), header, rows, notes)


def _board_row(row: Row, say: Say, lang: str) -> list[Value]:
    name = row.unit.name.in_(lang) if row.unit else say("All units")
    return [name, row.people, *(part for cell in (*row.cells, row.total) for part in (cell.percent, cell.part, cell.asked))]


def people(rows: Iterable[PersonRow], about: Any, say: Say, lang: str, positions: Mapping[str, Words]) -> Paper:
    """The people behind a cell."""
    header = [
        say("Staff number"), say("Name"), say("Unit"), say("Position"), say("Steps done"), say("Steps required"),
        say("Due date"), say("State"), say("Completed on"), say("Certificate number"),
        say("Certificate state"),
    ]  # fmt: skip
    notes: list[tuple[str, Value]] = [
        *_filters(about.filters, say, lang, positions, about.unit, ""),
        (say("Course"), about.course.title.in_(lang)),
        (say("People in the unit, each counted once"), about.total),
        *((say(STATES[state]), n) for state, n in about.by_state),
    ]
    return Paper(say("Names"), header, (person(row, say, lang, positions) for row in rows), notes)


def person(row: PersonRow, say: Say, lang: str, positions: Mapping[str, Words]) -> list[Value]:
    """One line: who, how far, until when, in which state, with which proof."""
    post = positions[row.position].in_(lang) if row.position in positions else row.position
    return [
        row.number, row.name.in_(lang), row.unit.in_(lang), post, row.steps_done, row.steps_required, row.due_on,
        say(STATES[row.state]), row.completed_on, row.certificate,
        say("Revoked") if row.is_revoked else say("Issued") if row.certificate else None,
    ]  # fmt: skip


def _filters(
    filters: Filters, say: Say, lang: str, positions: Mapping[str, Words], unit: Node | None, everywhere: str
) -> list[tuple[str, Value]]:
    post = positions[filters.position].in_(lang) if filters.position else say("All positions")
    return [
        (say("As of the end of"), filters.on),
        (say("Unit"), unit.name.in_(lang) if unit else everywhere),
        (say("Position"), post),
        (say("State shown"), say(STATES[filters.state]) if filters.state else say("All states")),
    ]
