"""Everything the house keeps of one person as one ZIP: what it is in plain sentences, JSON, a CSV a table, the files sent in."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from learning.base import spreadsheets
from learning.base.refusals import N_
from learning.base.spreadsheets import Paper, Value
from learning.records.rules import data as rules
from learning.records.rules import words

Say = Callable[..., str]
INSIDE = N_(
    "data.json holds everything; csv/ holds the same as tables; files/ holds what you sent in with tasks. Moments are UTC. "
    "If something is wrong, tell HR; both the old and the corrected are kept."
)


def bundle(parts: dict[str, Any], files: Iterable[tuple[str, bytes]], say: Say, into: IO[bytes]) -> None:
    """One part after the other, each file of tasks only when it is its turn."""
    with ZipFile(into, "w", ZIP_DEFLATED) as book:
        book.writestr("about.txt", _about(parts, say))
        book.writestr("data.json", json.dumps(parts, ensure_ascii=False, indent=2, sort_keys=True))
        for name, rows in rules.tables(parts):
            book.writestr(f"csv/{name}.csv", b"".join(spreadsheets.as_csv(_paper(name, rows, say))))
        for name, content in files:
            book.writestr(f"files/{name}", content)


def _about(parts: dict[str, Any], say: Say) -> str:
    return spreadsheets.MARK + "\r\n\r\n".join([say(INSIDE), *_parts(parts, say)]) + "\r\n"


def _parts(parts: dict[str, Any], say: Say) -> Iterator[str]:
    for name in parts:
        if about := rules.ABOUT.get(name):
            title = say(words.LABELS.get(name, name))
            yield "\r\n".join([f"【{title}】", *(say(words) for words in (about.what, about.why, about.kept))])


def _paper(name: str, rows: list[dict[str, Any]], say: Say) -> Paper:
    """The columns of all rows, in the order in which they first come; what is no plain value is JSON in its cell."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    header = [say(words.LABELS[key]) if key in words.LABELS else key for key in keys]
    return Paper(name, header, [[_cell(row.get(key)) for key in keys] for row in rows])


def _cell(value: Any) -> Value:
    return value if isinstance(value, str | int | float | None) else json.dumps(value, ensure_ascii=False)
