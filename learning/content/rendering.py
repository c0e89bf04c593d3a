"""Pieces into blocks: our tags round what the engine made, the whole through both sanitisers once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from html import escape

from learning.content.catalogue import Block, Embed, Gap, Html
from learning.content.findings import Log, Mute
from learning.content.markup import inline, is_plain, sanitise, to_html
from learning.content.pieces import (
    Callout,
    Checklist,
    Chunk,
    Code,
    Direction,
    Figure,
    Piece,
    Pointer,
    Rule,
    Say,
    Table,
)
from learning.content.scanner import Line, numbered
from learning.content.text import read_text
from learning.content.vocabulary import CALLOUTS, CALLOUTS_EN

_GAP = re.compile(r"\[\[(\d{1,2})\]\]")
_CUT = "\u2060"  # a zero-width character: the limits keep it out of files, the sanitisers leave it alone
_BOX = "\u2610"


def render_text(text: str, lang: str = "zh") -> str:
    """Safe HTML of authored text without speech or embeds: a stem, a feedback, an explanation."""
    if is_plain(text):
        return f"<p>{text.strip()}</p>"
    lines = numbered(text.split("\n"), 1)
    return "".join(sanitise(piece_html(piece, lang)) for piece in read_text(lines, Mute()))


def render_words(text: str) -> str:
    """Safe HTML of one line: a choice, a cell, a marking point."""
    return text.strip() if is_plain(text) else sanitise(inline(text))


@lru_cache(maxsize=4096)
def render_stem(text: str, lang: str = "zh", *, kind: str = "gaps") -> tuple[Block, ...]:
    """Like `render_text`; the stem of a gap question is cut at `[[0]]`, `[[1]]` …, where the text boxes go."""
    if kind != "gaps":
        return (Html(render_text(text, lang)),)
    marked = _GAP.sub(lambda found: f"{_CUT}{found[1]}{_CUT}", text.replace(_CUT, ""))
    parts = re.split(f"{_CUT}([0-9]{{1,2}}){_CUT}", sanitise(_text_html(marked, lang)))
    blocks = [Gap(int(part)) if index % 2 else Html(part) for index, part in enumerate(parts)]
    return tuple(block for block in blocks if block != Html(""))


def _text_html(text: str, lang: str) -> str:
    lines = numbered(text.split("\n"), 1)
    return "".join(piece_html(piece, lang) for piece in read_text(lines, Mute()))


def piece_html(piece: Piece, lang: str) -> str:
    """Unsanitised: everything the author wrote is escaped or comes from the engine."""
    return _MAKERS[type(piece)](piece, lang)


def heading_html(level: int, title: str, anchor: str) -> str:
    place = f' id="{escape(anchor)}"' if anchor else ""
    return f"<h{level}{place}>{escape(title)}</h{level}>"


def _chunk(piece: Chunk, lang: str) -> str:
    return to_html(piece.text)


def _code(piece: Code, lang: str) -> str:
    return f"<pre><code>{escape(piece.text)}</code></pre>"


def _rule(piece: Rule, lang: str) -> str:
    return "<hr>"


def _figure(piece: Figure, lang: str) -> str:
    image = f'<img src="{escape(piece.src)}" alt="{escape(piece.alt)}" loading="lazy">'
    caption = f"<figcaption>{escape(piece.caption)}</figcaption>" if piece.caption else ""
    return f"<figure>{image}{caption}</figure>"


def _pointer(piece: Pointer, lang: str) -> str:
    """Only where nothing can be shown in place (a callout, a stem); elsewhere it is an `Embed`."""
    return f'<p class="embed">{inline(f"[{piece.title}]({piece.target})")}</p>'


def _say(piece: Say, lang: str) -> str:
    tone = f'<span class="tone">{escape(piece.tone)}</span>' if piece.tone else ""
    return f'<div class="say"><span class="who">{escape(piece.who)}</span>{tone}<p class="line">{inline(piece.text)}</p></div>'


def _direction(piece: Direction, lang: str) -> str:
    return f'<p class="direction">{inline(piece.text)}</p>'


def _checklist(piece: Checklist, lang: str) -> str:
    items = "".join(f'<li><span class="box">{_BOX}</span> {inline(item)}</li>' for item in piece.items)
    return f'<ul class="checklist">{items}</ul>'


def _callout(piece: Callout, lang: str) -> str:
    title = piece.title or (CALLOUTS_EN if lang == "en" else CALLOUTS)[piece.kind]
    inner = "".join(piece_html(one, lang) for one in piece.inner)
    name = piece.kind.lower()
    return f'<aside class="callout callout-{name}"><p class="callout-title">{escape(title)}</p>{inner}</aside>'


def _table(piece: Table, lang: str) -> str:
    sides = ["no" if cell.startswith("❌") else "yes" if cell.startswith("✅") else "" for cell in piece.head]
    kind = ' class="wording"' if any(sides) else ""
    head = _row("th", piece.head, piece.aligns, sides)
    body = "".join(_row("td", cells, piece.aligns, sides) for _, cells in piece.rows)
    return f"<table{kind}><thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Sequence[str], aligns: Sequence[str], sides: Sequence[str]) -> str:
    out = []
    for cell, align, side in zip(cells, aligns, sides, strict=False):
        attributes = (f' align="{align}"' if align else "") + (f' class="{side}"' if side else "")
        out.append(f"<{tag}{attributes}>{inline(cell)}</{tag}>")
    return f"<tr>{''.join(out)}</tr>"


_MAKERS: dict[type, Callable[..., str]] = {
    Chunk: _chunk,
    Table: _table,
    Callout: _callout,
    Code: _code,
    Rule: _rule,
    Figure: _figure,
    Pointer: _pointer,
    Say: _say,
    Direction: _direction,
    Checklist: _checklist,
}


def joined(parts: Iterable[str | Embed]) -> tuple[Block, ...]:
    """Neighbouring HTML as one safe block, embeds between. Each piece is sanitised by itself: bleach is slow on long texts."""
    blocks: list[Block] = []
    waiting: list[str] = []
    for part in parts:
        if isinstance(part, str):
            waiting.append(sanitise(part))
            continue
        if waiting:
            blocks.append(Html("\n".join(waiting)))
            waiting = []
        blocks.append(part)
    return (*blocks, Html("\n".join(waiting))) if waiting else tuple(blocks)


def prose(lines: Sequence[Line], lang: str, log: Log, speakers: Collection[str] = ()) -> str:
    return "".join(piece_html(piece, lang) for piece in read_text(lines, log, speakers))
