"""Pure decisions about tasks: how each line stands, and when the whole is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LONGEST_NOTE = 1000
MOST_FILES = 20
WHOLE = ""
"""The line of a note or a file that belongs to the whole task."""


class Signed(Protocol):
    @property
    def line(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class LineState:
    """``kind``: open | waiting | returned | signed; ``word``: the signature it rests on."""

    kind: str
    word: Signed | None = None


def line_state(line: str, signatures: Iterable[Signed], ready_at: datetime | None) -> LineState:
    """The newest word on a line counts; one that came back waits again once the learner has said that it is ready."""
    word = next((one for one in reversed(list(signatures)) if one.line == line), None)
    if word is not None and word.kind == "signed":
        return LineState("signed", word)
    if ready_at is not None and (word is None or word.at <= ready_at):
        return LineState("waiting", word)
    return LineState("returned", word) if word is not None else LineState("open")


def is_done(lines: Sequence[str], signatures: Iterable[Signed]) -> bool:
    """Whether every line is signed."""
    signed = {one.line for one in signatures if one.kind == "signed"}
    return bool(lines) and signed.issuperset(lines)
