"""The form of a rule: filled in, looked at with what it would do, saved. Shared by a new rule and a changed one."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for

from learning.base.refusals import N_, Refusal
from learning.publishing.queries import Live
from learning.study import queries, refusals
from learning.study.forms import AssignmentForm, typed
from learning.study.models import Assignment
from learning.study.queries import Assigned, Draft, Preview
from learning.web.language import lang, say
from learning.web.pages import go, show, tell
from learning.web.request import db, me, today

INDENT = "\u3000"
PLACES: dict[type[Refusal], str] = {
    refusals.DueInPast: "due_on",
    refusals.OfferHasDate: "mandatory",
    refusals.HiredBackwards: "hired_until",
    refusals.DaysMissing: "due_days",
    refusals.CertificateDayMissing: "certificate_before",
    refusals.UnitIsClosed: "unit",
    refusals.NobodyThere: "meant",
    refusals.EverybodyThere: "meant",
}
"""Under which field a refusal is said; every other one stands above the form."""


def blank(live: Live) -> AssignmentForm:
    asked = request.args
    return _offered(
        AssignmentForm(course=asked.get("course"), whom=asked.get("whom", "unit"), number=asked.get("number", "")), live
    )


def filled(live: Live, old: Assigned) -> AssignmentForm:
    """As the rule stands; what was sent counts instead."""
    form = AssignmentForm(**typed(old.terms, number=old.person.number if old.person else ""))
    return _offered(form, live, also=old.terms.requirement)


def _offered(form: AssignmentForm, live: Live, *, also: str = "") -> AssignmentForm:
    courses = sorted(live.catalogue.courses.values(), key=lambda course: (course.order, course.key))
    form.offer(
        [(course.key, course.title.in_(lang())) for course in courses if course.status == "active" or course.key == also],
        [
            (str(unit.id), INDENT * depth + (unit.name_en if lang() == "en" and unit.name_en else unit.name))
            for unit, depth in queries.unit_choices(db(), me(), on=today())
        ],
        [(position.key, position.name.in_(lang())) for position in live.catalogue.positions.values()],
    )
    return form


def page(
    form: AssignmentForm, old: Assigned | None = None, *, preview: Preview | None = None, status: int = 200, error: str = ""
) -> Response:
    return show("study/rule.html", form=form, old=old, preview=preview, error=error, status=status)


def look_or_save(form: AssignmentForm, live: Live, old: Assigned | None, save: Callable[[Draft], Assignment]) -> Response:
    """What the rule would do; done, if that was asked for. A refusal stands where it can be mended; what was typed is kept."""
    draft = _draft(form, live, old) if form.is_sent() else None
    if draft is None:
        return page(form, old, status=422)
    try:
        draft.terms.refuse(today())
        preview = queries.preview(db(), draft, on=today())
        if request.form.get("act") != "save":
            return page(form, old, preview=preview)
        if preview.must_be_meant and not form.meant.data:
            raise refusals.NobodyThere if preview.is_nobody else refusals.EverybodyThere
        made = save(draft)
    except Refusal as no:
        db().rollback()
        return _refused(form, old, draft, no)
    _tell(preview, made)
    return go(url_for("study.assignment", assignment_id=made.id))


def _refused(form: AssignmentForm, old: Assigned | None, draft: Draft, no: Refusal) -> Response:
    place = PLACES.get(type(no))
    if place is None:
        return page(form, old, status=no.status, error=say(no.says, **no.gaps))
    form.refuse(place, no.says, **no.gaps)
    is_shown = place == "meant"
    return page(form, old, preview=queries.preview(db(), draft, on=today()) if is_shown else None, status=no.status)


def _tell(preview: Preview, made: Assignment) -> None:
    if made.wanted:
        tell("This is being applied for %(n)s people. You may leave this page; it goes on.", n=preview.people)
    elif preview.draft.replaces:
        tell("Changed for %(n)s people. If this was a mistake, undo it on this page.", n=preview.people)
    else:
        tell("Assigned to %(n)s people. If this was a mistake, undo it on this page.", n=preview.people)


def _draft(form: AssignmentForm, live: Live, old: Assigned | None) -> Draft | None:
    """The form with everything it names looked up, or None with a sentence under the field."""
    course = live.catalogue.courses[form.course.data]
    known: dict[str, Any] = {"course": course, "replaces": old.id if old else None}
    if form.is_for_person:
        person = queries.person_to_assign(db(), me(), (form.number.data or "").strip(), on=today())
        if person is None:
            form.refuse("number", N_("No such staff number among your people."))
            return None
        return Draft(person=person, terms=form.terms(course.key, person_id=person.id, unit_id=None), **known)
    unit = next(unit for unit, _ in queries.unit_choices(db(), me(), on=today()) if str(unit.id) == form.unit.data)
    return Draft(unit=unit, terms=form.terms(course.key, person_id=None, unit_id=unit.id), **known)
