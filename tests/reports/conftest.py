"""A bank with a course assigned to everybody, and people in every state of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy.orm import Session

from learning.people.models import Person
from learning.publishing import verbs as publishing
from learning.publishing.queries import Live
from learning.study.models import Assignee, Assignment, Completion
from tests.cast import MORNING, TODAY, Cast
from tests.courses import tiny


@pytest.fixture
def live(db: Session, cast: Cast) -> Live:
    """Two courses, greeting and waiting, published."""
    found = publishing.publish(db, tiny("greeting", "waiting"), by_id=None, note="two", at=MORNING - timedelta(days=200))
    db.commit()
    return found


@pytest.fixture
def asked(db: Session, cast: Cast) -> Callable[..., Assignment]:
    """``asked("greeting", {cast.lin: date(…)}, since=…)``: an assignment with its assignees, as settled."""

    def ask(
        course: str, dues: dict[Person, date | None], since: date = TODAY - timedelta(days=60), until: date | None = None
    ) -> None:
        at = MORNING - (TODAY - since)
        rule = Assignment(requirement=course, unit_id=cast.bank.id, due_on=None, at=at)
        db.add(rule)
        db.flush()
        for person, due in dues.items():
            db.add(
                Assignee(
                    assignment_id=rule.id, requirement=course, person_id=person.id, due_on=due, from_on=since, until_on=until,
                    why="unit", effective_at=at, recorded_at=at,
                )
            )  # fmt: skip
        db.commit()

    return ask


@pytest.fixture
def done(db: Session, live: Live) -> Callable[..., Completion]:
    """``done(cast.lin, "greeting", days=3)``: completed three days ago."""

    def complete(person: Person, course: str, days: int = 1, version: int = 1, at: datetime = MORNING) -> Completion:
        moment = at - timedelta(days=days)
        row = Completion(
            person_id=person.id, course=course, version=version, edition=live.edition, effective_at=moment, recorded_at=moment
        )
        db.add(row)
        db.commit()
        return row

    return complete


@pytest.fixture
def many(db: Session, cast: Cast, live: Live) -> list[Person]:
    """Two hundred more people in two branches, in every state there is."""
    branches = [cast.binjiang, cast.gutang]
    return [cast.person(f"E1{n:03}", f"员工{n}", branches[n % 2], ("teller", "lobby", "back")[n % 3]) for n in range(200)]


@pytest.fixture
def life(cast: Cast, live: Live, asked: Any, done: Any, many: list[Person]) -> list[Person]:
    """Assignments that are over, to come and running; completions in old and new versions, some before, some without."""
    everybody = [cast.lin, cast.chen, cast.sun, *many]
    for course in ("greeting", "waiting"):
        asked(course, {one: TODAY + timedelta(n % 31 - 15) if n % 5 else None for n, one in enumerate(everybody) if n % 7})
        asked(
            course, {one: TODAY - timedelta(n % 9) for n, one in enumerate(everybody) if n % 11 == 0}, since=TODAY - timedelta(20)
        )
    asked("waiting", {one: TODAY for one in everybody[:40]}, since=TODAY - timedelta(90), until=TODAY - timedelta(30))
    for n, one in enumerate(everybody):
        if n % 3 == 0:
            done(one, "greeting", days=n % 100)
        if n % 8 == 0:
            done(one, "waiting", days=n % 60, version=n % 2 + 1)
    return everybody


class Cells(HTMLParser):
    """The cells of the table with this ``data-testid``: each a list of its texts, and of the days it names."""

    def __init__(self, html: str, testid: str) -> None:
        super().__init__()
        self.testid, self.inside, self.rows = testid, False, list[list[list[str]]]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.inside = given.get("data-testid") == self.testid
        if self.inside and tag == "tr":
            self.rows.append([])
        if self.inside and tag in ("td", "th"):
            self.rows[-1].append([])
        if self.inside and tag == "time":
            self.rows[-1][-1].append(given["datetime"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1].append(data.strip())
