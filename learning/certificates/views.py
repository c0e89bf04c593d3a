"""Pages of certificates: mine, one, its paper, and the public check."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, current_app, request, send_file, url_for
from flask.blueprints import BlueprintSetupState

from learning.certificates import queries, refusals, rules, verbs
from learning.certificates.forms import RevocationForm
from learning.certificates.queries import Certificate
from learning.people.verbs import staff
from learning.web import roles
from learning.web.access import allow, anyone, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell, wants_fragment
from learning.web.request import bank, db, me, now, today

bp = Blueprint("certificates", __name__)

CHECKS = 30
A_MINUTE = timedelta(minutes=1)


@bp.record_once
def _count_checks(state: BlueprintSetupState) -> None:
    state.app.extensions["certificates.checks"] = rules.Window(CHECKS, A_MINUTE)


@bp.get("/certificates/")
@allow(signed_in)
def index() -> Any:
    mine = queries.certificates_of(db(), me().id, today())
    return show("certificates/index.html", certificates=mine)


@bp.get("/certificates/<number>")
@allow(signed_in, kind="certificate")
def certificate(number: str) -> Any:
    found = _found(number)
    if wants_fragment() and found.paper == "making":
        return "", 204  # asked again by the page: nothing to swap, nothing for a screen reader to repeat
    answer = _page(found, RevocationForm())
    _note_view(found, "certificates.certificate")
    return answer


def _note_view(found: Certificate, page: str) -> None:
    """Who opened whose record. The reading is over by now, so the aside may write."""
    if (opened := found.holder.id) != me().id:
        db().rollback()
        staff.note_view(bank().sessions, me().id, opened, page, at=now())


def _found(number: str) -> Certificate:
    return queries.proof(db(), me(), number, today()) or abort(404)


def _page(found: Certificate, form: RevocationForm, status: int = 200) -> Any:
    is_own = found.holder.id == me().id
    may_revoke = found.state.kind != "revoked" and roles.officer.test(me())
    return show(
        "certificates/certificate.html", fragment="certificates/_paper.html", status=status,
        certificate=found, form=form, is_own=is_own, may_revoke=may_revoke, refused=_why_no_paper(found),
    )  # fmt: skip


def _why_no_paper(found: Certificate) -> str:
    if not found.refusal:
        return ""
    no = refusals.of_paper(found.refusal)
    return say(no.says, **no.gaps)


@bp.get("/certificates/<number>/paper.pdf")
@allow(signed_in, kind="certificate")
def paper(number: str) -> Any:
    found = _found(number)
    if found.state.kind == "revoked":
        raise refusals.PaperWithdrawn
    pdf = queries.paper(db(), found) or abort(404)
    _note_view(found, "certificates.paper")
    name = f"{found.title.zh}-{found.name.zh}.pdf"
    return send_file(BytesIO(pdf), mimetype="application/pdf", as_attachment=True, download_name=name, etag=False)


@bp.post("/certificates/<number>/revocation")
@allow(roles.officer, kind="certificate")
def revoke(number: str) -> Any:
    found = queries.proof(db(), me(), number, today(), roles=("officer",)) or abort(404)
    form = RevocationForm()
    if not form.is_sent():
        return _page(found, form, 422)
    verbs.revoke(db(), found.proof, by=me().id, reason=form.reason.data or "", at=now())
    tell("The certificate is revoked. Its holder has been told, and the public page says so from now on.")
    return go(url_for(".certificate", number=found.number))


@bp.post("/certificates/<number>/name")
@allow(signed_in, kind="certificate")
def show_name(number: str) -> Any:
    found = queries.own(db(), me(), number, today()) or abort(404)
    is_shown = request.form.get("shown") == "yes"
    verbs.show_name(db(), found.proof, is_shown=is_shown, by=me().id, at=now())
    if is_shown:
        tell("The public page now shows your whole name.")
    else:
        tell("The public page now shows your name masked.")
    return go(url_for(".certificate", number=found.number))


@bp.get("/verify/")
@allow(anyone)
def verify_form() -> Any:
    number = request.args.get("number", "")
    if number.strip():
        return _checked(number)
    return show("certificates/verify.html", typed="", asked=False, certificate=None)


@bp.get("/verify/<number>")
@allow(anyone, kind="certificate")
def verify(number: str) -> Any:
    return _checked(number)


def _checked(number: str) -> Any:
    """The answer to whoever holds the number. Any wrong one gets the same words after the same work."""
    if not current_app.extensions["certificates.checks"].admits(request.remote_addr or "", now()):
        abort(429)
    found = queries.public(db(), number, today())
    typed = rules.grouped(found.number) if found else number[:64]
    status = 200 if found else 404
    return show("certificates/verify.html", status=status, typed=typed, asked=True, certificate=found)
