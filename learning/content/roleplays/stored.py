"""A role-play as it is kept with a run: everything shown or scored, in both languages, and the value made of it.

Like a question's payload it holds what the author wrote, never HTML, so that an old run is shown by today's renderer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from learning.content.payloads import both, canonical, fraction, revision_of
from learning.content.played import Card, Character, ClosingWord, Dimension, Level, Node, Reply, Roleplay, Rubric, RubricRow
from learning.content.rendering import render_text, render_words
from learning.content.scripts import script_lines
from learning.content.shown import Words

Stored = Mapping[str, Any]


def roleplay_payload(roleplay: Roleplay) -> dict[str, Any]:
    """A copy that the caller may keep, store and change."""
    copy: dict[str, Any] = json.loads(canonical(roleplay.source))
    return copy


def roleplay_from(
    content: Stored, *, id: str = "", clauses_of: Mapping[str, Sequence[tuple[str, ...]]] | None = None, **facts: Any
) -> Roleplay:  # noqa: A002 -- the field
    """The role-play that a stored payload holds. `facts` are the fields that no payload has: tags, status, path …;
    `clauses_of` are those that the replies of a node cite."""
    zh, en = content["zh"], content.get("en") or {}
    people = _people(content, zh, en)
    facts.setdefault("title", Words(zh["title"], en.get("title") or None))
    return Roleplay(
        id=id,
        pass_share=fraction(content["pass"]),
        background=both(zh, en, "background", render_text),
        people=people,
        dimensions=_dimensions(content, zh, en),
        nodes=_nodes(content, zh, en, tuple(one.name for one in people), clauses_of or {}),
        closing=_closing(content, zh, en),
        practice=both(zh, en, "practice", render_text),
        cards=_cards(content, zh, en, people),
        rubric=_rubric(content, zh, en),
        red_lines=tuple(
            Words(render_words(one), render_words(other) if other else None) for one, other in _pairs(zh, en, "red_lines")
        ),
        revision=revision_of(content),
        source=content,
        **facts,
    )


def _pairs(zh: Stored, en: Stored, key: str) -> list[tuple[Any, Any]]:
    """Each text of a list with its translation; None where there is none."""
    other = en.get(key) or [None] * len(zh[key])
    return list(zip(zh[key], other, strict=True))


def _plain(zh: Stored, en: Stored | None, key: str) -> Words:
    return both(zh, en, key, str) or Words("")


def _people(content: Stored, zh: Stored, en: Stored) -> tuple[Character, ...]:
    pairs = zip(content["people"], _pairs(zh, en, "people"), strict=True)
    return tuple(
        Character(_plain(one, other, "name"), plays, both(one, other, "note", render_words)) for plays, (one, other) in pairs
    )


def _dimensions(content: Stored, zh: Stored, en: Stored) -> tuple[Dimension, ...]:
    return tuple(
        Dimension(
            _plain(one, other, "name"),
            fraction(fact["weight"]),
            fraction(fact["floor"]) if fact["floor"] else None,
            both(one, other, "note", render_words),
        )
        for fact, (one, other) in zip(content["dimensions"], _pairs(zh, en, "dimensions"), strict=True)
    )


def _nodes(
    content: Stored, zh: Stored, en: Stored, names: Sequence[Words], clauses_of: Mapping[str, Sequence[tuple[str, ...]]]
) -> tuple[Node, ...]:
    return tuple(
        Node(
            id=fact["id"],
            title=_plain(one, other, "title"),
            lines=tuple(script_lines(fact["script"], one["script"], (other or {}).get("script"), names)),
            mood=fact["mood"],
            replies=_replies(fact, one, other or {}, clauses_of.get(fact["id"], ())),
            goes_to=fact["goes_to"],
            end=fact["end"],
        )
        for fact, (one, other) in zip(content["nodes"], _pairs(zh, en, "nodes"), strict=True)
    )


def _replies(node: Stored, zh: Stored, en: Stored, clauses: Sequence[tuple[str, ...]]) -> tuple[Reply, ...]:
    return tuple(
        Reply(
            text=both(one, other, "text", render_words) or Words(""),
            scores=tuple(fact["scores"]),
            goes_to=fact["goes_to"],
            comment=both(one, other, "comment", render_text),
            red_line=both(one, other, "red_line", render_words),
            clauses=clauses[place] if place < len(clauses) else (),
        )
        for place, (fact, (one, other)) in enumerate(zip(node["replies"], _pairs(zh, en, "replies"), strict=True))
    )


def _closing(content: Stored, zh: Stored, en: Stored) -> tuple[ClosingWord, ...]:
    return tuple(
        ClosingWord(fraction(share) if share else None, Words(render_words(one), render_words(other) if other else None))
        for share, (one, other) in zip(content["closing"], _pairs(zh, en, "closing"), strict=True)
    )


def _cards(content: Stored, zh: Stored, en: Stored, people: Sequence[Character]) -> tuple[Card, ...]:
    return tuple(
        Card(None if who is None else people[who].name, Words(render_text(one), render_text(other, "en") if other else None))
        for who, (one, other) in zip(content["cards"], _pairs(zh, en, "cards"), strict=True)
    )


def _rubric(content: Stored, zh: Stored, en: Stored) -> Rubric:
    levels = tuple(
        Level(Words(one, other), points) for points, (one, other) in zip(content["levels"], _pairs(zh, en, "levels"), strict=True)
    )
    rows = tuple(
        RubricRow(place, both(one, other, "observed", render_words) or Words(""), _cells(one["cells"], (other or {}).get("cells")))
        for place, (one, other) in zip(content["rubric"], _pairs(zh, en, "rubric"), strict=True)
    )
    return Rubric(levels, rows)


def _cells(zh: Sequence[str], en: Sequence[str] | None) -> tuple[Words, ...]:
    other = en if en and len(en) == len(zh) else [None] * len(zh)
    return tuple(Words(render_words(one), render_words(two) if two else None) for one, two in zip(zh, other, strict=True))
