"""The tidy layout of running text: what `fmt` writes into files, and what payloads hold.

Both use this one function, so tidying a file never makes a new revision of a question. The pieces are cut by the reader
itself (`read_text`), so what is tidied is what was understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from learning.content.findings import Log, Mute
from learning.content.lists import entries, task
from learning.content.pieces import Callout, Checklist, Chunk, Code, Piece, Table
from learning.content.scanner import Line, numbered, ticked
from learning.content.tables import with_bars
from learning.content.text import BOLD_LINE, callout_marker, read_text, unquoted
from learning.content.typed import plain
from learning.content.vocabulary import CALLOUTS

_QUOTE_MARK = re.compile(r"^ {0,3}[>》]")
_ORDINARY = re.compile(r"[^-*+>》|｜`·=#_\d\s][^\n]*\Z")
_RIGHT = "xX√✓✔"


def tidy_text(text: str) -> str:
    """The same for one string: a stem, an explanation, one choice."""
    if _ORDINARY.match(text):
        return text
    return "\n".join(laid_out(text.split("\n"))).strip("\n")


def laid_out(lines: Sequence[str], speakers: Collection[str] = ()) -> list[str]:
    """One empty line between pieces, two spaces a level in lists, numbers that run on, ASCII in marks and bars.

    Paragraphs, code and speech stay as they are, word for word and line for line.
    """
    if len(lines) == 1 and _ORDINARY.match(lines[0]):
        return [lines[0].rstrip()]
    known = numbered(list(lines), 1)
    pieces = read_text(known, Mute(), speakers)
    ends = [*(piece.n - 1 for piece in pieces[1:]), len(known)]
    out: list[str] = []
    for piece, end in zip(pieces, ends, strict=False):
        form = _FORMS.get(type(piece), _as_it_is)
        out += [*([""] if out else []), *form(piece, _trimmed(known[piece.n - 1 : end]), speakers)]
    return out


def _trimmed(block: list[Line]) -> list[Line]:
    """Without empty lines at the end."""
    while block and block[-1].is_blank:
        block = block[:-1]
    return block


def _as_it_is(piece: Piece, block: list[Line], speakers: Collection[str]) -> list[str]:
    return [line.text for line in block]


def _chunk(piece: Piece, block: list[Line], speakers: Collection[str]) -> list[str]:
    if not isinstance(piece, Chunk) or piece.is_paragraph:
        return [line.text for line in block]
    if _QUOTE_MARK.match(block[0].text):
        return [_QUOTE_MARK.sub(">", line.text) for line in block]
    return _list(block)


def _list(block: list[Line]) -> list[str]:
    """Each level begins under the first word of the level above. A list that goes too deep, or whose first level is
    indented (which means something in a dialogue), stays as it is."""
    log = Log("")
    lines = [line for line in block if not line.is_blank]
    found = list(entries(lines, log))
    if log.found or any(one.level == 0 and line.text.startswith(("  ", "\t")) for one, line in zip(found, lines, strict=True)):
        return [line.text for line in block]
    out: list[str] = []
    words_at: dict[int, int] = {}
    for entry, line in zip(found, lines, strict=True):
        indent = words_at.get(entry.level - 1, 0)
        if not entry.mark and line.text == entry.words:  # a line without indentation goes on with the item, or is a stray
            indent = 0
        if entry.mark:
            words_at[entry.level] = indent + len(entry.mark) + 1
        out += [*([""] if out and block[line.n - block[0].n - 1].is_blank else []), (" " * indent + entry.text).rstrip()]
    return out


def _checklist(piece: Piece, block: list[Line], speakers: Collection[str]) -> list[str]:
    out: list[str] = []
    for line in block:
        if line.is_blank:
            out += [""] if out[-1] else []
            continue
        mark, words = task(line.text)
        out.append(f"- [{'x' if mark and mark in _RIGHT else mark or ' '}] {words}".rstrip())
    return out


def _callout(piece: Piece, block: list[Line], speakers: Collection[str]) -> list[str]:
    found = callout_marker(block[0].text)
    inner = [unquoted(line.text) for line in block[1:]]
    if found is None:
        return [line.text for line in block]
    kind, beside = found[1].strip(), block[0].text[found.start(2) :].strip()
    marker = f"> [!{kind.upper() if kind.upper() in CALLOUTS else kind}]"
    title = ""
    if beside and BOLD_LINE.match(f"**{beside}**"):
        title = f"**{beside}**"
    elif beside:
        marker += f" {beside}"
    elif inner and BOLD_LINE.match(inner[0].strip()):
        title, inner = inner[0].strip(), inner[1:]
    body = laid_out(inner, speakers)
    return [marker, *(_quoted(line) for line in ([title, *([""] if body else [])] if title else [])), *map(_quoted, body)]


def _quoted(line: str) -> str:
    return f"> {line}" if line else ">"


def _table(piece: Piece, block: list[Line], speakers: Collection[str]) -> list[str]:
    return [with_bars(block[0].text), plain(block[1].text), *(with_bars(line.text) for line in block[2:])]


def _code(piece: Piece, block: list[Line], speakers: Collection[str]) -> list[str]:
    lines = [line.text for line in block]
    return [ticked(lines[0]), *lines[1:-1], *(ticked(line) for line in lines[1:][-1:])]


_FORMS: dict[type, Callable[[Piece, list[Line], Collection[str]], list[str]]] = {
    Chunk: _chunk,
    Checklist: _checklist,
    Callout: _callout,
    Table: _table,
    Code: _code,
}
