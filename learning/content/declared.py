"""The facts of a header as values, with the rules about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from learning.content import typed
from learning.content.context import Context
from learning.content.findings import Finding, Log, finding
from learning.content.limits import TITLE_CHARACTERS
from learning.content.shown import Words
from learning.content.sources import Source
from learning.content.vocabulary import (
    COMMENTS,
    COMMENTS_EN,
    HEADER_KEYS,
    OCCASIONS,
    PURPOSES,
    REVEALS,
    REVEALS_EN,
    SEASONS,
    SHUFFLES,
    STATUS,
)

Review = tuple[date, Finding]
WHOLE = {"order": (0, 999), "attempts": (1, 99), "edition": (1, 9999), "difficulty": (1, 5)}
WORDS: dict[str, Mapping[str, str]] = {
    "status": STATUS,
    "purpose": PURPOSES,
    "occasion": OCCASIONS,
    "season": SEASONS,
    "reveal": {**REVEALS, **REVEALS_EN},
    "comments": {**COMMENTS, **COMMENTS_EN},
    "shuffle": SHUFFLES,
}
LISTED = {"shuffle"}


def check_header(source: Source, context: Context | None) -> Iterator[Review]:
    """Every value of the header that has a form; yields when the file is to be reviewed."""
    header, log = source.header, source.log
    for key, field in header.fields.items():
        place = (field.line, field.col)
        if key == "id" and not typed.is_id(field.value):
            log.add("H01", *place, id=field.value[:60])
        if key == "title" and not 0 < len(field.value) <= TITLE_CHARACTERS:
            log.add("H08", *place, limit=TITLE_CHARACTERS)
        _check_form(key, field.value, place, log)
        if key in WHOLE:
            _check_whole(key, field.value, place, log)
        if key in WORDS:
            _check_word(key, field.value, place, log)
    if source.place.lang == "zh":
        _check_references(source, context)
        yield from review_of(source)


def _check_form(key: str, value: str, place: tuple[int, int], log: Log) -> None:
    if key in ("minutes", "time") and typed.seconds(value) in (None, 0):
        log.add("F18", *place, v=value[:40])
    elif key == "pass" and typed.share(value) is None:
        log.add("F19", *place, v=value[:40])
    elif key in ("reviewed", "review_by") and typed.day(value) is None:
        log.add("F20", *place, v=value[:40])


def _check_whole(key: str, value: str, place: tuple[int, int], log: Log) -> None:
    low, high = WHOLE[key]
    written = typed.plain(value)
    if not (written.isascii() and written.isdigit() and len(written) <= 6 and low <= int(written) <= high):
        log.add("F22", *place, k=HEADER_KEYS[key], low=low, high=high, v=value[:40])


def _check_word(key: str, value: str, place: tuple[int, int], log: Log) -> None:
    words = WORDS[key]
    for one in typed.items(value) if key in LISTED else [value]:
        if one not in words and one not in words.values():
            log.add("F23", *place, k=HEADER_KEYS[key], v=one[:40], options="、".join(words), near=log.near(one, words))


def _check_references(source: Source, context: Context | None) -> None:
    header, log = source.header, source.log
    if context is None:
        return
    context.check_objectives(header.items("objectives"), log, header.place("objectives"))
    context.cite(header.items("clauses"), log, header.place("clauses"))
    if source.place.kind == "quiz" and word(source, "purpose") == "pretest" and "pass" in header.fields:
        log.add("F24", *header.place("pass"))


def review_of(source: Source) -> Iterator[Review]:
    if due := source.header.day("review_by"):
        yield review(source, source.header.place("review_by"), due)


def review(source: Source, place: tuple[int, int], due: date) -> Review:
    """The day, and what is said once it is over (F21)."""
    owner = source.header.text("owner") or "（未写）"
    return due, finding(source.path, *place, "F21", date=due.isoformat(), owner=owner)


def word(source: Source, key: str, default: str = "") -> str:
    """A value from a closed set, in its English form."""
    value = source.header.text(key)
    words = WORDS[key]
    return words.get(value, value if value in words.values() else default)


def words(source: Source, english: Source | None, key: str) -> Words:
    translated = english.header.text(key) if english else ""
    return Words(source.header.text(key), translated or None)


def item_facts(source: Source, english: Source | None) -> dict[str, Any]:
    """The fields that every kind of page shares."""
    header = source.header
    return {
        "id": header.text("id"),
        "title": words(source, english, "title"),
        "edition": max(header.number("edition", 1), 1),
        "status": word(source, "status", "active"),
        "minutes": header.minutes(),
        "objectives": header.items("objectives"),
        "clauses": header.items("clauses"),
        "tags": header.items("tags"),
        "reference": header.text("reference"),
        "owner": header.text("owner"),
        "review_by": header.day("review_by"),
        "former": header.items("aka"),
        "path": source.path,
    }
