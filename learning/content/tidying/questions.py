"""One question under its heading: properties, stem, choices, keyword blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from learning.content.findings import Log, Mute
from learning.content.layout import laid_out
from learning.content.questions.answers import CRITERION, looks_like
from learning.content.questions.choices import CROSSES, FEEDBACK, choice_of
from learning.content.questions.draft import Block, keyword, keyword_name, read_draft
from learning.content.questions.gaps import GAP
from learning.content.questions.meta import META_LINE, read_meta
from learning.content.questions.rows import STEP
from learning.content.scanner import Line, Section, fenced
from learning.content.typed import plain

_DIGITS = str.maketrans("０１２３４５６７８９％＋－−～．\u3000", "0123456789%+--~. ")


def tidy_question(section: Section, lang: str, kind: str) -> list[str]:
    """The lines under the heading. Properties in the wrong place (Q09) keep everything as it is: a person has to look."""
    lines = list(section.lines)
    meta = lines.pop(0) if lang == "zh" and lines and META_LINE.match(lines[0].text) else None
    if any(META_LINE.match(line.text) for line in lines):
        return [line.text for line in section.lines]
    stem, choices, blocks = _cut(lines, lang)
    known = kind or (read_meta(meta, Mute()).kind if meta else "") or _likely(section, lang)
    parts = [_stem(stem, known), _choices(choices), *(_block(head, block, key, lang) for head, block, key in blocks)]
    out = [_properties(meta)] if meta else []
    for part in parts:
        out += [*([""] if out and part else []), *part]
    return out


def _likely(section: Section, lang: str) -> str:
    return looks_like(read_draft(section.heading, section.lines, Mute(), lang)) if section.heading else ""


def _properties(meta: Line) -> str:
    found = META_LINE.match(meta.text)
    start = found.start(2) if found else 0
    return meta.text[:start].strip() + meta.text[start:].strip().translate(_DIGITS)


def _cut(lines: list[Line], lang: str) -> tuple[list[Line], list[Line], list[tuple[str, Block, str]]]:
    """The stem, the choices, and each keyword as it is to be written with its lines."""
    before: list[Line] = []
    blocks: list[tuple[str, Block, str]] = []
    current = before
    for line, is_code in fenced(lines):
        log = Log("")
        found = None if is_code else keyword(line, log, lang)
        if found is None:
            current.append(line)
            continue
        key, block = found
        head = line.text[: block.col - 1].strip()
        if log.found:
            head = keyword_name(key, lang) + ("：" if lang == "zh" else ":")
        blocks.append((head, block, key))
        current = block.lines
    first = next((at for at, (line, is_code) in enumerate(fenced(before)) if not is_code and choice_of(line)), len(before))
    return before[:first], before[first:], blocks


def _stem(lines: list[Line], kind: str) -> list[str]:
    texts = [line.text for line in lines]
    if kind == "order":
        texts = _steps(texts)
    if kind == "gaps":
        texts = [_with_gaps(text) for text in texts]
    return laid_out(texts)


def _steps(texts: Iterable[str]) -> list[str]:
    """Q41: the steps of an order, numbered from one."""
    out, number = [], 0
    for text in texts:
        found = STEP.match(plain(text))
        number += found is not None
        out.append(f"{number}. {text[found.start(2) :].strip()}" if found else text)
    return out


def _with_gaps(text: str) -> str:
    """Q34: `【【迎声｜应声】】` as `[[迎声|应声]]`."""
    out, at = [], 0
    for gap in GAP.finditer(plain(text)):
        out += [text[at : gap.start()], f"[[{text[gap.start(1) : gap.end(1)].replace('｜', '|')}]]"]
        at = gap.end()
    return "".join([*out, text[at:]])


def _choices(lines: list[Line]) -> list[str]:
    out: list[str] = []
    for line, is_code in fenced(lines):
        if is_code or not line.is_blank:
            out.append(line.text if is_code else _choice(line))
        elif out[-1]:
            out.append("")
    return out if not out or out[-1] else out[:-1]


def _choice(line: Line) -> str:
    if found := choice_of(line):
        mark = found[1].strip().lower()
        right = mark if not mark or mark == "~" or mark in CROSSES else "x"
        return f"- [{right or ' '}] {line.text[found.start(2) :].strip()}".rstrip()
    if comment := FEEDBACK.match(line.text):
        return f"  > {comment[2].strip()}".rstrip()
    return line.text


def _block(head: str, block: Block, key: str, lang: str) -> list[str]:
    first, rest = block.lines[0].text, [line.text for line in block.lines[1:]]
    if key == "answer":
        first = first.translate(_DIGITS)
    if key == "criteria":
        rest = [_criterion(text) for text in rest]
    if first:
        body = laid_out([first, *rest])
        gap = "" if head.endswith("：") else " "
        return [f"{head}{gap}{body[0]}", *body[1:]]
    body = laid_out(rest)
    return [head, *([""] if rest and not rest[0].strip() and body else []), *body]


def _criterion(text: str) -> str:
    """`- ２分：先道歉` as `- 2 分：先道歉`."""
    found = CRITERION.match(plain(text))
    if not found:
        return text
    unit = re.search(r"分|points?|pts?", text[found.end(1) :], re.IGNORECASE)
    mark = "：" if text[found.start(2) - 1] == "：" else ": "
    return f"- {found[1]} {unit[0] if unit else '分'}{mark}{text[found.start(2) :].strip()}"
