"""The task list of a choice question: `- [x]` right, `- [ ]` wrong, `- [~]` half; an indented `>` is the feedback."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from learning.content.findings import Log
from learning.content.scanner import Line, fenced
from learning.content.typed import plain

CHOICE_LINE = re.compile(r"\s{0,3}[-*] ?\[([^\]]{0,2})\] {0,3}(.*)\Z")
FEEDBACK = re.compile(r"(\s*)[>》] ?(.*)\Z")
MARKS = {"x": Fraction(1), "√": Fraction(1), "✓": Fraction(1), "✔": Fraction(1), "": Fraction(0), "~": Fraction(1, 2)}
CROSSES = "×✗✘"


@dataclass
class ChoiceDraft:
    n: int
    mark: Fraction
    lines: list[str]
    comment: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(line for line in self.lines if line)

    @property
    def feedback(self) -> str:
        return "\n".join(self.comment).strip()


def read_choices(lines: Iterable[Line], log: Log) -> tuple[list[Line], list[ChoiceDraft]]:
    """The stem, and the choices after it."""
    stem: list[Line] = []
    choices: list[ChoiceDraft] = []
    astray = False
    for line, is_code in fenced(lines):
        found = None if is_code else choice_of(line)
        if found:
            choices.append(_choice(line, found, log))
        elif not choices:
            stem.append(line)
        elif not line.is_blank and not _belongs(line, choices[-1], log) and not astray:
            log.add("Q15", line.n)
            astray = True
    return stem, choices


def choice_of(line: Line) -> re.Match[str] | None:
    """`- [x] text`, read on the line's ASCII twin: columns are the same."""
    found = CHOICE_LINE.match(plain(line.text))
    return found if found and _is_mark(found[1]) else None


def _is_mark(mark: str) -> bool:
    return mark.strip().lower() in MARKS or mark.strip() in CROSSES


def _choice(line: Line, found: re.Match[str], log: Log) -> ChoiceDraft:
    mark = found[1].strip().lower()
    head = line.text[: found.start(2)]
    if plain(head) != head or found[1] == "" or "] " not in head and found[2]:
        log.add("Q12", line.n)
    if mark in CROSSES and mark:
        log.add("Q16", line.n, found.start(1) + 1)
    elif mark in "√✓✔" and mark:
        log.add("Q13", line.n, found.start(1) + 1, mark=mark)
    return ChoiceDraft(line.n, MARKS.get(mark, Fraction(0)), [line.text[found.start(2) :].strip()])


def _belongs(line: Line, choice: ChoiceDraft, log: Log) -> bool:
    """Feedback, or a choice that goes on in the next line."""
    if comment := FEEDBACK.match(line.text):
        if not comment[1]:
            log.add("Q14", line.n)
        choice.comment.append(comment[2].strip())
    elif line.text.startswith((" ", "\t", "\u3000")):
        (choice.comment if choice.comment else choice.lines).append(line.text.strip())
    else:
        return False
    return True
