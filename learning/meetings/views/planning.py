"""A branch's month, and planning a day of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import abort, g, request, url_for
from flask_babel import format_date

from learning.base.refusals import N_, Refusal
from learning.content.catalogue import Catalogue
from learning.meetings import forms, queries, rules, verbs
from learning.meetings.models import MeetingFeed, PlannedMeeting
from learning.meetings.queries import overseeing, planning
from learning.meetings.refusals import NoSuchDay
from learning.meetings.verbs import Wish
from learning.meetings.views.blueprint import bp
from learning.people.models import Unit
from learning.publishing import queries as publishing
from learning.web import roles
from learning.web.access import allow, signed_in
from learning.web.language import lang, say
from learning.web.pages import go, show, tell
from learning.web.request import address, db, me, now, today

KINDS = ("morning", "evening")
STATES = {
    "held": N_("held"), "short": N_("too short"), "open": N_("being held"), "lapsed": N_("never closed"),
    "planned": N_("planned"), "missed": N_("not held"), "free": N_("free"), "off": N_("no working day"),
}  # fmt: skip


def _catalogue() -> Catalogue:
    """What is live, asked once a page."""
    if "meetings_catalogue" not in g:
        g.meetings_catalogue = publishing.live(db()).catalogue
    found: Catalogue = g.meetings_catalogue
    return found


@bp.app_template_filter("meeting_why")
def why(reason: rules.Why) -> str:
    """One reason for a script, in the reader's language."""
    gaps: dict[str, Any] = dict(reason.gaps)
    if reason.kind == "season":
        season = rules.SEASONS[str(gaps["season"])]
        gaps["season"] = say(season)
    if reason.kind == "weak":
        clause = _catalogue().clauses.get(str(gaps["clause"]))
        gaps["clause"] = clause.text if clause else gaps["clause"]
    sentence = rules.REASONS[reason.kind]
    return say(sentence, **gaps)


@bp.app_template_filter("day_word")
def day_word(state: str) -> str:
    return say(STATES[state])


@bp.app_template_filter("month_name")
def month_name(first: date) -> str:
    """2026年3月 · March 2026."""
    return f"{first.year}年{first.month}月" if lang() == "zh" else f"{first:%B} {first.year}"


@bp.app_template_filter("day_of_week")
def day_of_week(on: date) -> str:
    """周三 · Wed."""
    return str(format_date(on, "EEE"))


@bp.app_template_filter("plan_title")
def plan_title(plan: PlannedMeeting) -> str:
    """What is planned; a script that was withdrawn keeps its key."""
    course = _catalogue().course(plan.course)
    script = course.meetings.get(plan.meeting) if course else None
    return script.title.in_(lang()) if script else plan.meeting


@bp.app_template_filter("feed_address")
def feed_address(feed: MeetingFeed) -> str:
    return address(".feed", feed=feed.token)


@bp.get("/meetings/calendar")
@allow(signed_in)
def calendar() -> Any:
    """A month of one's own branch, or of one that one leads or oversees."""
    units = planning.calendar_units(db(), me(), today())
    wanted = request.args.get("unit", type=int)
    unit = next((one for one in units if one.id == wanted), None) if wanted else next(iter(units), None)
    if unit is None:
        if wanted:
            abort(404)
        return show("meetings/calendar.html", month=None, units=units, states=STATES)
    first = forms.month(request.args.get("month", ""), today())
    after = (first + timedelta(days=32)).replace(day=1)
    return show(
        "meetings/calendar.html", month=planning.month(db(), unit, first, today()), units=units, states=STATES,
        before=(first - timedelta(days=1)).replace(day=1), after=after, odd=forms.odd_month(request.args),
        hosts=overseeing.hosts(db(), unit.id, first, after - timedelta(days=1)),
        may_plan=planning.led_unit(db(), me(), unit.id, today()) is not None, feed=planning.feed_of(db(), unit.id),
    )  # fmt: skip


@bp.get("/meetings/units/<int:unit_id>/plans/<day>/<kind>")
@allow(roles.head, kind="unit")
def day(unit_id: int, day: str, kind: str) -> Any:
    """A day to be planned: the suggestions with their reasons, whose turn it is to lead, and what is added for the day."""
    unit, on = _unit(unit_id), forms.day(day) or abort(404)
    return _day(unit, on, kind if kind in KINDS else abort(404))


def _unit(unit_id: int) -> Unit:
    return planning.led_unit(db(), me(), unit_id, today()) or abort(404)


def _day(unit: Unit, on: date, kind: str, *, typed: Mapping[str, str] | None = None, no: Refusal | None = None) -> Any:
    plan = queries.plan_on(db(), unit.id, on, kind)
    suggested = planning.suggestions(db(), unit.id, on, kind)
    turns = planning.hosting(db(), unit.id, on)
    turn = rules.next_host([one for _, one in turns])
    values = typed or forms.planned(plan, turn.person_id if turn else None, suggested[0].script.key if suggested else "")
    script = next((one.script for one in suggested if one.script.key == values.get("script")), None)
    return show(
        "meetings/day.html", status=no.status if no else 200, unit=unit, on=on, kind=kind, plan=plan, suggested=suggested,
        turns=sorted(turns, key=lambda one: (one[1].last_on or date.min, one[1].times, one[1].number)), turn=turn, values=values,
        asked=planning.weakest_question(db(), unit.id, on), error=say(no.says, **no.gaps) if no else "", is_past=on < today(),
        minutes=(script.meeting.seconds // 60 if script else 0) + (forms.number(values, "extra_minutes") or 0),
    )  # fmt: skip


@bp.post("/meetings/units/<int:unit_id>/plans/<day>/<kind>")
@allow(roles.head, kind="unit", writes=True)
def plan(unit_id: int, day: str, kind: str) -> Any:
    unit, on = _unit(unit_id), forms.day(day) or abort(404)
    form = request.form
    course, meeting = forms.script(form)
    asked = planning.weakest_question(db(), unit.id, on) if form.get("ask") else None
    words = {name: form.get(name, "").strip() for name in ("note", "extra_title", "extra_words")}
    question = (asked.course.key, asked.question.id) if asked else None
    minutes = forms.number(form, "extra_minutes") or 0
    wish = Wish(course, meeting, forms.number(form, "host"), forms.hour(form), **words, extra_minutes=minutes, question=question)
    try:
        made = verbs.plan(db(), me(), unit, on, kind if kind in KINDS else abort(404), wish, at=now())
    except Refusal as no:
        db().rollback()
        return _day(_unit(unit_id), on, kind, typed=form, no=no)
    _tell_length(made)
    return go(_month(unit.id, on))


def _tell_length(plan: PlannedMeeting) -> None:
    """How long it takes in all; a length that no good meeting has is said, and not forbidden."""
    course = _catalogue().course(plan.course)
    n = ((course.meetings[plan.meeting].seconds if course else 0) + plan.extra_seconds) // 60
    if rules.SHORTEST <= n <= rules.LONGEST:
        tell(N_("Planned, %(n)s minutes in all. It stands in the branch's calendar."), n=n)
    else:
        tell(N_("Planned, %(n)s minutes in all. A good meeting takes 10 to 20: you can still change it."), n=n)


def _month(unit_id: int, on: date) -> str:
    return url_for(".calendar", unit=unit_id, month=f"{on:%Y-%m}")


@bp.post("/meetings/plans/<int:plan_id>/host")
@allow(roles.head, kind="planned meeting", writes=True)
def change_host(plan_id: int) -> Any:
    """One tap: somebody else leads."""
    found = _plan(plan_id)
    verbs.change_host(db(), me(), found, forms.number(request.form, "host") or 0, at=now())
    tell(N_("Changed."))
    return go(_month(found.unit_id, found.day))


@bp.post("/meetings/plans/<int:plan_id>/day")
@allow(roles.head, kind="planned meeting", writes=True)
def move(plan_id: int) -> Any:
    """To another day."""
    found, to = _plan(plan_id), forms.day(request.form.get("day", ""))
    if to is None:
        raise NoSuchDay
    verbs.move(db(), me(), found, to, at=now())
    tell(N_("Moved. It stands in the calendar on its new day."))
    return go(_month(found.unit_id, to))


@bp.post("/meetings/plans/<int:plan_id>/cancellation")
@allow(roles.head, kind="planned meeting", writes=True)
def cancel(plan_id: int) -> Any:
    found = _plan(plan_id)
    verbs.cancel(db(), me(), found, reason=request.form.get("reason", ""), at=now())
    tell(N_("Taken back. The day is free again."))
    return go(_month(found.unit_id, found.day))


def _plan(plan_id: int) -> PlannedMeeting:
    return planning.plan(db(), me(), plan_id, today(), lock=True) or abort(404)


@bp.post("/meetings/units/<int:unit_id>/weeks")
@allow(roles.head, kind="unit", writes=True)
def plan_week(unit_id: int) -> Any:
    """Fill a week's free days with the best suggestions, hosts by turns; everything can still be changed."""
    unit, monday = _unit(unit_id), _monday()
    made = verbs.plan_week(db(), me(), unit, monday, at=now())
    tell(N_("%(n)s days planned."), n=made)
    return go(_month(unit.id, max(monday, today())))


def _monday() -> date:
    """Of the week in which the day lies that was sent."""
    found = forms.day(request.form.get("monday", ""))
    if found is None:
        raise NoSuchDay
    return found - timedelta(days=found.weekday())


@bp.post("/meetings/units/<int:unit_id>/copies")
@allow(roles.head, kind="unit", writes=True)
def copy_week(unit_id: int) -> Any:
    """A week like the one before it, where it is still free."""
    unit, monday = _unit(unit_id), _monday()
    made = verbs.copy_week(db(), me(), unit, monday, at=now())
    tell(N_("%(n)s days planned."), n=made)
    return go(_month(unit.id, max(monday, today())))
