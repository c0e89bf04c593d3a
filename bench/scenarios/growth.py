"""13: every page asks the same number of questions, however many rows there are."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from bench import banks
from bench.banks import Made, Store
from bench.measuring import Bench, Result
from learning.base.settings import read_settings
from learning.factory import create_app
from learning.people.models import Person
from tests.visit import Visitor

SMALL, LARGE = 120, 360
STANDARDS = "/courses/service-standards"
PAGES = {
    "E0001": ("/", "/courses/", f"{STANDARDS}/", f"{STANDARDS}/lessons/five-expectations", f"{STANDARDS}/quizzes/standards-exam",
              "/why/E0001/service-standards", "/certificates/", "/notices/", "/profile"),
    "M0001": ("/", "/people/", "/assignments/", "/reports/completion"),
    "H0001": ("/people/", "/units/", "/assignments/", "/reports/completion",
              "/reports/completion/people?unit=1&course=service-standards"),
    "T0001": ("/publishing/",),
}  # fmt: skip


def growth(bench: Bench) -> Iterator[Result]:
    """Questions to the database by page, with 120 staff and with three times as many."""
    for store in bench.stores:
        few, many = (_asked(store, staff) for staff in (SMALL, LARGE))
        for page, count in few.items():
            what = f"{page}: {count} queries at {SMALL} staff, {many[page]} at {LARGE}"
            result = Result("growth", store.name, what, more={"small": count, "large": many[page]})
            yield result.needs("constant", count == many[page])


def _asked(store: Store, staff: int) -> dict[str, int]:
    made: Made = banks.demonstration(store, staff)
    app = create_app(read_settings(made.environment))
    counts = {}
    for number, pages in PAGES.items():
        visitor = Visitor(app, _person(app, number))
        for page in pages:
            counts[f"{number} {page}"] = _count(app, visitor, page)
    app.extensions["zhili"].sessions.engine.dispose()
    return counts


def _person(app: Flask, number: str) -> Person:
    with app.extensions["zhili"].sessions.reader() as db:
        return db.scalars(select(Person).where(Person.number == number)).one()


def _count(app: Flask, visitor: Visitor, page: str) -> int:
    """The second visit counts: the first one fills what a worker reads once."""
    visitor.get(page, raw=True)
    engine, asked = app.extensions["zhili"].sessions.engine, list[str]()

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    visitor.get(page, raw=True)
    event.remove(engine, "before_cursor_execute", hear)
    return len(asked)
