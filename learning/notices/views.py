"""The bell and what hangs on it."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, g, request, url_for

from learning.notices import queries, rules, verbs
from learning.notices.models import Notice
from learning.web.access import allow, signed_in
from learning.web.language import lang, say
from learning.web.pages import go, show
from learning.web.request import bank, db, me, now

bp = Blueprint("notices", __name__)


def unread() -> int:
    """For the layout: how many notices wait for whoever is signed in. Asked once a page."""
    if not me().is_authenticated:
        return 0
    if "unread_notices" not in g:
        g.unread_notices = queries.unread(db(), me().id)
    found: int = g.unread_notices
    return found


@bp.app_template_filter("notice_sentence")
def sentence(notice: Notice) -> str:
    """What the notice says, in the reader's language of now."""
    return rules.told(notice.kind, notice.gaps, lang(), say)


@bp.get("/notices/")
@allow(signed_in)
def index() -> Any:
    some = queries.page(db(), me(), request.args.get("before", type=int))
    return show("notices/index.html", some=some, days=list(_by_day(some.notices)))


def _by_day(notices: list[Notice]) -> Iterator[tuple[date, list[Notice]]]:
    for on, group in groupby(notices, lambda notice: bank().clock.day(notice.at)):
        yield on, list(group)


@bp.post("/notices/readings")
@allow(signed_in)
def read_all() -> Any:
    verbs.read_all(db(), me().id, until=request.form.get("until", type=int) or 0, at=now())
    return go(url_for(".index"))


@bp.post("/notices/<int:notice_id>/reading")
@allow(signed_in, kind="notice")
def read(notice_id: int) -> Any:
    found = queries.notice(db(), me(), notice_id) or abort(404)
    verbs.read_one(db(), found, at=now())
    return go(found.path)
