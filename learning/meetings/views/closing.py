"""Closing a meeting, and what may still be said of its record."""

import uuid
from typing import Any

from flask import abort, request, url_for

from learning.base.refusals import N_, Refusal
from learning.meetings import queries, verbs
from learning.meetings.models import MeetingRun
from learning.meetings.refusals import NotOfThisBranch, NotYoursToLead
from learning.meetings.views.blueprint import bp, led, shown, the_run
from learning.meetings.views.leading import kept
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today


@bp.get("/meetings/runs/<uuid:meeting>/close")
@allow(signed_in, kind="meeting")
def review(meeting: uuid.UUID) -> Any:
    """Everything once more before the record is closed."""
    held = the_run(meeting)
    if not queries.may_lead(db(), me(), held, today()):
        raise NotYoursToLead
    return _review(held)


def _review(held: MeetingRun, *, no: Refusal | None = None) -> Any:
    if held.state_on(today()) != "open":
        return go(url_for(".run", meeting=held.token))
    error = say(no.says, **no.gaps) if no else ""
    return show("meetings/close.html", status=no.status if no else 200, error=error, typed=request.form, **shown(held))


@bp.post("/meetings/runs/<uuid:meeting>/tasks")
@allow(signed_in, kind="meeting", writes=True)
def add_task(meeting: uuid.UUID) -> Any:
    """Something for today, and who does it."""
    held, number = led(meeting), request.form.get("owner", "")
    owner = next((row.person.id for row in queries.rows(db(), held) if row.person.number == number), None)
    try:
        if owner is None:
            raise NotOfThisBranch
        verbs.add_task(db(), held, owner, text=request.form.get("text", ""), at=now())
    except Refusal as no:
        db().rollback()
        return _review(the_run(meeting), no=no)
    return go(url_for(".review", meeting=held.token, _anchor="tasks"))


@bp.post("/meetings/runs/<uuid:meeting>/close")
@allow(signed_in, kind="meeting", writes=True)
def close(meeting: uuid.UUID) -> Any:
    held = led(meeting)
    try:
        verbs.close(db(), me(), held, remarks=request.form.get("remarks", ""), at=now())
    except Refusal as no:
        db().rollback()
        return _review(the_run(meeting), no=no)
    tell(N_("The meeting is closed, and its record is kept. Absent colleagues are asked to catch up."))
    return go(url_for(".run", meeting=held.token))


@bp.post("/meetings/runs/<uuid:meeting>/void")
@allow(signed_in, kind="meeting", writes=True)
def void(meeting: uuid.UUID) -> Any:
    """It was started by mistake, with the wrong script, or never took place."""
    return _say(led(meeting), verbs.void, N_("The meeting does not count any more. The right one can be started."))


@bp.post("/meetings/runs/<uuid:meeting>/remarks")
@allow(signed_in, kind="meeting", writes=True)
def remark(meeting: uuid.UUID) -> Any:
    """A sentence added to a closed record."""
    return _say(led(meeting), verbs.remark, N_("The remark stands in the record."))


def _say(held: MeetingRun, verb: Any, told: str) -> Any:
    text = request.form.get("reason", "")
    named = {"reason": text} if verb is verbs.void else {"text": text}
    verb(db(), me(), held, **named, at=now())
    tell(told)
    return kept(held)


@bp.post("/meetings/tasks/<int:task_id>/done")
@allow(signed_in, kind="meeting task", writes=True)
def do_task(task_id: int) -> Any:
    """Ticked off by its owner."""
    found = queries.task(db(), me(), task_id) or abort(404)
    verbs.do_task(found, at=now())
    tell(N_("Done."))
    return go(url_for("desk.home") if request.form.get("back") == "desk" else url_for(".index"))
