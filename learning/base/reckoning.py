"""Reckoning with days in SQL, the same on both databases."""

from typing import Any

from sqlalchemy import ColumnElement, Date, case, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_after(FunctionElement[Any]):  # noqa: N801 -- reads like the SQL function it is
    """``days_after(day, n)``: so many days after a day; before it when ``n`` is negative."""

    type = Date()
    inherit_cache = True


@compiles(days_after, "sqlite")
def _sqlite(element: Any, compiler: Any, **how: Any) -> str:
    day, n = (compiler.process(clause, **how) for clause in element.clauses)
    return f"date({day}, {n} || ' days')"


@compiles(days_after, "postgresql")
def _postgresql(element: Any, compiler: Any, **how: Any) -> str:
    day, n = (compiler.process(clause, **how) for clause in element.clauses)
    return f"(CAST({day} AS date) + CAST({n} AS integer))"


def later(one: Any, other: Any) -> ColumnElement[Any]:
    """The later of two days; a day that is not there does not count."""
    return case((other.is_(None), one), (one.is_(None), other), (one < other, other), else_=one)


def day(value: Any) -> ColumnElement[Any]:
    """A day of ours among columns."""
    return literal(value, Date())
