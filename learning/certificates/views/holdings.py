"""One person in one certification: the state with its reasons, what to do now, every period; and what HR does to the last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request, url_for

from learning.base.refusals import Refusal
from learning.certificates import queries, verbs
from learning.certificates.forms import ActForm, ResumptionForm, SuspensionForm, UntilForm
from learning.certificates.rules import Holding
from learning.certificates.views.blueprint import bp
from learning.requirements import queries as requirements
from learning.study.forms import as_of
from learning.study.queries import Shown
from learning.study.refusals import NoSuchDay
from learning.web import roles
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.request import db, leave_trace, me, now, today

OFFICERS = ("officer",)
FORMS: dict[str, type[ActForm]] = {
    "extension": UntilForm, "suspension": SuspensionForm, "resumption": ResumptionForm, "temporary": UntilForm,
    "withdrawal": ActForm,
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Somebody whom the viewer may see, and where they stand."""

    person: Shown
    holding: Holding


def _found(certification: str, number: str, on: date, roles_: tuple[str, ...] = queries.READERS) -> Found:
    one = requirements.certification(db(), certification) or abort(404)
    person = queries.whose(db(), me(), number, on, roles_) or abort(404)
    return Found(person, queries.holding(db(), person.id, one, on))


@bp.get("/certifications/<certification>/people/<number>")
@allow(signed_in, kind="Person")
def holding(certification: str, number: str) -> Any:
    """Today or as of a day."""
    on = as_of(request.args.get("as_of", ""), today())
    if on is None:
        raise NoSuchDay
    found = _found(certification, number, on)
    answer = _page(found)
    leave_trace(found.person.id, "certificates.holding")
    return answer


def _page(found: Found, sent: str = "", form: ActForm | None = None, *, status: int = 200) -> Any:
    held, on = found.holding, found.holding.on
    may_act = roles.officer.test(me()) and on == today() and _is_mine(found.person)
    acts = dict.fromkeys((*_acts(held), *([sent] if form else []))) if may_act else {}
    forms = {act: _named(act, form if form and act == sent else FORMS[act]()) for act in acts}
    return show(
        "certificates/holding.html", person=found.person, holding=held, on=on, forms=forms, acts=list(acts),
        sent=sent, names=requirements.requirements(db()), numbers=queries.proof_numbers(db(), [row.id for row in held.periods]),
        status=status,
    )  # fmt: skip


def _named(act: str, form: ActForm) -> ActForm:
    """Several forms stand on the page: each field has an id of its own."""
    for field in form:
        field.id = f"{act}-{field.name}"
    return form


def _is_mine(person: Shown) -> bool:
    return person.id != me().id and queries.whose(db(), me(), person.number, today(), OFFICERS) is not None


def _acts(held: Holding) -> tuple[str, ...]:
    """What HR can do to it as it stands."""
    kind = held.state.kind
    if kind == "suspended":
        return ("resumption",)
    if kind == "temporary":
        return ("extension", "withdrawal")
    if held.state.counts:
        return ("extension", "suspension")
    return () if held.certification.is_ended else ("temporary",)


def _act(certification: str, number: str, act: str, do: Callable[[Found, Any], None]) -> Any:
    """Do it, or say under the field why not; what was typed stays."""
    found = _found(certification, number, today(), OFFICERS)
    if found.person.id == me().id:
        abort(403)
    form = FORMS[act]()
    if not form.is_sent():
        return _page(found, act, form, status=422)
    try:
        do(found, form)
    except Refusal as no:
        db().rollback()
        form.refuse(getattr(no, "field", "reason"), say(no.says, **no.gaps))
        return _page(_found(certification, number, today(), OFFICERS), act, form, status=no.status)
    tell("Saved. The holder has been told.")
    return go(url_for(".holding", certification=certification, number=number))


def _current(found: Found) -> int:
    period: Any = found.holding.current or abort(404)
    return int(period.id)


@bp.post("/certifications/<certification>/people/<number>/extension")
@allow(roles.officer, kind="Person")
def extend(certification: str, number: str) -> Any:
    return _act(certification, number, "extension", lambda found, form: verbs.extend(
        db(), _current(found), until=form.until.data, reason=form.reason.data, by=me().id, at=now()))  # fmt: skip


@bp.post("/certifications/<certification>/people/<number>/suspension")
@allow(roles.officer, kind="Person")
def suspend(certification: str, number: str) -> Any:
    return _act(certification, number, "suspension", lambda found, form: verbs.suspend(
        db(), _current(found), from_on=form.from_on.data, until=form.until.data, reason=form.reason.data, by=me().id, at=now(),
    ))  # fmt: skip


@bp.post("/certifications/<certification>/people/<number>/resumption")
@allow(roles.officer, kind="Person")
def resume(certification: str, number: str) -> Any:
    return _act(certification, number, "resumption", lambda found, form: verbs.resume(
        db(), _current(found), back_on=form.back_on.data, reason=form.reason.data, by=me().id, at=now()))  # fmt: skip


@bp.post("/certifications/<certification>/people/<number>/temporary")
@allow(roles.officer, kind="Person")
def certify_for_now(certification: str, number: str) -> Any:
    def do(found: Found, form: Any) -> None:
        one, until = found.holding.certification, form.until.data
        verbs.certify_for_now(db(), found.person.id, one, until=until, reason=form.reason.data, by=me().id, at=now())

    return _act(certification, number, "temporary", do)


@bp.post("/certifications/<certification>/people/<number>/withdrawal")
@allow(roles.officer, kind="Person")
def withdraw(certification: str, number: str) -> Any:
    return _act(certification, number, "withdrawal", lambda found, form: verbs.withdraw(
        db(), _current(found), reason=form.reason.data, by=me().id, at=now()))  # fmt: skip
