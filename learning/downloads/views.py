"""One's own files: being made, ready, gone."""

from typing import Any

from flask import Blueprint, Response, abort, url_for

from learning.content.catalogue import Words
from learning.downloads import queries, rules, verbs
from learning.downloads.models import Download
from learning.downloads.refusals import NoLongerYours, NoSuchFile
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import done, show
from learning.web.request import bank, db, me, now

bp = Blueprint("downloads", __name__)


@bp.app_template_filter("download_state")
def state(row: Download) -> str:
    return rules.state(row, now())


@bp.app_template_filter("download_title")
def title(row: Download) -> Words:
    return Words(row.title["zh"], row.title.get("en"))


@bp.app_template_filter("download_refusal")
def refusal(row: Download) -> str:
    if not row.refusal:
        return ""
    sentence = row.refusal["says"]
    return say(sentence, **row.refusal["gaps"])


@bp.get("/downloads/")
@allow(signed_in)
def index() -> Response:
    return show("downloads/index.html", downloads=queries.downloads(db(), me()), most=queries.SHOWN, days=rules.KEPT.days)


@bp.get("/downloads/<int:download_id>")
@allow(signed_in, kind="download")
def download(download_id: int) -> Response:
    """How far it is; asked again by the page until the file is ready."""
    row = _mine(download_id)
    return show("downloads/download.html", fragment="downloads/_download.html", download=row, days=rules.KEPT.days)


@bp.post("/downloads/<int:download_id>/cancellation")
@allow(signed_in, kind="download")
def cancel(download_id: int) -> Response:
    row = _mine(download_id)
    verbs.cancel(db(), row, at=now())
    return done("downloads/_download.html", go_to=url_for(".index"), download=row, days=rules.KEPT.days)


@bp.get("/downloads/<int:download_id>/file")
@allow(signed_in, kind="download")
def file(download_id: int) -> Response:
    """The file itself, to who asked for it and may still see what is in it."""
    row = _mine(download_id)
    if rules.state(row, now()) != "ready":
        raise NoSuchFile
    if not db().info["makers"][row.kind].may(db(), me(), row.wish):
        raise NoLongerYours
    answer = Response(queries.pieces(bank().sessions, row.id), mimetype=row.mimetype)
    answer.content_length = row.size
    answer.headers.set("Content-Disposition", "attachment", filename=row.name)
    return answer


def _mine(download_id: int) -> Any:
    return queries.download(db(), me(), download_id) or abort(404)
