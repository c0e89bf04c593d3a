"""Where a dialogue leads: targets found, cycles refused, what nobody reaches. Loops with a stack, never recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from learning.content.findings import Log
from learning.content.roleplays.dialogue import NodeDraft, by_id
from learning.content.roleplays.replies import ReplyDraft
from learning.content.typed import plain

_BY_ID = re.compile(r"(?:\[[^\]]{0,80}\]\( {0,3})?#([A-Za-z0-9_-]{1,60}) {0,3}\)?\Z")


@dataclass(frozen=True)
class Way:
    """One arrow of the graph: from a node, as written in line `n`, to a node's id (empty when there is no such node)."""

    start: str
    to: str
    n: int


def resolve(nodes: Sequence[NodeDraft], log: Log) -> list[Way]:
    """Every way, with R14 for those that lead nowhere. What was written is replaced by the id it means."""
    titles = {node.title: node.id for node in nodes}
    ids = {node.id for node in nodes}
    ways = []
    for node in nodes:
        holders: list[ReplyDraft | NodeDraft] = [*node.replies, node]
        for holder in holders:
            if holder.goes_to:
                place = holder.places["goes_to"]
                holder.goes_to = _target(holder.goes_to, place, titles, ids, log)
                ways.append(Way(node.id, holder.goes_to, place[0]))
            elif "goes_to" in holder.places:
                log.add("R14", *holder.places["goes_to"], x="")
    return ways


def _target(written: str, place: tuple[int, int], titles: dict[str, str], ids: set[str], log: Log) -> str:
    if written in titles:
        return titles[written]
    found = _BY_ID.match(plain(written))
    if found and found[1] in ids:
        return found[1]
    if found:
        log.add("R14b", *place, x=found[1][:40], near=log.near(found[1], ids))
    else:
        log.add("R14", *place, x=written[:40], near=log.near(written, titles))
    return ""


def check_graph(nodes: Sequence[NodeDraft], ways: Sequence[Way], log: Log) -> None:
    """R50 for every way that leads back; R51, once every way is known, for every node that none reaches."""
    known = not log.has_errors
    named = by_id(nodes)
    out: dict[str, list[Way]] = {}
    for way in ways:
        if way.to:
            out.setdefault(way.start, []).append(way)
    seen: set[str] = set()
    for node in nodes:
        if node.id in seen:
            continue
        if seen and known:
            log.add("R51", node.heading.n, x=node.title[:40])
        for way in _back(node.id, out, seen):
            log.add("R50", way.n, a=named[way.start].title[:40], b=named[way.to].title[:40])


def _back(start: str, out: Mapping[str, Sequence[Way]], seen: set[str]) -> Iterator[Way]:
    """The ways into a node that is still being left; `seen` fills with every node that can be come to."""
    open_ = {start: iter(out.get(start, ()))}
    seen.add(start)
    while open_:
        way = next(open_[next(reversed(open_))], None)
        if way is None:
            open_.popitem()
        elif way.to in open_:
            yield way
        elif way.to not in seen:
            seen.add(way.to)
            open_[way.to] = iter(out.get(way.to, ()))
