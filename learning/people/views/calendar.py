"""The calendar of working days."""

from datetime import date
from typing import Any

from flask import Response, abort, request, url_for

from learning.people import policy, queries
from learning.people.forms.office import DayForm
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
    return show("people/calendar.html", year=year, days=days.values(), may_keep=policy.is_officer(me()))


@bp.route("/calendar/days", methods=["GET", "POST"])
@allow(roles.officer)
def set_day() -> Response:
    form: Any = DayForm(day=today())

    def do() -> None:
        words = {"kind": form.kind.data, "name": form.name.data, "name_en": form.name_en.data}
        verbs.set_day(db(), form.day.data, **words, by=me().id, at=now())

    return act(form, do, title="A day of the bank's own", button="Save", done="Saved.", back=_year(form.day.data))


@bp.post("/calendar/<day>/return")
@allow(roles.officer, kind="day")
def give_back(day: str) -> Response:
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        abort(404)
    verbs.give_back(db(), chosen, by=me().id, at=now())
    tell("Given back.")
    return go(_year(chosen))


def _year(day: date | None) -> str:
    return url_for(".calendar", year=day.year if day else today().year)
