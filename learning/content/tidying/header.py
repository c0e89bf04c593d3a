"""The header: ASCII colons, one space, quotes where GitHub's YAML would stumble."""

from __future__ import annotations

import re
from collections.abc import Sequence

from learning.content.header import YAML_TROUBLE
from learning.content.typed import plain
from learning.content.vocabulary import KEYS_BY_NAME

_TYPED = {"order", "minutes", "pass", "time", "attempts", "edition", "difficulty", "reviewed", "review_by"}


def tidy_header(lines: Sequence[str]) -> list[str]:
    """`lines` are the whole header, with both its rules; empty where a file has none."""
    return ["---", *map(_line, lines[1:-1]), "---"] if lines else []


def _line(line: str) -> str:
    colon = re.search("[:：]", line)
    if not colon or line.lstrip().startswith("#") or not line[: colon.start()].strip():
        return line.rstrip()
    name = line[: colon.start()].strip()
    return f"{name}: {_value(line[colon.end() :].strip(), KEYS_BY_NAME.get(name, ''))}".rstrip()


def _value(raw: str, key: str) -> str:
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "\"'":
        return raw
    value = plain(raw) if key in _TYPED else raw
    return _in_quotes(value) if YAML_TROUBLE.match(value) else value


def _in_quotes(value: str) -> str:
    """A value with both kinds of quotes in it cannot be helped: the reader knows no escapes."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return value if "'" in value else f"'{value}'"
