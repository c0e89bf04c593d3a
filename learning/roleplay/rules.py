"""In which order choices are shown, which clauses a run keeps, what a finished run is told."""

import hashlib
import hmac
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from learning.content.catalogue import Course, Node, Reply, Roleplay, Words
from learning.content.roleplays.scoring import Outcome, Visit, best_reply, worth
from learning.study import rules as study_rules

Terms = Mapping[str, Any]
NO_MOOD = 3
"""The face of a scene whose author gives none: neither calm nor upset."""


def order(seed: str, node: Node) -> tuple[int, ...]:
    """The places of a node's replies in the order in which this run shows them."""

    def rank(place: int) -> bytes:
        return hmac.new(bytes.fromhex(seed), f"{node.id}:{place}".encode(), hashlib.sha256).digest()

    return tuple(sorted(range(len(node.replies)), key=rank))


def version_of(course: Course, roleplay: Roleplay) -> int:
    """The 版本 under which study asks for this role-play now."""
    step = course.step(roleplay.id)
    return study_rules.asked_version(course, step) if step else roleplay.edition


def terms(course: Course, roleplay: Roleplay) -> dict[str, Any]:
    """What is no part of a revision and holds for the whole run, copied when it begins."""
    return {
        "title": {"zh": roleplay.title.zh, "en": roleplay.title.en},
        "course_title": {"zh": course.title.zh, "en": course.title.en},
        "comments": roleplay.comments,
        "clauses": list(roleplay.clauses),
        "cited": {node.id: cited for node in roleplay.nodes if any(cited := [list(reply.clauses) for reply in node.replies])},
    }


def cited(terms: Terms, node: str, place: int) -> tuple[str, ...]:
    """The clauses that a reply cites, as they were when the run began."""
    found = terms["cited"].get(node, ())
    return tuple(found[place]) if place < len(found) else ()


def keeps(roleplay: Roleplay, node: Node, reply: Reply) -> bool:
    """Whether a choice keeps the clauses it cites: it crosses no red line and earns at the step what a run must earn to pass.

    So one choice is held to the same share as the whole scene; where nothing can be earned at a step, the best is good enough.
    """
    best = worth(roleplay, node.replies[best_reply(roleplay, node)])
    got = worth(roleplay, reply)
    return reply.red_line is None and (got >= best or (best > 0 and got > 0 and got >= roleplay.pass_share * best))


def observed(run: str, terms: Terms, roleplay: Roleplay, outcome: Outcome) -> dict[str, tuple[tuple[str, ...], bool]]:
    """What a scored run says of clauses: each choice of those it cites itself, the run of those the whole scene stands for.

    The latter are kept when it is passed; what a choice has spoken of is not counted a second time.
    """
    seen: dict[str, tuple[tuple[str, ...], bool]] = {}
    for n, (visit, reply) in enumerate(replied(outcome.visits), 1):
        if clauses := cited(terms, visit.node.id, visit.chosen or 0):
            seen[f"{run}:{n}"] = clauses, keeps(roleplay, visit.node, reply)
    spoken = {clause for clauses, _ in seen.values() for clause in clauses}
    if whole := tuple(clause for clause in terms["clauses"] if clause not in spoken):
        seen[run] = whole, outcome.passed
    return seen


def replied(visits: Sequence[Visit]) -> list[tuple[Visit, Reply]]:
    """The visits at which something was chosen, in order: the ``n``-th choice is the ``n``-th of them."""
    return [(visit, reply) for visit in visits if (reply := visit.reply) is not None]


@dataclass(frozen=True)
class Stretch:
    """One step of a finished path. ``visits`` come before the choice; ``better`` is the best reply where another was chosen."""

    n: int
    visits: tuple[Visit, ...]
    reply: Reply
    got: Fraction
    could: Fraction
    clauses: tuple[str, ...]
    better: Reply | None
    better_clauses: tuple[str, ...]
    leads_to: Node | None  # where the better reply would have led
    returns: bool  # ... and that is where this path went, too

    @property
    def node(self) -> Node:
        return self.visits[-1].node


def path(terms: Terms, roleplay: Roleplay, outcome: Outcome) -> list[Stretch]:
    """The way that was gone, choice by choice, with what would have been best at each."""
    found: list[Stretch] = []
    since: list[Visit] = []
    for place, visit in enumerate(outcome.visits):
        since.append(visit)
        if visit.reply is None or visit.chosen is None:
            continue
        best = best_reply(roleplay, visit.node)
        could, got = worth(roleplay, visit.node.replies[best]), worth(roleplay, visit.reply)
        better = visit.node.replies[best] if got < could or (visit.reply.red_line and best != visit.chosen) else None
        to = roleplay.node(better.goes_to) if better else None
        found.append(
            Stretch(
                len(found) + 1, tuple(since), visit.reply, got, could, cited(terms, visit.node.id, visit.chosen), better,
                cited(terms, visit.node.id, best) if better else (), to, to is outcome.visits[place + 1].node,
            )
        )  # fmt: skip
        since = []
    return found


@dataclass(frozen=True)
class Why:
    """One reason why a run is not passed. ``rule``: red_line, end, floor, score."""

    rule: str
    text: Words | None = None
    dimension: Words | None = None
    value: Fraction | None = None
    needed: Fraction | None = None


def reasons(roleplay: Roleplay, outcome: Outcome) -> list[Why]:
    """Everything that keeps a run from being passed, the heaviest first; nothing when it is passed."""
    found = [Why("red_line", text=text) for text in dict.fromkeys(outcome.red_lines)]
    if outcome.end == "failed":
        found.append(Why("end"))
    for place in outcome.floors_missed:
        dimension = roleplay.dimensions[place]
        found.append(Why("floor", dimension=dimension.name, value=outcome.dimensions[place], needed=dimension.floor))
    if outcome.score < roleplay.pass_share:
        found.append(Why("score", value=outcome.score, needed=roleplay.pass_share))
    return found


def best(scores: Sequence[Fraction]) -> int | None:
    """The index of the best score, the first of equals; None without scores."""
    return max(range(len(scores)), key=lambda i: (scores[i], -i)) if scores else None


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of a run as it ended, over canonical JSON."""
    words = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def plain(words: Words) -> Words:
    """Words without their marks, for a sentence that quotes them."""
    return Words(_bare(words.zh), _bare(words.en) if words.en is not None else None)


def _bare(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()
