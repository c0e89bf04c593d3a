"""What the linter found, where, and how it is printed."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from learning.content.messages import message, severity_of

MESSAGES_A_FILE = 200
LONGEST_GUESSED = 40
FACES = {"E": "error", "W": "warning", "I": "notice"}


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    col: int
    code: str
    severity: str = field(compare=False)
    key: str = field(compare=False, repr=False)
    gaps: tuple[tuple[str, object], ...] = field(compare=False, default=())

    def message(self, lang: str = "zh") -> str:
        return message(self.key, dict(self.gaps), lang)


class Log:
    """Collects the findings of one file; says nothing more once the file has had its share."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Finding] = []

    def add(self, key: str, line: int, col: int = 1, /, **gaps: object) -> None:
        if len(self.found) <= MESSAGES_A_FILE:
            self.found.append(finding(self.path, line, col, key, **gaps))

    @property
    def is_full(self) -> bool:
        return len(self.found) > MESSAGES_A_FILE

    @property
    def has_errors(self) -> bool:
        return any(found.severity == "E" for found in self.found)

    def near(self, word: str, words: Iterable[str]) -> str | None:
        """The word that was probably meant; nothing once the log is full, since guessing costs time."""
        return None if self.is_full else near(word, words)


class Mute(Log):
    """For a second look at what has been judged already."""

    def __init__(self) -> None:
        super().__init__("")

    def add(self, key: str, line: int, col: int = 1, /, **gaps: object) -> None:
        pass

    @property
    def is_full(self) -> bool:
        return True


def finding(path: str, line: int, col: int, key: str, /, **gaps: object) -> Finding:
    return Finding(path, line, col, key[:3], severity_of(key), key, tuple(gaps.items()))


def near(word: str, words: Iterable[str]) -> str | None:
    known = list(words)
    if not word or len(word) > LONGEST_GUESSED:
        return None
    if close := difflib.get_close_matches(word, known, n=1, cutoff=0.6):
        return close[0]
    return next((other for other in known if _one_substituted(word, other)), None)


def _one_substituted(word: str, other: str) -> bool:
    alike = len(word) == len(other) and 2 <= len(word) <= 4
    return alike and sum(a != b for a, b in zip(word, other, strict=True)) == 1


def settled(found: Iterable[Finding]) -> list[Finding]:
    """Sorted by place, once each, at most 200 a file."""
    kept: list[Finding] = []
    counts: dict[str, int] = {}
    unique = {(one.path, one.line, one.col, one.key, one.gaps): one for one in found}
    for one in sorted(unique.values()):
        counts[one.path] = counts.get(one.path, 0) + 1
        if counts[one.path] <= MESSAGES_A_FILE:
            kept.append(one)
        elif counts[one.path] == MESSAGES_A_FILE + 1:
            kept.append(finding(one.path, one.line, one.col, "S00", limit=MESSAGES_A_FILE))
    return kept


def report(
    findings: Sequence[Finding], style: str = "text", lang: str = "zh", *, files: int | None = None, notes: bool = True
) -> str:
    """The findings as `text`, `json` or `github`. `files` is how many were read; absent: how many are named. Without
    `notes` the I are counted but not listed; JSON always has them."""
    if style == "json":
        return json.dumps([_record(one, lang) for one in findings], ensure_ascii=False, indent=1)
    listed = [one for one in findings if notes or one.severity != "I"]
    if style == "github":
        return "\n".join(_annotation(one, lang) for one in listed)
    lines = [f"{one.path}:{one.line}:{one.col}: {one.severity} {one.code} {one.message(lang)}" for one in listed]
    return "\n".join([*lines, summary(findings, lang, files=files)])


def summary(findings: Sequence[Finding], lang: str = "zh", *, files: int | None = None) -> str:
    count = len({one.path for one in findings}) if files is None else files
    errors, warnings, hints = (sum(one.severity == face for one in findings) for face in "EWI")
    if lang == "en":
        return f"{count} files: {errors} errors, {warnings} warnings, {hints} notes"
    return f"{count} 个文件：{errors} 个错误，{warnings} 个警告，{hints} 个提示"


def _record(one: Finding, lang: str) -> dict[str, object]:
    place = {"path": one.path, "line": one.line, "col": one.col}
    return place | {"severity": one.severity, "code": one.code, "message": one.message(lang)}


def _annotation(one: Finding, lang: str) -> str:
    place = f"file={_escaped(one.path)},line={one.line},col={one.col},title={one.code}"
    text = one.message(lang).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{FACES[one.severity]} {place}::{text}"


def _escaped(path: str) -> str:
    return path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C").replace("\r", "%0D").replace("\n", "%0A")
