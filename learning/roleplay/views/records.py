"""What somebody has played, for whoever may see their record; opening it leaves a trace."""

from uuid import UUID

from flask import Response, abort

from learning.people import queries as people
from learning.people.models import Person
from learning.publishing import queries as publishing
from learning.roleplay import policy, queries
from learning.roleplay.views.blueprint import bp
from learning.roleplay.views.playing import titles
from learning.web.access import allow
from learning.web.pages import show as show_page
from learning.web.request import db, leave_trace, me, today
from learning.web.roles import record_reader


def _person(number: str) -> Person:
    found = people.person(db(), me(), number, on=today(), roles=policy.RECORD_READERS)
    if found is None or not me().has_role(*policy.RECORD_READERS):
        abort(404)
    return found


@bp.get("/people/<number>/runs")
@allow(record_reader, kind="Person")
def record(number: str) -> Response:
    """Every scored run that somebody has ended."""
    found = _person(number)
    answer = show_page("roleplay/record.html", person=found, played=queries.record(db(), found.id))
    leave_trace(found.id, "roleplay.record")
    return answer


@bp.get("/people/<number>/runs/<uuid:run>")
@allow(record_reader, kind="Person")
def record_result(number: str, run: UUID) -> Response:
    """One run, to read: its player has seen the same page."""
    person = _person(number)
    found = queries.run_of(db(), person, str(run)) or abort(404)
    answer = show_page(
        "roleplay/record_result.html", person=person, result=queries.result(db(), found),
        clauses=publishing.live(db()).catalogue.clauses, **titles(found),
    )  # fmt: skip
    leave_trace(person.id, "roleplay.record_result")
    return answer
