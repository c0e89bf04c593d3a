"""The bank as it is: what a file is laid beside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from learning.roster.rules.tree import KnownUnit


@dataclass(frozen=True)
class KnownPost:
    """A post that holds or will hold."""

    id: int
    unit_id: int
    position: str
    kind: str
    from_on: date


@dataclass(frozen=True)
class KnownPerson:
    id: int
    number: str
    name: str
    name_en: str | None
    email: str | None
    mobile: str | None
    hired_on: date
    left_on: date | None
    posts: tuple[KnownPost, ...] = ()

    def main(self, on: date) -> KnownPost | None:
        """The main post of the day; of somebody who comes later, the first one."""
        mine = sorted((post for post in self.posts if post.kind == "main"), key=lambda post: post.from_on)
        held = [post for post in mine if post.from_on <= on]
        return held[-1] if held else next(iter(mine), None)


@dataclass(frozen=True, kw_only=True)
class Bank:
    """The bank on the day the file counts from. ``people`` by staff number, casefolded; ``scope``: units the sender keeps, or all.

    ``kept``: people nobody's file may send away, with the sentence that says why.
    """

    on: date
    units: Mapping[int, KnownUnit]
    root: int
    people: Mapping[str, KnownPerson]
    scope: frozenset[int] | None = None
    kept: Mapping[int, str] = field(default_factory=dict)
