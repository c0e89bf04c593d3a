"""Certifications as HR makes them: what they ask, how long they hold, what a change would do, who holds them."""

from typing import Any

from flask import abort, request, url_for

from learning.certificates import queries, rules
from learning.certificates.forms import CertificationForm, EndForm, certification_form
from learning.certificates.views.blueprint import bp
from learning.requirements import queries as requirements
from learning.requirements import verbs as terms
from learning.requirements.queries import Requirements
from learning.requirements.rules import Certification
from learning.web import roles
from learning.web.access import allow
from learning.web.pages import go, show, tell
from learning.web.request import db, me, now, today


@bp.get("/certifications/")
@allow(roles.report_reader)
def certifications() -> Any:
    found = requirements.requirements(db())
    return show(
        "certificates/certifications.html", found=found, rows=sorted(found.certifications.values(), key=lambda one: one.key)
    )


@bp.get("/certifications/new")
@allow(roles.officer)
def new_certification() -> Any:
    return _terms_page(requirements.requirements(db()), None)


@bp.post("/certifications/")
@allow(roles.officer)
def make_certification() -> Any:
    """First what it would do; saved only when that was asked for."""
    return _set(requirements.requirements(db()), None)


@bp.get("/certifications/<certification>")
@allow(roles.report_reader, kind="Certification")
def certification(certification: str) -> Any:
    """What it asks, how it came to be so, and who holds it."""
    return _page(certification, EndForm())


def _page(certification: str, form: EndForm, *, status: int = 200) -> Any:
    found = requirements.requirements(db())
    one = found.certifications.get(certification) or abort(404)
    state, after = request.args.get("state", ""), request.args.get("after", "")[:32]
    holders = queries.holders(db(), me(), one, today(), state=state if state in rules.RANK else "", after=after)
    return show(
        "certificates/certification.html", one=one, found=found, form=form,
        versions=requirements.versions(db(), certification)[::-1],
        holders=holders, state=state, after=after, states=rules.RANK, status=status,
    )  # fmt: skip


@bp.get("/certifications/<certification>/terms")
@allow(roles.officer, kind="Certification")
def new_terms(certification: str) -> Any:
    found = requirements.requirements(db())
    return _terms_page(found, found.certifications.get(certification) or abort(404))


@bp.post("/certifications/<certification>/terms")
@allow(roles.officer, kind="Certification")
def set_terms(certification: str) -> Any:
    found = requirements.requirements(db())
    return _set(found, found.certifications.get(certification) or abort(404))


def _form(found: Requirements, one: Certification | None) -> CertificationForm:
    courses = sorted(found.catalogue.courses.values(), key=lambda course: (course.order, course.key))
    asked = one.terms.keys if one else frozenset()
    return certification_form([row for row in courses if row.status == "active" or row.key in asked], one, example=today())


def _terms_page(found: Requirements, one: Certification | None, form: CertificationForm | None = None, **more: Any) -> Any:
    shown = {"draft": None, "effects": None, "rounds": {}, "status": 200} | more
    return show("certificates/terms.html", form=form or _form(found, one), one=one, found=found, **shown)


def _set(found: Requirements, one: Certification | None) -> Any:
    form = _form(found, one)
    draft = _draft(form, one) if form.is_sent() else None
    if draft is not None and (wrong := terms.trouble(db(), draft, on=today())):
        form.refuse(wrong)
        draft = None
    if draft is None:
        return _terms_page(found, one, form, status=422)
    if request.form.get("act") != "save":
        day = form.example.data or today()
        rounds = {habit: rules.simulate(draft.terms, day, habit) for habit in rules.HABITS}
        return _terms_page(
            found, one, form, draft=draft, effects=queries.effects(db(), me(), draft.key, draft.terms, today()), rounds=rounds
        )
    made = terms.set_terms(db(), draft, by=me().id, at=now())
    tell("Saved. Who has done all of it already is certified within a minute.")
    return go(url_for(".certification", certification=made.key))


def _draft(form: CertificationForm, one: Certification | None) -> terms.Draft:
    seen = request.form.get("after", 0, type=int) if one else 0
    return terms.Draft(
        key=one.key if one else (form.key_.data or "").strip(), after=seen, title=form.names, terms=form.terms,
        asked_by=form.asked_by.data if one else None, reason=(form.reason.data or "").strip() or None,
    )  # fmt: skip


@bp.post("/certifications/<certification>/end")
@allow(roles.officer, kind="Certification")
def end_certification(certification: str) -> Any:
    one = requirements.certification(db(), certification) or abort(404)
    form = EndForm()
    if not form.is_sent():
        return _page(certification, form, status=422)
    terms.end(db(), one, reason=(form.reason.data or "").strip(), by=me().id, at=now())
    tell("It has ended: nobody gets it any more. What people hold stays.")
    return go(url_for(".certification", certification=certification))
