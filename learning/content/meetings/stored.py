"""A meeting as it is kept with its record: everything shown, in both languages, and the value made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from learning.content.held import Drill, Meeting, Pointed, Segment, SegmentPart, Ticks
from learning.content.payloads import both, canonical, revision_of
from learning.content.rendering import render_words
from learning.content.scripts import script_line
from learning.content.shown import Words

Stored = Mapping[str, Any]


def meeting_payload(meeting: Meeting) -> dict[str, Any]:
    """A copy that the caller may keep, store and change."""
    copy: dict[str, Any] = json.loads(canonical(meeting.source))
    return copy


def meeting_from(
    content: Stored,
    *,
    id: str = "",  # noqa: A002 -- the field
    clauses_of: Mapping[str, tuple[str, ...]] | None = None,
    **facts: Any,
) -> Meeting:
    """The meeting that a stored payload holds. `facts` are the fields that no payload has: tags, status, path …;
    `clauses_of` are those that the segments cite."""
    zh, en = content["zh"], content.get("en") or {}
    facts.setdefault("title", Words(zh["title"], en.get("title") or None))
    roles = _names(zh, en, "roles")
    return Meeting(
        id=id,
        seconds=content["seconds"],
        roles=roles,
        props=_names(zh, en, "props"),
        segments=tuple(_segments(content, roles, clauses_of or {})),
        revision=revision_of(content),
        source=content,
        **facts,
    )


def _names(zh: Stored, en: Stored, key: str) -> tuple[Words, ...]:
    return tuple(Words(one, other) for one, other in _pairs(zh, en, key))


def _pairs(zh: Stored, en: Stored, key: str) -> list[tuple[Any, Any]]:
    """Each text of a list with its translation; None where there is none."""
    other = en.get(key) or [None] * len(zh[key])
    return list(zip(zh[key], other, strict=True))


def _segments(content: Stored, roles: tuple[Words, ...], clauses_of: Mapping[str, tuple[str, ...]]) -> Iterator[Segment]:
    starts = 0
    for fact, (zh, en) in zip(content["segments"], _pairs(content["zh"], content.get("en") or {}, "segments"), strict=True):
        yield Segment(
            id=fact["id"],
            title=Words(zh["title"], en["title"] if en else None),
            seconds=fact["seconds"],
            starts=starts,
            parts=tuple(_parts(fact, zh, en or {}, roles)),
            drill=_drill(zh["drill"], (en or {}).get("drill") or {}) if zh["drill"] else None,
            clauses=clauses_of.get(fact["id"], ()),
        )
        starts += fact["seconds"]


def _parts(fact: Stored, zh: Stored, en: Stored, roles: tuple[Words, ...]) -> Iterator[SegmentPart]:
    for part, (one, other) in zip(fact["script"], _pairs(zh, en, "script"), strict=True):
        if part["kind"] == "ticks":
            pairs = _pairs(one, other or {}, "items")
            yield Ticks(tuple(Words(render_words(a), render_words(b) if b else None) for a, b in pairs))
        elif part["kind"] == "pointed":
            yield Pointed(part["to"], part["item"], Words(one["title"], other["title"] if other else None))
        else:
            yield script_line(part, one, other, roles)


def _drill(zh: Stored, en: Stored) -> Drill:
    heads = [Words(one, other) for one, other in _pairs(zh, en, "heads")]
    cues = [
        tuple(
            Words(render_words(one), render_words(other) if other else None)
            for one, other in zip(row, translated or [None] * 2, strict=True)
        )
        for row, translated in _pairs(zh, en, "cues")
    ]
    told = {key: both(zh, en, key, render_words) for key in ("groups", "rounds", "asked", "judging")}
    return Drill(**told, heads=(heads[0], heads[1]) if heads else None, cues=tuple((row[0], row[1]) for row in cues))
