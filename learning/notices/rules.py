"""Pure decisions about notices: which sentence a kind says, and where it may lead."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from learning.base.clock import long_day
from learning.base.refusals import N_
from learning.content.catalogue import Words

SENTENCES = {
    "due-30": N_("The course %(course)s is to be finished by %(due_on)s."),
    "due-7": N_("One week is left for the course %(course)s: until %(due_on)s."),
    "due-0": N_("The course %(course)s is to be finished today."),
    "overdue-3": N_("The course %(course)s was to be finished by %(due_on)s. You can still do it now."),
    "overdue-10": N_(
        "The course %(course)s has been overdue since %(due_on)s. If something keeps you from it, tell your branch head."
    ),
    "overdue-staff": N_("Overdue among your colleagues: %(n)s courses of %(people)s people. The report says who."),
    "report": N_("Your report “%(name)s” of %(shown_on)s: %(rate)s complete, %(late)s people overdue."),
    "assigned": N_("You are to finish the course %(course)s by %(due_on)s."),
    "assigned-open": N_("You have been given the course %(course)s. It has no due date."),
    "offered": N_("The course %(course)s is offered to you. You may take it up whenever you like."),
    "due-changed": N_("The course %(course)s is now to be finished by %(due_on)s."),
    "due-dropped": N_("The course %(course)s has no due date any more."),
    "exempted": N_("You are exempted from the course %(course)s. The reason: %(reason)s"),
    "exemption-ended": N_("Your exemption from the course %(course)s has ended. The reason: %(reason)s"),
    "certificate": N_("You hold a certificate for %(course)s. Its paper can be printed."),
    "revoked": N_("Your certificate for %(course)s was revoked. The reason: %(reason)s"),
    "temporary": N_("You are certified for %(course)s for now, until %(until_on)s. The reason: %(reason)s"),
    "extended": N_("Your certification %(course)s counts until %(until_on)s. The reason: %(reason)s"),
    "suspended": N_("Your certification %(course)s rests from %(from_on)s on. The reason: %(reason)s"),
    "resumed": N_("Your certification %(course)s goes on since %(from_on)s. The reason: %(reason)s"),
    "paper-refused": N_("The paper of your certificate for %(course)s cannot be printed yet. Its page says why and what helps."),
    "paper-refused-of": N_("The certificate of %(name)s for %(course)s cannot be printed yet. Its page says why and what helps."),
    "late-accepted": N_("Your answers in %(course)s that arrived late have been accepted. The reason: %(reason)s"),
    "late-declined": N_("Your answers in %(course)s that arrived late do not count. The reason: %(reason)s"),
    "task-ready": N_("%(name)s is ready: “%(task)s” waits for your signature."),
    "task-returned": N_("A line of “%(task)s” came back. What is missing: %(reason)s"),
    "task-signed": N_("Every line of “%(task)s” is signed: the task is done."),
    "practice-scored": N_("Your live practice of “%(title)s” has been scored."),
    "practice-waits": N_("%(name)s has practised “%(title)s” live: it waits for your sign-off."),
    "third-asked": N_("The observers of “%(title)s” differ: the room asks for a third."),
    "practice-signed": N_("Your live practice of “%(title)s” has been reviewed and counts."),
    "practice-returned": N_("Your live practice of “%(title)s” does not count. The reason: %(reason)s"),
    "host-card": N_("How you led “%(title)s”: your branch head has filled the card."),
    "flag": N_("A trainer has answered what you found unclear in %(course)s."),
    "marked": N_("Your answers in %(quiz)s have been marked. The result is there."),
    "marked-up": N_("A second marker has read your answer in %(course)s: your marks have gone up."),
    "marked-same": N_("A second marker has read your answer in %(course)s: your marks stay as they are."),
    "to-mark": N_("Answers in %(course)s wait to be marked."),
    "granted": N_("You have been granted one more attempt at %(quiz)s. The reason: %(reason)s"),
    "role": N_("You have been given a role: %(role)s."),
    "file": N_("Your file “%(title)s” is ready. It is kept until %(until_on)s."),
    "file-refused": N_("Your file “%(title)s” could not be made. Its page says why."),
    "code": N_("A one-time code for your password was given out. If you did not ask for it, tell HR today."),
}
OTHER = N_("There is news on a page of yours.")
LOCAL = re.compile(r"/(?![/\\])[^\s\\]*")
ROLES = {
    "head": N_("branch head"),
    "trainer": N_("trainer"),
    "officer": N_("HR officer"),
    "auditor": N_("auditor"),
    "administrator": N_("administrator"),
}


def told(kind: str, gaps: dict[str, Any], lang: str, say: Callable[..., str]) -> str:
    """The whole sentence of a notice with these stored gaps, as ``say`` translates into ``lang``; of a later kind a plain one."""
    return say(SENTENCES.get(kind, OTHER), **{name: _told(name, gap, lang, say) for name, gap in read(gaps).items()})


def _told(name: str, gap: Any, lang: str, say: Callable[..., str]) -> Any:
    if isinstance(gap, date):
        return long_day(gap, lang)
    return say(ROLES.get(gap, gap)) if name == "role" else gap


def stored(gaps: dict[str, Any]) -> dict[str, Any]:
    """Gaps as JSON: words in both languages, days as text."""
    return {name: _plain(value) for name, value in gaps.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    return value.isoformat() if isinstance(value, date) else value


def read(gaps: dict[str, Any]) -> dict[str, Any]:
    """The gaps as they were given: words again, and days (``…_on``) as days."""
    return {name: _rich(name, value) for name, value in gaps.items()}


def _rich(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return Words(value["zh"], value.get("en"))
    return date.fromisoformat(value) if name.endswith("_on") and value else value


def is_local(path: str) -> bool:
    """Whether a path stays in this house: a notice never leads elsewhere."""
    return len(path) <= 200 and LOCAL.fullmatch(path) is not None
