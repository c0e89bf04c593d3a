"""The one blueprint of people with its template filters; its addresses are written in full beside each view."""

import re
from datetime import date, datetime
from typing import Any

from flask import Blueprint

from learning.base.refusals import N_
from learning.people.rules import POSITIONS
from learning.web.language import day, hour, say

bp = Blueprint("people", __name__)

BROWSERS = [("Edge", r"Edg"), ("Opera", r"OPR"), ("Firefox", r"Firefox"), ("Chrome", r"Chrome|CriOS"), ("Safari", r"Safari")]
SYSTEMS = [("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Android", r"Android"), ("HarmonyOS", r"HarmonyOS|OpenHarmony"),
           ("Windows", r"Windows"), ("macOS", r"Mac OS"), ("Linux", r"Linux")]  # fmt: skip
LABELS = {
    "people": N_("People"),
    "person": N_("Person"),
    "postings": N_("Postings"),
    "absences": N_("Absences"),
    "roles": N_("Roles"),
    "sessions": N_("Sessions"),
    "record_opened": N_("When my record was opened"),
    "number": N_("Staff number"),
    "name": N_("Name"),
    "name_en": N_("Name in Latin letters"),
    "email": N_("Mail"),
    "mobile": N_("Mobile"),
    "hired_on": N_("First day at the bank"),
    "left_on": N_("First day no longer here"),
    "language": N_("Language"),
    "theme": N_("Colours"),
    "text_size": N_("Size of text"),
    "password_changed_at": N_("Password since"),
    "disabled_at": N_("Disabled"),
    "created_at": N_("Recorded"),
    "unit_id": N_("Unit"),
    "position": N_("Position"),
    "kind": N_("Kind"),
    "from_on": N_("First day"),
    "until_on": N_("First day it is over"),
    "recorded_at": N_("Recorded"),
    "role": N_("Role"),
    "granted_at": N_("Recorded"),
    "last_seen_at": N_("Last seen"),
    "ended_at": N_("Ended"),
    "device": N_("Device"),
    "source": N_("Source"),
    "page": N_("Page"),
    "at": N_("Moment"),
    "study": N_("Courses and progress"),
    "assignments": N_("Assignments"),
    "requirement": N_("Course"),
    "due_on": N_("Due"),
    "why": N_("Why"),
    "unit": N_("Unit"),
    "steps": N_("Steps done"),
    "step": N_("Step"),
    "course": N_("Course"),
    "course_en": N_("Course in English"),
    "version": N_("Version"),
    "edition": N_("Edition"),
    "effective_at": N_("Counts from"),
    "completions": N_("Courses completed"),
    "lessons": N_("Lessons"),
    "lesson": N_("Lesson"),
    "readings": N_("Reading"),
    "percent": N_("Per cent read"),
    "opened_at": N_("First opened"),
    "seen_at": N_("Last opened"),
    "notes": N_("Notes"),
    "bookmarks": N_("Bookmarks"),
    "answers": N_("Answers"),
    "item": N_("Item"),
    "value": N_("Answer given"),
    "num": N_("Points, numerator"),
    "den": N_("Points, denominator"),
    "place": N_("Place"),
    "quizzes": N_("Quizzes"),
    "quiz": N_("Quiz"),
    "n": N_("Number in the list"),
    "seq": N_("Order"),
    "purpose": N_("Purpose"),
    "started_at": N_("Started"),
    "received_at": N_("Received"),
    "handed_in_at": N_("Handed in"),
    "handed_in_by": N_("Handed in by"),
    "passed": N_("Passed"),
    "clauses": N_("Clauses"),
    "clause": N_("Clause"),
    "kept": N_("Kept to it"),
    "certificates": N_("Certificates"),
    "events": N_("What happened to it"),
    "printed": N_("Printed on it"),
    "issued_at": N_("Issued"),
    "issued_on": N_("Issued on"),
    "valid_from": N_("Valid from"),
    "valid_until": N_("Valid until"),
    "shows_name": N_("Shows the whole name"),
    "signatory": N_("Signed by"),
    "signatory_en": N_("Signed by, in English"),
    "bank": N_("Bank"),
    "bank_en": N_("Bank in English"),
    "zh": N_("In Chinese"),
    "en": N_("In English"),
    "uuid": N_("Identifier"),
    "notices": N_("Notices"),
    "roster": N_("Roster"),
    "reminders": N_("Messages sent to me"),
    "channel": N_("Way"),
    "address": N_("Address"),
    "state": N_("State"),
    "sent_at": N_("Sent"),
    "gaps": N_("Details"),
    "path": N_("Leads to"),
    "read_at": N_("Read"),
}
"""Words for the keys of "my data"; a key without one is shown as it is."""
VALUES = {
    **POSITIONS,
    "True": N_("Yes"),
    "False": N_("No"),
    "auto": N_("As the device has it"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "normal": N_("Normal"),
    "large": N_("Large"),
    "main": N_("Main post"),
    "acting": N_("Acting"),
    "lesson": N_("Lesson"),
    "quiz": N_("Quiz"),
    "exam": N_("Exam"),
    "practice": N_("Practice"),
    "assigned": N_("Assigned"),
    "unit": N_("Unit"),
    "person": N_("Person"),
    "role": N_("Role"),
    "head": N_("Branch head"),
    "trainer": N_("Trainer"),
    "officer": N_("HR officer"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrator"),
}
"""Words for values that are names of kinds; every other value is shown as it is."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT.*")
SYSTEM_FIRST = N_("%(browser)s on %(system)s")


@bp.app_template_filter("position_name")
def position_name(key: str | None) -> str:
    """A position's name; a key that no list has any more stays as it is."""
    return say(POSITIONS[key]) if key in POSITIONS else key or ""


@bp.app_template_filter("device_name")
def device_name(words: str) -> str:
    """Such as Chrome on Windows, from what the browser says of itself."""
    browser = next((name for name, sign in BROWSERS if re.search(sign, words)), None)
    system = next((name for name, sign in SYSTEMS if re.search(sign, words)), None)
    if browser and system:
        return say(SYSTEM_FIRST, browser=browser, system=system)
    return browser or system or say("A device")


@bp.app_template_filter("data_label")
def data_label(key: str) -> str:
    return say(LABELS[key]) if key in LABELS else key.replace("_", " ")


@bp.app_template_filter("data_value")
def data_value(value: Any) -> str:
    """A day or a moment as people write it; everything else as it is."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return day(date.fromisoformat(value))
    if isinstance(value, str) and MOMENT.fullmatch(value):
        moment = datetime.fromisoformat(value)
        return f"{day(moment)} {hour(moment)}"
    words = VALUES.get(str(value))
    return say(words) if words else "—" if value is None else str(value)
