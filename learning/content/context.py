"""What the files of one course share while they are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from learning.content.findings import Finding, Log
from learning.content.resolving import Resolver


@dataclass
class Context:
    """`objectives` and `clauses` are None where their file is missing: then nothing is checked against them."""

    resolver: Resolver
    objectives: Collection[str] | None = None
    clauses: Collection[str] | None = None
    cited: set[str] = field(default_factory=set)
    tested: set[str] = field(default_factory=set)
    reviews: list[tuple[date, Finding]] = field(default_factory=list)

    def check_objectives(self, ids: Iterable[str], log: Log, place: tuple[int, int]) -> None:
        for one in ids:
            if self.objectives is not None and one not in self.objectives:
                log.add("C03", *place, o=one[:60], near=log.near(one, self.objectives))

    def cite(self, ids: Iterable[str], log: Log, place: tuple[int, int]) -> None:
        for one in ids:
            self.cited.add(one)
            if self.clauses is not None and one not in self.clauses:
                log.add("K01", *place, x=one[:60], near=log.near(one, self.clauses))
