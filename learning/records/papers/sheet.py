"""The transcript as a PDF, by typst. Only jobs load this module: the compiler costs memory that no web worker has to pay."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from learning.base import typesetting
from learning.base.clock import Clock, long_day
from learning.records.refusals import CannotBePrinted
from learning.records.rules import KINDS, STATES, Entry, Transcript

SHEET = Path(__file__).parents[3] / "templates" / "records" / "transcript.typ"
STANDARDS = ["a-2a", "ua-1"]
Say = Callable[..., str]


def transcript(found: Transcript, lang: str, say: Say, clock: Clock, *, own_fonts: Path | None = None) -> bytes:
    """A4, upright, as many pages as it takes. Refuses characters that neither our fonts nor the bank's have."""
    words = _words(found, lang, say, clock)
    if lacking := typesetting.missing(typesetting.texts(words), own_fonts):
        raise CannotBePrinted(missing=lacking)
    how: dict[str, Any] = {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": found.made_at.replace(microsecond=0)}
    return typesetting.compiled(SHEET, words, own_fonts=own_fonts, **how)


def _words(found: Transcript, lang: str, say: Say, clock: Clock) -> dict[str, Any]:
    who, day = found.holder, clock.day(found.made_at)
    about = [part.in_(lang) for part in (who.unit, who.position) if part is not None]
    return {
        "lang": lang,
        "bank": found.bank.in_(lang),
        "product": say("Zhili"),
        "title": say("Transcript"),
        "name": who.name.in_(lang),
        "about": [who.number, *about],
        "sums": [[say(label), str(n)] for label, n in found.sums()],
        "as_of": say("As of %(day)s", day=long_day(day, lang)),
        "empty": "" if found.entries else say("Nothing has been learned here yet."),
        "heads": [say("Title"), say("Day"), say("Points won"), say("State")],
        "parts": [
            {"title": say(KINDS[kind]), "rows": [_row(entry, lang, say) for entry in entries]} for kind, entries in found.parts()
        ],
        "foot": say("What is written here can be looked up in %(product)s; certificates can be checked by their number.",
                    product=say("Zhili")),
    }  # fmt: skip


def _row(entry: Entry, lang: str, say: Say) -> dict[str, str]:
    return {
        "title": entry.title.in_(lang),
        "below": " · ".join(_below(entry, lang, say)),
        "day": long_day(entry.on, lang) if entry.on else "",
        "points": f"{_tenth(entry.won)} / {_tenth(entry.of)}" if entry.won is not None and entry.of is not None else "",
        "state": say(STATES[entry.state]),
    }


def _below(entry: Entry, lang: str, say: Say) -> list[str]:
    course = entry.course_title.in_(lang) if entry.course_title and entry.course_title != entry.title else ""
    said = [
        course,
        say("Version %(n)s", n=entry.version) if entry.version else "",
        say("Attempt %(n)s", n=entry.number) if entry.number else "",
        say("%(done)s of %(all)s steps", done=entry.steps_done, all=entry.steps_required) if entry.steps_required else "",
        say("Due %(day)s", day=long_day(entry.due_on, lang)) if entry.due_on else "",
        say("Valid until %(day)s", day=long_day(entry.valid_until, lang)) if entry.valid_until else "",
        entry.evidence.partition(":")[2] if entry.kind == "certificate" and entry.evidence else "",
    ]
    return [part for part in said if part]


def _tenth(value: Fraction) -> str:
    """One decimal, rounded half up; a whole number stays whole."""
    tenths = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
