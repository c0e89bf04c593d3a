"""Sample cases: a scene to read, a sheet to fill in, and what the reference says to it."""

from typing import Any

from flask import Response, abort, request, url_for

from learning.base.refusals import Refusal
from learning.rooms import forms, queries, rules, verbs
from learning.rooms.rules import Case, Marks
from learning.rooms.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show
from learning.web.request import db, me, now


@bp.get("/rooms/cases/")
@allow(signed_in)
def cases() -> Response:
    stood = queries.stood(db(), me().id)
    passed, needed = len(queries.passed(db(), me().id)), min(rules.NEEDED, len(stood))
    rooms = queries.open_rooms(db(), me(), at=now())
    return show("rooms/cases.html", stood=stood, passed=passed, needed=needed, rooms=rooms)


@bp.get("/rooms/cases/<course>/<case>")
@allow(signed_in, kind="case")
def case(course: str, case: str) -> Response:
    """The scene and an empty sheet; after a try what the reference says, row by row."""
    return _page(_case(course, case))


def _case(course: str, key: str) -> Case:
    return queries.case(db(), course, key) or abort(404)


def _page(found: Case, *, no: Refusal | None = None) -> Response:
    tried = queries.last_try(db(), me().id, found) if "tried" in request.args and not no else None
    apart = rules.against(found, Marks(tuple(tried.points), tuple(tried.red_lines))) if tried else None
    return show(
        "rooms/case.html", status=no.status if no else 200, case=found, tried=tried, apart=apart,
        typed=forms.sheet_typed(request.form) if no else None, error=say(no.says, **no.gaps) if no else "",
        is_passed=found.key in queries.passed(db(), me().id),
    )  # fmt: skip


@bp.post("/rooms/cases/<course>/<case>")
@allow(signed_in, kind="case", writes=True)
def try_case(course: str, case: str) -> Any:
    found = _case(course, case)
    try:
        verbs.try_case(db(), me(), found, forms.sheet_sent(request.form), at=now())
    except Refusal as no:
        db().rollback()
        return _page(found, no=no)
    return go(url_for(".case", course=course, case=case, tried=1))
