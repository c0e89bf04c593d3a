"""A branch's meetings in other calendars."""

import hashlib
from datetime import timedelta
from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import N_
from learning.meetings import papers, verbs
from learning.meetings.queries import planning
from learning.meetings.views.blueprint import bp
from learning.people.models import Unit
from learning.publishing import queries as publishing
from learning.web import roles
from learning.web.access import allow, anyone
from learning.web.language import speaker
from learning.web.pages import go, tell
from learning.web.request import bank, db, me, now, today

BACK, AHEAD = timedelta(days=31), timedelta(days=92)


@bp.get("/meetings/feeds/<feed>.ics")
@allow(anyone, kind="secret address")
def feed(feed: str) -> Any:
    """The plan, for whoever knows the address; a calendar asks again and again, so it is told when nothing has changed."""
    unit = planning.by_feed(db(), feed[:64]) or abort(404)
    plans = planning.plans_between(db(), unit.id, today() - BACK, today() + AHEAD)
    content = papers.feed(unit, plans, publishing.live(db()).catalogue, bank().clock, speaker("zh"))
    answer = Response(content, mimetype="text/calendar")
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    answer.headers.set("Content-Disposition", "inline", filename="meetings.ics")
    return answer.make_conditional(request)


@bp.post("/meetings/units/<int:unit_id>/feed")
@allow(roles.head, kind="unit", writes=True)
def open_feed(unit_id: int) -> Any:
    unit = _unit(unit_id)
    verbs.open_feed(db(), me(), unit, at=now())
    tell(N_("The address is made. One that was given out before is good no more."))
    return go(url_for(".calendar", unit=unit.id))


@bp.post("/meetings/units/<int:unit_id>/feed/revocation")
@allow(roles.head, kind="unit", writes=True)
def end_feed(unit_id: int) -> Any:
    unit = _unit(unit_id)
    verbs.end_feed(db(), me(), unit, at=now())
    tell(N_("The address is good no more."))
    return go(url_for(".calendar", unit=unit.id))


def _unit(unit_id: int) -> Unit:
    return planning.led_unit(db(), me(), unit_id, today()) or abort(404)
