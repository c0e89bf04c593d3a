"""Who came: the roster, the drills, and the code that each scans from the wall."""

import uuid
from typing import Any

from flask import abort, request, url_for

from learning.base.refusals import N_, Refusal
from learning.meetings import forms, queries, rules, verbs
from learning.meetings.models import MeetingRun
from learning.meetings.refusals import NotOfThisBranch, OldCode, WrongCode
from learning.meetings.views.blueprint import STATES, bp, led, secret, the_run
from learning.meetings.views.leading import kept
from learning.web.access import allow, signed_in
from learning.web.language import say
from learning.web.pages import go, show, tell
from learning.web.pictures import qr
from learning.web.request import address, db, me, now, today

MARKS = ("here", "present", "late", "absent", "unknown")


@bp.post("/meetings/runs/<uuid:meeting>/attendance")
@allow(signed_in, kind="meeting", writes=True)
def attend(meeting: uuid.UUID) -> Any:
    """One tap: this colleague, or everybody who is left, is here; late, absent and why; told the others something."""
    held, mark = led(meeting), request.form.get("mark", "")
    if mark == "rest":
        verbs.mark_rest(db(), me(), held, at=now())
        return kept(held, "roster")
    person_id = _person(held)
    if mark in ("shared", "unshared"):
        verbs.share(db(), held, person_id, yes=mark == "shared", at=now())
    elif mark in MARKS:
        verbs.mark(db(), me(), held, person_id, mark, reason=request.form.get("reason", ""), at=now())
    else:
        abort(404)
    return kept(held, "roster")


def _person(held: MeetingRun) -> int:
    number = request.form.get("person", "")
    row = next((one for one in queries.rows(db(), held) if one.person.number == number), None)
    if row is None:
        raise NotOfThisBranch
    return row.person.id


@bp.post("/meetings/runs/<uuid:meeting>/drills")
@allow(signed_in, kind="meeting", writes=True)
def drill(meeting: uuid.UUID) -> Any:
    """How many rounds were right, and who took part."""
    held, segment = led(meeting), request.form.get("segment", "")
    script = queries.script_of(db(), held.course, held.meeting, held.rev).segment(segment)
    if script is None or script.drill is None:
        abort(404)
    numbers = set(request.form.getlist("who"))
    who = [row.person.id for row in queries.rows(db(), held) if row.person.number in numbers]
    right, rounds = forms.number(request.form, "right"), forms.number(request.form, "rounds")
    verbs.keep_drill(db(), me(), held, segment, right=right, rounds=rounds, who=who, at=now())
    return kept(held, "drill")


@bp.get("/meetings/runs/<uuid:meeting>/code.svg")
@allow(signed_in, kind="meeting")
def code_picture(meeting: uuid.UUID) -> Any:
    """The code on the wall as a QR: scanned with any phone's camera."""
    held = the_run(meeting)
    code = rules.code_at(secret(), held.token, rules.window_of(now()))
    return qr(address(".here", code=code))


@bp.get("/meetings/here")
@allow(signed_in)
def here() -> Any:
    """What a scanned code leads to: one button. Typed in by hand as well."""
    return show("meetings/here.html", code=rules.normal_code(request.args.get("code", "")), error="")


@bp.post("/meetings/here")
@allow(signed_in, writes=True)
def come() -> Any:
    """I am here: present, late by the clock, or a guest."""
    code = rules.normal_code(request.form.get("code", ""))
    try:
        held = _by_code(code)
        found = verbs.come(db(), me(), held, at=now())
    except Refusal as no:
        db().rollback()
        return show("meetings/here.html", status=no.status, code=code, error=say(no.says, **no.gaps))
    tell(N_("You are on the list: %(state)s."), state=say(STATES[found.state]))
    return go(url_for(".run", meeting=held.token))


def _by_code(code: str) -> MeetingRun:
    """The meeting on whose wall this code stands, or stood lately."""
    states = {one.token: rules.code_state(secret(), one.token, code, now()) for one in queries.open_runs(db(), today())}
    token = next((token for token, state in states.items() if state == "good"), None)
    if token is None:
        raise OldCode if "old" in states.values() else WrongCode
    return queries.by_code(db(), token)
