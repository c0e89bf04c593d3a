"""The line `属性：单选；分值 2；目标 o-wait` right under a question's heading."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from learning.content import typed
from learning.content.findings import Log
from learning.content.scanner import Line
from learning.content.vocabulary import GRADINGS, KINDS, META, QUESTION_STATUS

META_LINE = re.compile(r"\s*(属性|Meta|Properties)\s*[:：](.*)\Z", re.IGNORECASE)


@dataclass
class Meta:
    """What is declared; `places` remembers line and column of each property."""

    n: int = 0
    kind: str = ""
    points: Fraction = Fraction(1)
    difficulty: int | None = None
    objectives: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    grading: str = "all"
    status: str = "active"
    review_by: date | None = None
    places: dict[str, tuple[int, int]] = field(default_factory=dict)


def read_meta(line: Line, log: Log) -> Meta:
    found = META_LINE.match(line.text)
    meta = Meta(line.n)
    if not found:
        return meta
    col = found.start(2) + 1
    for part in re.split("[;；]", found[2]):
        if part.strip():
            _read_part(part.strip(), (line.n, col + len(part) - len(part.lstrip())), meta, log)
        col += len(part) + 1
    return meta


def _read_part(part: str, place: tuple[int, int], meta: Meta, log: Log) -> None:
    name, value = _named(part)
    if not name:
        return _misread(part, place, log)
    if name in meta.places:
        return log.add("Q03", *place, k=next(zh for zh, key in META.items() if key == name))
    meta.places[name] = place
    _SETTERS[name](meta, value, place, log)
    return None


def _named(part: str) -> tuple[str, str]:
    """`分值 2`, `分值2`, or a type or status by itself."""
    if part in KINDS:
        return "type", part
    if part in QUESTION_STATUS:
        return "status", part
    for zh, name in META.items():
        if part.startswith(zh):
            return name, typed.plain(part[len(zh) :]).strip(" :")
    return "", ""


def _misread(part: str, place: tuple[int, int], log: Log) -> None:
    name, _, value = typed.plain(part).partition(" ")
    if value:
        log.add("Q01", *place, k=name[:40], near=log.near(name, META))
    else:
        log.add("Q02", *place, part=part[:40], near=log.near(part, (*KINDS, *QUESTION_STATUS, *META)))


def _kind(meta: Meta, value: str, place: tuple[int, int], log: Log) -> None:
    meta.kind = KINDS.get(value, "")
    if not meta.kind:
        log.add("Q04", *place, v=value[:40], near=log.near(value, KINDS))
        meta.kind = "unknown"


def _points(meta: Meta, value: str, place: tuple[int, int], log: Log) -> None:
    points = typed.number(value.removesuffix("分").strip())
    if points is None or not Fraction(1, 2) <= points <= 100 or (points * 2).denominator != 1:
        log.add("Q05", *place, v=value[:40])
    else:
        meta.points = points


def _difficulty(meta: Meta, value: str, place: tuple[int, int], log: Log) -> None:
    if value in ("1", "2", "3", "4", "5"):
        meta.difficulty = int(value)
    else:
        log.add("Q06", *place, v=value[:40])


def _grading(meta: Meta, value: str, place: tuple[int, int], log: Log) -> None:
    if value in GRADINGS:
        meta.grading = GRADINGS[value]
    else:
        log.add("Q07", *place, v=value[:40], near=log.near(value, GRADINGS))


def _status(meta: Meta, value: str, place: tuple[int, int], log: Log) -> None:
    if value in QUESTION_STATUS:
        meta.status = QUESTION_STATUS[value]
    else:
        log.add("Q08", *place, v=value[:40], near=log.near(value, QUESTION_STATUS))


def _listed(name: str) -> Callable[[Meta, str, tuple[int, int], Log], None]:
    def take(meta: Meta, value: str, place: tuple[int, int], log: Log) -> None:
        setattr(meta, name, tuple(typed.items(value)))

    return take


def _review(meta: Meta, value: str, place: tuple[int, int], log: Log) -> None:
    meta.review_by = typed.day(value)
    if meta.review_by is None:
        log.add("F20", *place, v=value[:40])


_SETTERS: dict[str, Callable[[Meta, str, tuple[int, int], Log], None]] = {
    "type": _kind,
    "points": _points,
    "difficulty": _difficulty,
    "objectives": _listed("objectives"),
    "tags": _listed("tags"),
    "clauses": _listed("clauses"),
    "aka": _listed("former"),
    "grading": _grading,
    "status": _status,
    "review_by": _review,
}
