"""A meeting's file and its translation, judged and made into one `Meeting`."""

from __future__ import annotations

from typing import Any

from learning.content.checks.lines import check_lines
from learning.content.context import Context
from learning.content.declared import item_facts, word
from learning.content.english import check_ids
from learning.content.findings import Log
from learning.content.held import Meeting
from learning.content.meetings.segments import SegmentDraft, read_segments
from learning.content.meetings.speaking import spoken_in_segment
from learning.content.meetings.stored import meeting_from
from learning.content.payloads import tidy
from learning.content.scripts import compare_scripts
from learning.content.sources import Source
from learning.content.typed import lasting


def read_meeting(source: Source, english: Source | None, context: Context) -> Meeting:
    zh = _read(source, context, None)
    for one in zh:
        context.cite(one.clauses, source.log, one.clauses_at)
    _check_times(zh, source)
    en = _read(english, context, {one.id for one in zh if one.is_drill}) if english else []
    content: dict[str, Any] = {
        "kind": "meeting",
        "seconds": source.header.seconds("minutes") or 0,
        "segments": [{"id": one.id, "seconds": one.seconds or 0, "script": one.script.facts} for one in zh],
        "zh": {**_named(source), "segments": [_words(one, source, context) for one in zh]},
        "en": _translated(zh, en, source, english, context) if english else None,
    }
    meeting = meeting_from(
        tidy(content),
        **item_facts(source, english),
        occasion=word(source, "occasion", "morning"),
        season=word(source, "season", "any"),
        clauses_of={one.id: one.clauses for one in zh},
    )
    _check_speaking(meeting, zh, source.log, "zh")
    if english:
        _check_speaking(meeting, en, english.log, "en")
    return meeting


def _read(source: Source, context: Context, drills: set[str] | None) -> list[SegmentDraft]:
    speakers = source.header.items("roles")
    for section in source.sections:
        check_lines(section.lines, source.log)
    return read_segments(source, context, speakers, drills)


def _named(source: Source) -> dict[str, Any]:
    header = source.header
    return {"title": header.text("title"), "roles": list(header.items("roles")), "props": list(header.items("props"))}


def _words(one: SegmentDraft, source: Source, context: Context) -> dict[str, Any]:
    return {"title": one.title, "script": one.script.words, "drill": _drill(one, source, context)}


def _drill(one: SegmentDraft, source: Source, context: Context) -> dict[str, Any] | None:
    if not one.is_drill:
        return None
    settle = context.resolver.settle
    cues = [[settle(cell, source) for cell in row] for _, row in one.cues.rows] if one.cues else []
    told = {key: settle(text, source) for key, text in one.fields.items()}
    return {**told, "heads": list(one.cues.head) if one.cues else [], "cues": cues}


def _check_times(zh: list[SegmentDraft], source: Source) -> None:
    """M02, once every segment says how long it takes; M04."""
    log, promised = source.log, source.header.seconds("minutes")
    total = sum(one.seconds or 0 for one in zh)
    if promised and total != promised and all(one.seconds for one in zh):
        taken = {"a": total, "b": promised, "c": abs(total - promised)}
        english = {f"{name}_en": lasting(seconds, "en") for name, seconds in taken.items()}
        log.add("M02", *source.header.place("minutes"), **{name: lasting(seconds) for name, seconds in taken.items()}, **english)
    for one in zh:
        if one.is_drill and not one.has_table and not any(part["kind"] == "say" for part in one.script.facts):
            log.add("M04", one.heading.n)


def _check_speaking(meeting: Meeting, drafts: list[SegmentDraft], log: Log, lang: str) -> None:
    """M03: what is to be said fits into its segment."""
    lines = {one.id: one.heading.n for one in drafts}
    for segment in meeting.segments:
        said = spoken_in_segment(segment, lang)
        if segment.id in lines and 0 < segment.seconds < said.seconds:
            key, count = ("M03", said.characters + said.words) if lang == "zh" else ("M03b", said.words)
            log.add(key, lines[segment.id], n=count, s=said.seconds, t=segment.seconds)


def _translated(
    zh: list[SegmentDraft], en: list[SegmentDraft], source: Source, english: Source, context: Context
) -> dict[str, Any]:
    log, named = english.log, _named(english)
    for key, chinese in (("roles", source.header.items("roles")), ("props", source.header.items("props"))):
        if len(named[key]) != len(chinese):
            if key == "roles" or named[key]:
                log.add("T14", *english.header.place(key))
            named[key] = []
    check_ids([one.id for one in zh], [one.id for one in en], log, "环节")
    by_id = {one.id: one for one in en}
    known = bool(named["roles"])
    segments = [_fitted(one, by_id[one.id], english, context, speakers_fit=known) if one.id in by_id else None for one in zh]
    return {**named, "segments": segments}


def _fitted(zh: SegmentDraft, en: SegmentDraft, english: Source, context: Context, *, speakers_fit: bool) -> dict[str, Any]:
    """The English of a segment; what does not fit is left out, so that the Chinese is shown there."""
    log, n = english.log, en.heading.n
    if zh.seconds and zh.seconds != en.seconds:
        log.add("T16", n)
    words = _words(en, english, context)
    if not (speakers_fit and compare_scripts(zh.script, en.script, log, n)):
        words["script"] = []
    if zh.fields.keys() != en.fields.keys() or _rows(zh) != _rows(en):
        log.add("T14", n)
        words["drill"] = None
    return words


def _rows(one: SegmentDraft) -> int | None:
    return len(one.cues.rows) if one.cues else None
