"""What stands on a desk, decided without asking anybody: the greeting, the order of what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learning.certificates.queries import Newest
from learning.content.catalogue import Words
from learning.meetings.queries import AtHand
from learning.meetings.queries.overseeing import Tally
from learning.study.rules import Progress

MAY_ASK_FOR_FILES = ("head", "officer", "auditor")
"""Who has pages from which a large file can be asked for."""
MORNING, NOON, AFTERNOON, EVENING = 5, 11, 13, 18

LICENCES = {
    "flask": "BSD-3-Clause", "flask-babel": "BSD-3-Clause", "flask-htmx": "MIT", "flask-login": "MIT",
    "flask-wtf": "BSD-3-Clause", "wtforms": "BSD-3-Clause", "granian": "BSD-3-Clause", "sqlalchemy": "MIT", "alembic": "MIT",
    "psycopg": "LGPL-3.0-only", "pysqlite3": "Zlib", "huey": "MIT", "markdown": "BSD-3-Clause", "bleach": "Apache-2.0",
    "nh3": "MIT", "pypinyin": "MIT", "typst": "Apache-2.0", "segno": "BSD-3-Clause", "pylopdf-fonts-zh-cn": "OFL-1.1",
    "fonttools": "MIT", "pikepdf": "MPL-2.0", "pillow": "MIT-CMU", "pyld": "BSD-3-Clause", "xlsxwriter": "BSD-2-Clause",
    "python-calamine": "MIT", "argon2-cffi": "MIT", "authlib": "BSD-3-Clause", "joserfc": "BSD-3-Clause",
    "cryptography": "Apache-2.0 OR BSD-3-Clause", "tzdata": "Apache-2.0", "icalendar": "BSD-2-Clause", "click": "BSD-3-Clause",
}  # fmt: skip
"""What we stand on, and under which licence; ``tests/desk`` compares it with pyproject.toml."""
HTMX = ("htmx", "2.0.11", "0BSD")


@dataclass(frozen=True)
class Library:
    """One thing that others made and we use."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True)
class Desk:
    """Everything the front page shows."""

    position: Words | None
    current: Progress | None
    waiting: tuple[Progress, ...]
    done: int
    assigned: int
    certificates: tuple[Newest, ...]
    is_open: bool  # something is published
    offered: tuple[Progress, ...]  # courses one may take up
    meetings: AtHand
    to_sign: int = 0  # tasks of one's people that wait for a signature
    practised: int = 0  # live practices of one's people that wait for a word
    files: tuple[int, int] = (0, 0)  # one's own in the making, and ready to be fetched
    week: Tally | None = None  # this week's meetings in the bank, for HR
    late: int = 0  # attempts whose late answers wait for a trainer's decision


def part_of_day(hour: int) -> str:
    """morning | noon | afternoon | evening, as one greets in a branch."""
    if MORNING <= hour < NOON:
        return "morning"
    if NOON <= hour < AFTERNOON:
        return "noon"
    return "afternoon" if AFTERNOON <= hour < EVENING else "evening"


def waiting(rows: Iterable[Progress]) -> tuple[Progress, ...]:
    """What is assigned and not complete, the earliest date first, what has no date last."""
    asked = [row for row in rows if row.is_asked and row.state != "complete"]
    return tuple(sorted(asked, key=lambda row: (row.due_on or date.max, row.course.key)))
