"""The header between two `---` lines: flat, one `key: value` a line, every value a string."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from learning.content import typed
from learning.content.findings import Log
from learning.content.limits import HEADER_LINES
from learning.content.vocabulary import HEADER_KEYS, KEYS_BY_NAME, REQUIRED, keys_of

RULE = re.compile(r"---[ \t]*\Z")
YAML_TROUBLE = re.compile(r"""[\[\]{}*&!|>'"%@`,#]|[-?:](?:\s|\Z)|.*(?::\s|:\Z|\s\#)""")


@dataclass(frozen=True)
class Field:
    value: str
    line: int
    col: int


@dataclass(frozen=True)
class Header:
    """What the header says, by English key; `ends` is the number of lines it takes."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    ends: int = 0

    def text(self, key: str, default: str = "") -> str:
        return self.fields[key].value if key in self.fields else default

    def items(self, key: str) -> tuple[str, ...]:
        return tuple(typed.items(self.text(key)))

    def number(self, key: str, default: int = 0) -> int:
        value = typed.plain(self.text(key))
        return int(value) if re.fullmatch(r"\d{1,9}", value) else default

    def seconds(self, key: str) -> int | None:
        return typed.seconds(self.text(key))

    def minutes(self) -> int | None:
        """Rounded up: nobody minds being done early."""
        taken = self.seconds("minutes")
        return None if taken is None else -(-taken // 60)

    def share(self, key: str) -> Fraction | None:
        return typed.share(self.text(key))

    def day(self, key: str) -> date | None:
        return typed.day(self.text(key))

    def place(self, key: str) -> tuple[int, int]:
        found = self.fields.get(key)
        return (found.line, found.col) if found else (1, 1)


EDITION = re.compile(r"^(?:版本|edition)\s*:\s*(\d{1,9})\s*$", re.MULTILINE)


def edition_of(text: str) -> int:
    """The 版本 in the header of a course that was once published, without reading it again."""
    found = EDITION.search(text.partition("\n---")[0])
    return int(found[1]) if found else 1


def read_header(lines: list[str], log: Log, kind: str, lang: str, *, needed: bool = True) -> Header | None:
    """None when there is no header to speak of; the rest of the file is then not read."""
    if not lines or not RULE.match(lines[0]):
        if needed:
            log.add("F10", 1)
        return None if needed else Header()
    end = next((n for n, line in enumerate(lines[1 : HEADER_LINES + 1], 2) if RULE.match(line)), None)
    if end is None:
        closed = any(RULE.match(line) for line in lines[HEADER_LINES + 1 :])
        log.add("F11b" if closed else "F11", 1, limit=HEADER_LINES)
        return None
    fields = _fields(lines[1 : end - 1], log, kind)
    for key in REQUIRED.get((kind, lang), ()) if needed else ():
        if key not in fields and not (key == "pass" and _is_pretest(fields)):
            log.add("F17", 1, k=HEADER_KEYS[key] if lang == "zh" else key)
    return Header(fields, end)


def _is_pretest(fields: Mapping[str, Field]) -> bool:
    return "purpose" in fields and fields["purpose"].value in ("前测", "pretest")


def _fields(lines: list[str], log: Log, kind: str) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for n, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        colon = re.search("[:：]", line)
        if not colon:
            log.add("F12", n)
            continue
        if colon[0] == "：":
            log.add("F13", n, colon.start() + 1)
        name = line[: colon.start()].strip()
        if key := _known(name, n, log, kind, fields):
            fields[key] = _field(line, colon.end(), n, log)
    return fields


def _known(name: str, n: int, log: Log, kind: str, fields: dict[str, Field]) -> str | None:
    key = KEYS_BY_NAME.get(name)
    if key is None:
        log.add("F14", n, k=name[:40], near=log.near(name, KEYS_BY_NAME))
        return None
    if key not in keys_of(kind):
        log.add("F14b", n, k=name)
        return None
    if key in fields:
        log.add("F15", n, k=name, n=fields[key].line)
        return None
    return key


def _field(line: str, start: int, n: int, log: Log) -> Field:
    raw = line[start:].strip()
    col = len(line) - len(line[start:].lstrip()) + 1
    quoted = len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "\"'"
    value = raw[1:-1] if quoted else raw
    if not quoted and YAML_TROUBLE.match(raw):
        log.add("F16", n, col)
    return Field(value, n, col)
