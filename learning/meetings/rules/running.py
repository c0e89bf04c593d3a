"""Where a meeting stands: folded from its taps, so that every device, a refresh and a second look say the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from typing import Protocol

from learning.content.catalogue import Meeting, Pointed, ScriptLine, Segment, SegmentPart, Words

EXTRA = "today"
"""The id of the segment that is added for the day; it stands before the last one, which closes the meeting."""


class Tap(Protocol):
    """One row of ``run_event``."""

    @property
    def kind(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def at(self) -> datetime: ...


class Added(Protocol):
    """What was added for the day."""

    @property
    def extra_title(self) -> str: ...
    @property
    def extra_words(self) -> str: ...
    @property
    def extra_seconds(self) -> int: ...
    @property
    def question(self) -> str | None: ...


@dataclass(frozen=True)
class Held:
    """How one segment went: seconds spent in it, and why it was skipped."""

    seconds: int = 0
    skipped: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where the meeting stands at a moment. ``place`` counts the segments; behind the last one nothing is left but to close."""

    place: int = 0
    in_segment: int = 0  # seconds, pauses left out
    in_all: int = 0
    is_paused: bool = False
    is_over: bool = False
    held: Mapping[int, Held] = field(default_factory=dict)  # by place


def agenda(script: Meeting, added: Added) -> tuple[Segment, ...]:
    """The segments as they are held that day."""
    if not added.extra_title:
        return script.segments
    said = [line.strip() for line in added.extra_words.splitlines() if line.strip()]
    parts: list[SegmentPart] = [ScriptLine("say", Words(escape(line)), who=Words("主持人", "Host")) for line in said]
    if added.question:
        parts.append(Pointed("question", added.question, Words("")))
    extra = Segment(EXTRA, Words(added.extra_title), added.extra_seconds, 0, tuple(parts))
    whole, starts = [*script.segments[:-1], extra, *script.segments[-1:]], 0
    for n, one in enumerate(whole):
        whole[n] = replace(one, starts=starts)
        starts += one.seconds
    return tuple(whole)


def stand(taps: Iterable[Tap], count: int, at: datetime) -> Standing:
    """Fold the taps of a meeting with ``count`` segments, as of ``at``. What can change nothing changes nothing."""
    here, last, held = Standing(), None, dict[int, Held]()
    for tap in taps:
        if tap.kind != "lapse":  # nobody knows when a meeting ended that nobody closed: its last minutes are not counted
            here = _pass(here, held, last, tap.at)
        last = tap.at
        here = _tapped(here, held, tap, count)
    return replace(_pass(here, held, last, at), held=held)


def _pass(here: Standing, held: dict[int, Held], since: datetime | None, until: datetime) -> Standing:
    """Time goes by in the segment in which the meeting stands, unless it is paused or over."""
    if since is None or here.is_paused or here.is_over or until <= since:
        return here
    seconds = round((until - since).total_seconds())
    before = held.get(here.place, Held())
    held[here.place] = replace(before, seconds=before.seconds + seconds)
    return replace(here, in_segment=here.in_segment + seconds, in_all=here.in_all + seconds)


def _tapped(here: Standing, held: dict[int, Held], tap: Tap, count: int) -> Standing:
    if tap.kind in ("next", "skip", "back"):
        if tap.kind == "skip":
            held[here.place] = replace(held.get(here.place, Held()), skipped=tap.reason or "")
        place = min(max(here.place + (-1 if tap.kind == "back" else 1), 0), count)
        return replace(here, place=place, in_segment=held.get(place, Held()).seconds, is_paused=False)
    if tap.kind in ("pause", "resume"):
        return replace(here, is_paused=tap.kind == "pause")
    return replace(here, is_over=here.is_over or tap.kind in ("close", "lapse", "void"))


def taken(segments: Sequence[Segment], here: Standing) -> dict[str, int]:
    """Seconds by segment, those of no time left out."""
    return {one.id: here.held[n].seconds for n, one in enumerate(segments) if n in here.held}
