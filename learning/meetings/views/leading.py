"""Today's meetings, starting one, and leading it tap by tap."""

import uuid
from typing import Any

from flask import abort, jsonify, request, url_for

from learning.base.refusals import N_
from learning.meetings import forms, queries, verbs
from learning.meetings.models import MeetingRun
from learning.meetings.policy import HEADS
from learning.meetings.queries import planning
from learning.meetings.verbs import Choice
from learning.meetings.views.blueprint import bp, led, shown, the_run
from learning.people.models import Unit
from learning.web.access import allow, signed_in
from learning.web.pages import go, show, tell, wants_json
from learning.web.request import db, me, now, today

TAPS = ("next", "back", "skip", "pause", "resume")


@bp.get("/meetings/")
@allow(signed_in)
def index() -> Any:
    """Today's meetings of one's units: held, planned, or to be started."""
    todo = queries.around(db(), me(), today()).todo
    return show("meetings/index.html", offers=queries.offers(db(), me(), today()), todo=todo)


@bp.get("/meetings/units/<int:unit_id>/start/<kind>")
@allow(signed_in, kind="unit")
def ready(unit_id: int, kind: str) -> Any:
    """What is about to be held, in one look, with one large button; another script or host by a list."""
    unit = _unit(unit_id)
    offer = next((one for one in queries.offers(db(), me(), today(), units=[unit]) if one.kind == kind), None) or abort(404)
    if offer.run is not None:
        return go(url_for(".run", meeting=offer.run.token))
    choice = planning.suggestions(db(), unit.id, today(), kind)
    planned = f"{offer.plan.course}/{offer.plan.meeting}" if offer.plan else ""
    wanted = request.args.get("script", planned)
    chosen = next((one for one in choice if one.script.key == wanted), choice[0] if choice else None)
    roster = queries.roster(db(), unit.id, today())
    return show("meetings/ready.html", offer=offer, chosen=chosen, choice=choice, roster=roster)


def _unit(unit_id: int) -> Unit:
    led_too = queries.units_led(db(), me(), today()) if me().has_role(*HEADS) else ()
    mine = [*queries.my_units(db(), me(), today()), *led_too]
    return next((one for one in mine if one.id == unit_id), None) or abort(404)


@bp.post("/meetings/units/<int:unit_id>/runs")
@allow(signed_in, kind="unit", writes=True)
def start(unit_id: int) -> Any:
    """Start, or be led to the meeting that somebody else has just started."""
    unit, (course, meeting) = _unit(unit_id), forms.script(request.form)
    kind = "evening" if request.form.get("kind") == "evening" else "morning"
    choice = Choice(unit, kind, course, meeting, forms.number(request.form, "host"))
    held = verbs.start(db(), me(), choice, at=now())
    if held.started_by != me().id or held.started_at != now():
        tell(N_("This meeting is already running; here it is."))
    return go(url_for(".run", meeting=held.token))


@bp.get("/meetings/runs/<uuid:meeting>")
@allow(signed_in, kind="meeting")
def run(meeting: uuid.UUID) -> Any:
    """The meeting as it stands; when it is over, its record."""
    held = the_run(meeting)
    if held.state_on(today()) != "open":
        return show("meetings/record.html", fragment="meetings/_over.html", **shown(held))
    return show("meetings/run.html", fragment="meetings/_run.html", **shown(held))


@bp.post("/meetings/runs/<uuid:meeting>/taps")
@allow(signed_in, kind="meeting", writes=True)
def tap(meeting: uuid.UUID) -> Any:
    """Next, back, skip, pause, resume."""
    held, kind = led(meeting), request.form.get("tap", "")
    if kind not in TAPS:
        abort(404)
    verbs.tap(
        db(), me(), held, kind, key=forms.key(request.form), segment=request.form.get("segment", "")[:40],
        reason=request.form.get("reason", ""), waited=forms.waited(request.form), at=now(),
    )  # fmt: skip
    return kept(held)


def kept(held: MeetingRun, anchor: str | None = None) -> Any:
    """A device that queues its taps is told that this one is kept; a browser sees the page."""
    if wants_json():
        return jsonify(saved=True, version=held.version)
    return go(url_for(".run", meeting=held.token, _anchor=anchor))
