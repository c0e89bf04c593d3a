"""What the bank says about personal data: always to read, shown once a version after sign-in, changed by HR."""

from typing import Any

from flask import Response, abort, current_app, request, url_for

from learning.base.refusals import N_, Refusal
from learning.content.catalogue import Words
from learning.people.rules import is_own_path
from learning.quiz import queries as quiz
from learning.records import queries, verbs
from learning.records.forms import PrivacyForm
from learning.records.views.blueprint import bp
from learning.web.access import allow, anyone, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell, wants_fragment
from learning.web.request import db, me, now, today
from learning.web.roles import bank_keeper


@bp.before_app_request
def show_once() -> Response | None:
    """Whoever has not read the version that holds finds it before the places of the main navigation, and nowhere else.

    Forms, answers, htmx, scripts and addresses of other programs pass; so does who sits in a quiz while its clock runs.
    """
    is_place = request.method == "GET" and request.endpoint in current_app.extensions["zhili-places"]
    if not is_place or wants_fragment() or "text/html" not in request.headers.get("Accept", ""):
        return None
    if not me().is_authenticated or not queries.is_unread(db()) or quiz.is_sitting(db(), me().id, at=now()):
        return None
    return go(url_for("records.privacy", next=request.full_path.rstrip("?")))


@bp.get("/privacy")
@allow(anyone)
def privacy() -> Response:
    """The version that holds, or an earlier one; to whoever has not read it, with the button that says so."""
    version = request.args.get("version", type=int)
    found = queries.notice(db(), version) or abort(404)
    asks = version is None and me().is_authenticated and queries.is_unread(db())
    return show("records/privacy.html", notice=found, asks=asks, after=_next(request.args.get("next", "")))


@bp.post("/privacy/readings")
@allow(signed_in)
def read_privacy() -> Response:
    after = _next(request.form.get("next", ""))
    if not verbs.read_privacy(db(), me(), request.form.get("version", 0, type=int), at=now()):
        tell(N_("The words have changed meanwhile. Please read them anew."))
        return go(url_for(".privacy", next=after))
    return go(after)


def _next(path: str) -> str:
    return path if is_own_path(path) else "/"


@bp.route("/privacy/versions", methods=["GET", "POST"])
@allow(bank_keeper)
def privacy_versions() -> Response:
    """All versions with how many have read each; the words of the next one, looked at before they are published."""
    holds = queries.notice(db()) or abort(404)
    form: Any = PrivacyForm(after=str(holds.version), zh=holds.text.zh, en=holds.text.en or "")
    if not form.is_sent():
        return _page(form, holds, status=422 if request.method == "POST" else 200)
    words = Words(_tidy(form.zh.data), _tidy(form.en.data) or None)
    try:
        if request.form.get("act") != "publish":
            return _page(form, holds, preview=verbs.shown(words))
        after = int(form.after.data) if (form.after.data or "").isdecimal() else 0
        verbs.publish_privacy(db(), me(), words, after=after, at=now())
    except Refusal as no:
        return _page(form, holds, status=no.status, refused=say(no.says, **no.gaps))
    tell(N_("Published. Everybody is shown it once."))
    return go(url_for(".privacy_versions"))


def _page(form: Any, holds: Any, *, status: int = 200, preview: Words | None = None, **more: Any) -> Response:
    read, of = queries.counts(db(), on=today())
    return show(
        "records/privacy_versions.html", status=status, form=form, holds=holds, versions=queries.versions(db()), read=read, of=of,
        preview=preview, **more,
    )  # fmt: skip


def _tidy(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
