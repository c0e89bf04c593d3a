"""Meetings of many branches: a month by unit, drilled down to a branch's calendar; and a script on one page of paper."""

from datetime import timedelta
from typing import Any

from flask import abort, request

from learning.base.spreadsheets import MIMETYPES
from learning.meetings import forms, papers
from learning.meetings.queries import overseeing
from learning.meetings.views.blueprint import bp
from learning.publishing import queries as publishing
from learning.web import roles
from learning.web.access import allow, signed_in
from learning.web.files import spreadsheet
from learning.web.language import lang, say
from learning.web.pages import show
from learning.web.request import db, me, today


@bp.get("/meetings/branches")
@allow(roles.report_reader)
def branches() -> Any:
    """Held, missed, too short; by unit, with all below it."""
    first, wanted = forms.month(request.args.get("month", ""), today()), request.args.get("unit", type=int)
    found = overseeing.branches(db(), me(), first, today(), unit_id=wanted)
    if wanted is not None and not found:
        abort(404)
    if (ending := request.args.get("format", "")) in MIMETYPES:
        return spreadsheet(papers.branches(found, first, lang(), say), ending, f"meetings-{first:%Y-%m}")
    return show(
        "meetings/branches.html", branches=found, first=first, wanted=wanted, odd=forms.odd_month(request.args),
        before=(first - timedelta(days=1)).replace(day=1),
        after=(first + timedelta(days=32)).replace(day=1) if first < today().replace(day=1) else None,
    )  # fmt: skip


@bp.get("/courses/<course>/meetings/<step>/handout")
@allow(signed_in, kind="Course")
def handout(course: str, step: str) -> Any:
    """The script on one page of A4, with times from the hour at which it is held."""
    found = publishing.live(db()).catalogue.course(course) or abort(404)
    meeting = found.meetings.get(step) or abort(404)
    begins = forms.hour(request.args) or papers.BEGINS
    return show("meetings/handout.html", course=found, script=meeting, begins=begins, clock=forms.clock_from(begins, meeting))
