"""Results: both observers side by side, the employee's comment, the branch head's word."""

from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import Refusal
from learning.people import queries as people
from learning.rooms import policy, queries, verbs
from learning.rooms.models import Result
from learning.rooms.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import db, leave_trace, me, now, today
from learning.web.roles import head, report_reader


@bp.get("/rooms/<int:room_id>/result")
@allow(signed_in, kind="practice")
def result(room_id: int) -> Response:
    found = _result(room_id)
    answer = _page(found)
    _note(found, "rooms.result")
    return answer


def _result(room_id: int, *, lock: bool = False) -> Result:
    return queries.result(db(), me(), room_id, today(), lock=lock) or abort(404)


def _note(found: Result, page: str) -> None:
    """Whoever reads it only because they may read the person's record leaves a note; who took part has seen it anyway."""
    if me().has_role(*policy.READERS):
        leave_trace(found.person_id, page)


def _page(found: Result, *, no: Refusal | None = None) -> Response:
    run = queries.run(db(), found)
    return show(
        "rooms/result.html", status=no.status if no else 200, run=run, title=queries.titles(db(), [found.room])[found.room.id],
        may_sign=queries.may_sign(db(), me(), found, today()), error=say(no.says, **no.gaps) if no else "",
        typed=request.form.get("note", "") if no else "",
    )  # fmt: skip


@bp.post("/rooms/<int:room_id>/comment")
@allow(signed_in, kind="practice", writes=True)
def comment(room_id: int) -> Any:
    """The employee's own word, once."""
    found = _result(room_id, lock=True)
    if found.person_id != me().id:
        abort(404)
    try:
        verbs.comment(db(), found, request.form.get("note", ""), at=now())
    except Refusal as no:
        db().rollback()
        return _page(_result(room_id), no=no)
    tell("Kept. Your comment stands with the result.")
    return go(url_for(".result", room_id=room_id))


@bp.get("/rooms/waiting")
@allow(head)
def waiting() -> Response:
    """What waits for the viewer's word."""
    after = request.args.get("after", 0, type=int)
    rows = queries.waiting(db(), me(), today(), after=after)
    more = rows[queries.A_PAGE - 1].id if len(rows) > queries.A_PAGE else None
    titles = queries.titles(db(), [row.room for row in rows])
    return show("rooms/waiting.html", rows=rows[: queries.A_PAGE], titles=titles, more=more)


@bp.post("/rooms/<int:room_id>/word")
@allow(head, kind="practice", writes=True)
def decide(room_id: int) -> Any:
    """It counts, or it does not and why."""
    found = queries.to_sign(db(), me(), room_id, today()) or abort(404)
    try:
        _say(found)
    except Refusal as no:
        db().rollback()
        return _page(_result(room_id), no=no)
    return go(url_for(".result", room_id=room_id))


def _say(found: Result) -> None:
    note = request.form.get("note", "")
    if request.form.get("act") == "return":
        verbs.give_back(db(), me(), found, note=note, at=now())
        tell("Sent back. The employee has been told why it does not count.")
    elif verbs.sign(db(), me(), found, note=note, at=now()):
        tell("Signed: the step is done, and the practice counts.")
    else:
        tell("Signed: the practice counts. No step was done by it.")


@bp.get("/people/<number>/practice")
@allow(report_reader, kind="Person")
def of_person(number: str) -> Response:
    """Everything that somebody has practised live."""
    person = people.person(db(), me(), number, on=today(), roles=policy.READERS) or abort(404)
    rows = queries.results_of(db(), person.id)
    answer = show("rooms/of_person.html", person=person, rows=rows, titles=queries.titles(db(), [row.room for row in rows]))
    leave_trace(person.id, "rooms.of_person")
    return answer
