"""The calendar of working days."""

from datetime import date
from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import N_
from learning.people import queries
from learning.people.forms.office import DayForm
from learning.people.rules.working_days import runs
from learning.people.verbs import calendar as verbs
from learning.people.views.acts import act
from learning.people.views.blueprint import bp
from learning.web import roles
from learning.web.access import allow, signed_in
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today

FIRST, LAST = 2020, 2099


@bp.get("/calendar/")
@allow(signed_in)
def calendar() -> Response:
    year = min(max(request.args.get("year", today().year, type=lambda text: int(text[:4])), FIRST), LAST)
    days = queries.exceptions(db(), date(year, 1, 1), date(year, 12, 31))
    return show("people/calendar.html", year=year, runs=runs(days.values()), may_keep=_may_keep())


@bp.route("/calendar/days", methods=["GET", "POST"])
@allow(roles.officer)
def set_day() -> Response:
    if not _may_keep():
        abort(403)
    form: Any = DayForm(day=today())

    def do() -> None:
        words = {"kind": form.kind.data, "name": form.name.data, "name_en": form.name_en.data}
        verbs.set_day(db(), form.day.data, **words, by=me().id, at=now())

    return act(form, do, title=N_("A day of the bank's own"), button=N_("Save"), done=N_("Saved."), back=_year(form.day.data))


@bp.post("/calendar/<day>/return")
@allow(roles.officer, kind="day")
def give_back(day: str) -> Response:
    if not _may_keep():
        abort(403)
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        abort(404)
    verbs.give_back(db(), chosen, by=me().id, at=now())
    tell("Given back.")
    return go(_year(chosen))


def _may_keep() -> bool:
    """The calendar is the whole bank's: an officer for one area does not change it."""
    return bool(me().sees_all("officer"))


def _year(day: date | None) -> str:
    return url_for(".calendar", year=day.year if day else today().year)
