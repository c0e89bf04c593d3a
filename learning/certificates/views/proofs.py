"""Mine, one, its paper, those of a unit, and the public check."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Response, abort, current_app, request, send_file, url_for
from flask.blueprints import BlueprintSetupState

from learning.base import keys
from learning.certificates import queries, refusals, rules, verbs
from learning.certificates.forms import RevocationForm
from learning.certificates.queries import Certificate
from learning.certificates.views.blueprint import bp
from learning.content.catalogue import Words
from learning.downloads import verbs as downloads
from learning.people import queries as people_queries
from learning.requirements import queries as requirements
from learning.study import queries as study
from learning.web import roles
from learning.web.access import allow, anyone, signed_in
from learning.web.language import lang, say
from learning.web.pages import as_json, go, show, tell, wants_fragment
from learning.web.request import bank, db, leave_trace, me, now, today

CHECKS = 30
A_MINUTE = timedelta(minutes=1)
PDF = "application/pdf"


@bp.record_once
def _count_checks(state: BlueprintSetupState) -> None:
    state.app.extensions["certificates.checks"] = rules.Window(CHECKS, A_MINUTE)


@bp.get("/certificates/")
@allow(signed_in)
def index() -> Any:
    mine, held = queries.certificates_of(db(), me().id, today()), queries.mine(db(), me().id, today())
    return show("certificates/index.html", certificates=mine, held=held, number=me().number)


@bp.get("/certificates/print")
@allow(roles.assigner)
def of_unit() -> Any:
    """The certificates of a course that are valid in a unit: to look through, and to print all at once."""
    units, offered = study.unit_choices(db(), me(), on=today()), _offered()
    course = _chosen(offered, request.args.get("course"))
    unit = _chosen({str(one.id): one for one, _ in units}, request.args.get("unit"))
    after = request.args.get("after", "")[:32]
    found = queries.in_unit(db(), me(), course.key, unit.id, today(), after=after) if course and unit else None
    return show(
        "certificates/of_unit.html", courses=offered.values(), units=units, course=course, unit=unit, found=found, after=after
    )


def _offered() -> dict[str, Any]:
    """Certifications first: they are what is printed; then the courses, in the bank's order."""
    found = requirements.requirements(db())
    courses = sorted(found.catalogue.courses.values(), key=lambda course: (course.order, course.key))
    return {**found.certifications, **{course.key: course for course in courses}}


def _chosen(offered: dict[str, Any], wanted: str | None) -> Any:
    """What was chosen, without a choice the first that is offered; 404 for what is not."""
    return offered.get(wanted) or abort(404) if wanted else next(iter(offered.values()), None)


@bp.post("/certificates/print")
@allow(roles.assigner)
def print_unit() -> Any:
    """All of them in one file, made in the background."""
    course = _offered().get(request.form.get("course", "")) or abort(404)
    wanted = request.form.get("unit", type=int) or abort(404)
    unit = people_queries.unit(db(), me(), wanted, on=today(), roles=queries.PRINTERS) or abort(404)
    title = Words(f"{course.title.zh}证书 · {unit.name}", f"Certificates: {course.title.in_('en')}, {unit.name_en or unit.name}")
    wish, name = {"course": course.key, "unit": unit.id}, f"certificates-{course.key}-{unit.code}.pdf"
    row = downloads.ask(db(), me(), downloads.Wanted("certificates", wish, title, name, PDF, lang()), at=now())
    return go(url_for("downloads.download", download_id=row.id))


@bp.get("/certificates/<number>")
@allow(signed_in, kind="certificate")
def certificate(number: str) -> Any:
    found = _found(number)
    if wants_fragment() and found.paper == "making":
        return "", 204  # asked again by the page: nothing to swap, nothing for a screen reader to repeat
    answer = _page(found, RevocationForm())
    leave_trace(found.holder.id, "certificates.certificate")
    return answer


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
    leave_trace(found.holder.id, "certificates.paper")
    name = f"{found.title.zh}-{found.name.zh}.pdf"
    return send_file(BytesIO(pdf), mimetype=PDF, as_attachment=True, download_name=name, etag=False)


@bp.get("/certificates/<number>/credential.json")
@allow(signed_in, kind="certificate")
def credential(number: str) -> Any:
    found = _found(number)
    answer = _credential(found)
    leave_trace(found.holder.id, "certificates.credential")
    return answer


@bp.get("/verify/<number>/credential.json")
@allow(anyone, kind="certificate")
def public_credential(number: str) -> Any:
    """For whoever holds the number: they hold the paper already."""
    _count_check()
    return _credential(queries.public(db(), number, today()) or abort(404))


def _credential(found: Certificate) -> Any:
    from learning.certificates.papers import credentials  # noqa: PLC0415 -- rarely asked for, and heavy

    if found.state.kind == "revoked":
        raise refusals.PaperWithdrawn
    settings = bank().settings
    site = (settings.base_url or request.url_root).rstrip("/")
    unsigned = credentials.credential(
        found.proof.printed, issued_at=found.proof.issued_at, address=f"{site}/verify/{found.number}",
        staff_number=found.holder.number, salt=found.proof.sha256[:32], course=found.proof.period.certification,
    )  # fmt: skip
    key = keys.signing_key(settings.data, "certificates")
    whole = credentials.signed(unsigned, key, issuer=settings.issuer_did, at=found.proof.issued_at)
    answer = Response(as_json(whole), mimetype="application/vc+ld+json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{found.number}.json")
    return answer


@bp.get("/.well-known/did.json")
@allow(anyone)
def issuer() -> Any:
    """The bank's keys, for those who check credentials of a did:web: the one that signs and those that did."""
    settings = bank().settings
    if not settings.issuer_did:
        abort(404)
    document = rules.did_document(settings.issuer_did, keys.public_multikeys(settings.data, "certificates"))
    return Response(as_json(document), mimetype="application/did+json")


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
    _count_check()
    found = queries.public(db(), number, today())
    typed = rules.grouped(found.number) if found else number[:64]
    status = 200 if found else 404
    return show("certificates/verify.html", status=status, typed=typed, asked=True, certificate=found)


def _count_check() -> None:
    if not current_app.extensions["certificates.checks"].admits(request.remote_addr or "", now()):
        abort(429)
