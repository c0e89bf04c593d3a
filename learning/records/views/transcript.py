"""What somebody has learned: as a page, as CSV and JSON at once, as a PDF in the background."""

from typing import Any

from flask import Response, abort, request, url_for

from learning.downloads import verbs as downloads
from learning.people.models import Person
from learning.records import jobs, policy, queries, rules
from learning.records.papers import tables
from learning.records.rules import Entry
from learning.records.views.blueprint import bp
from learning.web.access import allow, signed_in
from learning.web.files import spreadsheet
from learning.web.language import lang, say
from learning.web.pages import as_json, go, show
from learning.web.request import db, leave_trace, me, now, today
from learning.web.roles import assigner, report_reader

OWN_PAGES = {
    "attempt": ("quiz.review", "attempt"),
    "roleplay": ("roleplay.result", "run"),
    "practice": ("rooms.result", "room_id"),
    "meeting": ("meetings.run", "meeting"),
    "certificate": ("certificates.certificate", "number"),
}
"""Where one's own evidence is read, by its kind: endpoint, and the name of the id in its address."""
OTHERS_PAGES = {**OWN_PAGES, "attempt": ("quiz.record_review", "attempt"), "roleplay": ("roleplay.record_result", "run")}


@bp.get("/me/record")
@allow(signed_in)
def transcript() -> Response:
    return _shown(_person(me().number))


@bp.post("/me/record")
@allow(signed_in)
def print_transcript() -> Response:
    """Ask the worker for one's own paper."""
    return _asked(_person(me().number))


@bp.get("/people/<number>/record")
@allow(report_reader, kind="Person")
def transcript_of(number: str) -> Response:
    """Somebody's, for whoever may read it; that it was opened is written down."""
    person = _somebody(number)
    answer = _shown(person)
    leave_trace(person.id, "records.transcript_of")
    return answer


@bp.post("/people/<number>/record")
@allow(assigner, kind="Person")
def print_transcript_of(number: str) -> Response:
    """The paper is made for its branch head and HR; an auditor, who leaves nothing behind here, takes page, CSV or JSON."""
    leave_trace(_somebody(number).id, "records.print_transcript_of")
    return _asked(_somebody(number))


def _somebody(number: str) -> Person:
    return _person(number) if me().has_role(*policy.READERS) else abort(404)


def _person(number: str) -> Person:
    return queries.holder(db(), me(), number, on=today()) or abort(404)


def _shown(person: Person) -> Response:
    found, wanted = queries.transcript(db(), person, at=now()), request.args.get("format", "")
    if wanted == "csv":
        return spreadsheet(tables.transcript(found, lang(), say), "csv", f"transcript-{person.number}")
    if wanted == "json":
        answer = Response(as_json(rules.plain(found)), mimetype="application/json")
        answer.headers.set("Content-Disposition", "attachment", filename=f"transcript-{person.number}.json")
        return answer
    if wanted:
        abort(404)
    return show("records/transcript.html", found=found, rules=rules, address=_address(person), is_own=person.id == me().id)


def _address(person: Person) -> str:
    is_own = person.id == me().id
    return url_for(".transcript") if is_own else url_for(".transcript_of", number=person.number)


def _asked(person: Person) -> Response:
    row = downloads.ask(db(), me(), jobs.transcript_wanted(person, lang()), at=now())
    return go(url_for("downloads.download", download_id=row.id))


@bp.app_template_global("evidence_page")
def evidence_page(entry: Entry, number: str) -> str | None:
    """The page that shows what a line rests on, if there is one for this reader."""
    kind, _, key = (entry.evidence or "").partition(":")
    is_own = number == me().number
    if kind not in OWN_PAGES or (kind == "meeting" and not is_own):
        return None
    endpoint, name = (OWN_PAGES if is_own else OTHERS_PAGES)[kind]
    values: dict[str, Any] = {name: key} if is_own or kind not in ("attempt", "roleplay") else {name: key, "number": number}
    return url_for(endpoint, **values)
