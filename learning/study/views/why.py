"""Why a state is what it is; and for HR, what one person is granted: more time, or not to be asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, current_app, request, url_for

from learning.base.refusals import Refusal
from learning.content.catalogue import Course
from learning.people import queries as people
from learning.people.models import Person
from learning.publishing import queries as publishing
from learning.requirements import queries as requirements
from learning.study import queries, verbs
from learning.study.forms import ExtensionForm, GrantForm, as_of
from learning.study.models import Concession
from learning.study.policy import ASSIGNERS
from learning.study.queries import Shown
from learning.study.refusals import NoSuchDay
from learning.study.views.blueprint import bp
from learning.study.views.learner import live_course
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import db, leave_trace, me, now, today
from learning.web.roles import officer


@dataclass
class Typed:
    """What was typed in one of the page's forms; the others stand empty. ``name``: extension, exemption, or a concession's id."""

    name: str = ""
    form: Any = None
    error: str = ""

    def __getitem__(self, name: str) -> Any:
        if name == self.name:
            return self.form
        form: Any = ExtensionForm() if name == "extension" else GrantForm()
        form.process(None)
        form.reason.id = f"grant-{name}"
        return form


@bp.get("/why/<number>/<requirement>")
@allow(signed_in, kind="Person")
def why(number: str, requirement: str) -> Response:
    """The reasons behind a state, on a day: one's own, or of people in one's units. A certification has its own page."""
    is_course = publishing.live(db()).catalogue.course(requirement) is not None
    if not is_course and requirements.certification(db(), requirement) is not None:
        day = request.args.get("as_of")
        return go(url_for("certificates.holding", certification=requirement, number=number, as_of=day))
    return _page(number, requirement)


def _page(number: str, requirement: str, typed: Typed | None = None, *, status: int = 200) -> Response:
    person = queries.whose_progress(db(), me(), number, on=today()) or abort(404)
    live, found = live_course(requirement)
    on = as_of(request.args.get("as_of", ""), today())
    if on is None:
        raise NoSuchDay
    then = queries.catalogue_on(db(), live, on).course(found.key) or found
    standing = queries.progress(db(), person.id, then, on=on)
    may_grant = on == today() and person.id != me().id and _is_hrs(number)
    answer = show(
        "study/why.html", person=person, standing=standing, on=on, may_grant=may_grant, forms=typed or Typed(), status=status
    )
    leave_trace(person.id, "study.why")
    return answer


def _is_hrs(number: str) -> bool:
    return me().has_role("officer") and people.person(db(), me(), number, on=today(), roles=("officer",)) is not None


@bp.post("/why/<number>/<requirement>/extension")
@allow(officer, kind="Person")
def extend(number: str, requirement: str) -> Response:
    person, course = _of_hr(number, requirement)

    def grant(form: ExtensionForm) -> None:
        until, reason = form.due_on.data or today(), form.reason.data or ""
        verbs.extend(db(), person.id, course, until, by=me(), reason=reason, at=now(), on=today())
        tell("Extended. Reports and reminders count the new date.")

    return _granted(person, course, "extension", ExtensionForm(), grant)


@bp.post("/why/<number>/<requirement>/exemption")
@allow(officer, kind="Person")
def exempt(number: str, requirement: str) -> Response:
    person, course = _of_hr(number, requirement)

    def grant(form: GrantForm) -> None:
        verbs.exempt(db(), person.id, course, by=me(), reason=form.reason.data or "", at=now(), on=today())
        tell("Exempted. No rule asks this person for the course.")

    return _granted(person, course, "exemption", GrantForm(), grant)


@bp.post("/why/<number>/<requirement>/concessions/<int:concession_id>/end")
@allow(officer, kind="Person")
def take_back(number: str, requirement: str, concession_id: int) -> Response:
    person, course = _of_hr(number, requirement)
    one: Concession = queries.concession(db(), person.id, course, concession_id) or abort(404)

    def grant(form: GrantForm) -> None:
        verbs.take_back(db(), one, by=me(), reason=form.reason.data or "", at=now(), on=today())
        tell("Taken back. At least 14 days are left until the date.")

    return _granted(person, course, str(one.id), GrantForm(), grant)


def _of_hr(number: str, requirement: str) -> tuple[Person, Course]:
    person = people.person(db(), me(), number, on=today(), roles=("officer",)) or abort(404)
    return person, live_course(requirement)[1]


def _granted(person: Person, course: Course, name: str, form: Any, grant: Callable[[Any], None]) -> Response:
    """Grant it; or the page again with the sentence where it can be mended, and what was typed."""
    form.reason.id = f"grant-{name}"
    try:
        if form.is_sent():
            grant(form)
            return go(url_for("study.why", number=person.number, requirement=course.key))
        return _page(person.number, course.key, Typed(name, form), status=422)
    except Refusal as no:
        db().rollback()
        return _page(person.number, course.key, Typed(name, form, say(no.says, **no.gaps)), status=no.status)


@bp.app_template_global()
def evidence_url(evidence: str | None, course: Course, person: Shown) -> str | None:
    """Where the row behind a reason can be looked at, if the viewer may."""
    kind, _, name = (evidence or "").partition(":")
    if kind == "assignment" and me().has_role(*ASSIGNERS):
        return url_for("study.assignment", assignment_id=int(name))
    if kind == "attempt" and "quiz.review" in current_app.view_functions:
        if person.id == me().id:
            return url_for("quiz.review", attempt=name)
        return url_for("quiz.record_review", number=person.number, attempt=name)
    if kind == "roleplay" and "roleplay.result" in current_app.view_functions:
        if person.id == me().id:
            return url_for("roleplay.result", run=name)
        return url_for("roleplay.record_result", number=person.number, run=name)
    return None
