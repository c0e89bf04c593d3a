"""The one blueprint of meetings, the lookup of a meeting for its viewer, and what every page of a meeting is given."""

import uuid
from typing import Any

from flask import Blueprint, abort, current_app, url_for

from learning.base.refusals import N_
from learning.content.catalogue import Pointed
from learning.content.payloads import payload
from learning.meetings import queries, rules
from learning.meetings.models import MeetingRun
from learning.meetings.queries import Sheet
from learning.meetings.refusals import NotYoursToLead
from learning.publishing import queries as publishing
from learning.questions import queries as questions
from learning.web.language import lang, say
from learning.web.request import db, me, now, today

bp = Blueprint("meetings", __name__)

KINDS = {"morning": N_("Morning meeting"), "evening": N_("Evening meeting")}
STATES = {
    "present": N_("Present"), "late": N_("Late"), "absent": N_("Absent"), "leave": N_("On leave"), "guest": N_("Guest"),
}  # fmt: skip
REASONS = {
    "sick": N_("Sick"), "errand": N_("Out on an errand"), "training": N_("At a training"), "shift": N_("Another shift"),
    "unknown": N_("Not known"),
}  # fmt: skip


def the_run(token: uuid.UUID, *, lock: bool = False) -> MeetingRun:
    """The meeting, or 404 if it is none of the viewer's."""
    return queries.run(db(), me(), token, today(), lock=lock) or abort(404)


def led(token: uuid.UUID) -> MeetingRun:
    """The meeting, locked, for whoever leads it."""
    held = the_run(token, lock=True)
    if not queries.may_lead(db(), me(), held, today()):
        raise NotYoursToLead
    return held


def secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def shown(held: MeetingRun) -> dict[str, Any]:
    """What the pages of a meeting say."""
    sheet = queries.sheet(db(), me(), held, now())
    return {
        "sheet": sheet, "run": held, "state": held.state_on(today()), "asked": asked(sheet),
        "follow": url_for("meetings.follow", follower=rules.follow_token(secret(), held.id, held.day)),
        "code": rules.code_at(secret(), held.token, rules.window_of(now())), "new_key": uuid.uuid4,
    }  # fmt: skip


def asked(sheet: Sheet) -> dict[str, dict[str, Any]]:
    """The questions that the segments point at: as anybody sees them, and with the key for whoever leads."""
    catalogue = publishing.live(db()).catalogue
    found: dict[str, dict[str, Any]] = {}
    homes = [home for key in (sheet.run.question_course, sheet.run.course) if key and (home := catalogue.course(key))]
    for item in {part.item_id for one in sheet.segments for part in one.parts if isinstance(part, Pointed)}:
        home = next((one for one in homes if item in one.questions), None)
        if home is not None and not home.questions[item].parts:
            whole = payload(home.questions[item])
            may_see = sheet.may_lead and item not in queries.kept_back(home)
            key = questions.reviewed(whole, lang(), ident=f"key-{item}") if may_see else None
            found[item] = {"question": questions.shown(whole, lang(), ident=f"asked-{item}"), "key": key}
    return found


@bp.app_template_filter("meeting_kind")
def meeting_kind(kind: str) -> str:
    return say(KINDS[kind])


@bp.app_template_filter("attendance_state")
def attendance_state(state: str) -> str:
    return say(STATES[state])


@bp.app_template_filter("absence_reason")
def absence_reason(reason: str) -> str:
    return say(REASONS[reason]) if reason in REASONS else reason


@bp.app_template_filter("clock_time")
def clock_time(seconds: int | None) -> str:
    """4:12, and 1:04:12 beyond the hour."""
    whole = max(seconds or 0, 0)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
