"""What a file would change: rows beside the bank as it is. Values in, values out; applying does what is written here and no more.

A file says what is so, not what to do: who is not in it is not touched (unless it is a full list), an empty cell changes
nothing, and the same file a second time comes to nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from learning.base.refusals import N_
from learning.roster.rules.rows import Finding, Row, by_number, wrong
from learning.roster.rules.tree import KnownUnit, Ref, Units

ACTS = ("wrong", "founds", "rehangs", "joins", "returns", "moves", "changes", "leaves", "closes", "kept")
"""In the order a preview shows them. ``closes``: missing in a full list; ``kept``: a warning, and nothing is done."""
ATTRIBUTES = ("name", "name_en", "email", "mobile", "hired_on")
GROUPS = {"added": ("joins", "returns"), "changed": ("changes",), "moved": ("moves",), "closed": ("leaves", "closes")}
COUNTED = (*GROUPS, "founded", "rehung")
"""Counts of which one must be more than nothing, or there is nothing to apply."""


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


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one person's rows, or one unit, come to. Days are text; a unit is an id, or the name of a new one."""

    n: int
    act: str
    key: str
    person_id: int | None = None
    unit_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Plan:
    lines: tuple[Line, ...]
    counts: dict[str, int]


def plan(bank: Bank, rows: Iterable[Row], *, is_full: bool = False) -> Plan:
    """Every line that changes something or is wrong, and how many of each; who is unchanged is only counted."""
    rows = list(rows)
    units = Units(bank.units, bank.root, rows)
    rows = [replace(row, findings=(*row.findings, *units.findings.get(row.n, ()))) for row in rows]
    lines = [*_of_units(bank, units)]
    unchanged = 0
    people = by_number(rows)
    for row in rows:
        if not row.number:
            lines.append(Line(n=row.n, act="wrong", key="", findings=row.findings))
    for number, group in people.items():
        found = _Person(bank, units, group, bank.people.get(number)).line()
        if found is None:
            unchanged += 1
        else:
            lines.append(found)
    if is_full:
        lines += _missing(bank, people)
    lines.sort(key=lambda line: (ACTS.index(line.act), 0 if line.act == "founds" else line.n))  # a unit after the one above it
    acts = Counter(line.act for line in lines)
    counts = {name: sum(acts[act] for act in group) for name, group in GROUPS.items()} | {
        "unchanged": unchanged, "wrong": acts["wrong"], "founded": acts["founds"], "rehung": acts["rehangs"],
        "kept": acts["kept"], "missing": acts["closes"], "rows": len(rows), "here": _here(bank),
    }  # fmt: skip
    return Plan(tuple(lines), counts)


def _of_units(bank: Bank, units: Units) -> Iterable[Line]:
    for unit in units.founded():
        findings = [units.warnings[unit.name]] if unit.name in units.warnings else []
        after = {
            "code": unit.code,
            "name": unit.name,
            "parent": units.parent[unit.name],
            "above": units.name(units.parent[unit.name]),
        }
        yield Line(n=unit.n, act="founds", key=unit.name, after=after, findings=tuple(findings))
    for known, above in units.moved():
        before = {"parent": known.parent_id, "above": units.name(known.parent_id) if known.parent_id else ""}
        after = {"parent": above, "above": units.name(above)}
        findings = []
        if not (units.is_within(known.id, bank.scope) and units.is_within(above, bank.scope)):
            findings = [wrong("parent", N_("You do not keep the unit %(unit)s."), unit=known.name)]
        act = "wrong" if findings else "rehangs"
        yield Line(n=0, act=act, key=known.name, unit_id=known.id, before=before, after=after, findings=tuple(findings))


def _here(bank: Bank) -> int:
    return sum(_is_here(bank, person) for person in bank.people.values())


def _is_here(bank: Bank, person: KnownPerson) -> bool:
    if person.left_on is not None and person.left_on <= bank.on:
        return False
    post = person.main(bank.on)
    return bank.scope is None or (post is not None and post.unit_id in bank.scope)


def _missing(bank: Bank, people: Mapping[str, Any]) -> Iterable[Line]:
    for number, person in bank.people.items():
        if number in people or not _is_here(bank, person):
            continue
        if why := bank.kept.get(person.id):
            yield Line(n=0, act="kept", key=person.number, person_id=person.id, findings=(Finding(None, "warning", why),))
        else:
            before = {"name": person.name, "left_on": _iso(person.left_on)}
            yield Line(n=0, act="closes", key=person.number, person_id=person.id, before=before, after={"left_on": _iso(bank.on)})


class _Person:
    """The rows of one staff number beside what is known of it."""

    def __init__(self, bank: Bank, units: Units, rows: list[Row], known: KnownPerson | None) -> None:
        self.bank, self.units, self.rows, self.known = bank, units, rows, known
        self.found = [one for row in rows for one in row.findings]
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}
        mains = [row for row in rows if row.kind == "main"]
        self.row = mains[0] if mains else rows[0]
        self.has_main = bool(mains)
        if len(mains) > 1:
            says = N_("This staff number stands in row %(first)s already. Somebody with two posts has one 主岗 and one 兼岗.")
            self._wrong("number", says, first=mains[0].n)

    def line(self) -> Line | None:
        """None: all of it is so already."""
        act = self._joins() if self.known is None else self._known(self.known)
        if any(one.severity == "error" for one in self.found):
            act = "wrong"
        if act is None:
            return None
        key = self.known.number if self.known else self.row.number
        person_id = self.known.id if self.known else None
        if act in ("wrong", "kept"):
            return Line(n=self.row.n, act=act, key=key, findings=tuple(self.found), person_id=person_id)
        return Line(
            n=self.row.n, act=act, key=key, before=self.before, after=self.after, findings=tuple(self.found), person_id=person_id
        )

    def _wrong(self, column: str | None, says: str, **gaps: Any) -> None:
        self.found.append(wrong(column, says, **gaps))

    def _joins(self) -> str:
        row = self.row
        if row.left_on is not None and row.left_on <= self.bank.on:
            self.found.append(
                Finding("left_on", "warning", N_("Nobody here has this number, and whoever had it has left: nothing is done."))
            )
            return "kept"
        if not row.name:
            self._wrong("name", N_("Somebody new needs a name."))
        begins = row.hired_on or self.bank.on
        self.after |= {name: _plain(getattr(row, name)) for name in ATTRIBUTES if getattr(row, name)} | {"hired_on": _iso(begins)}
        if row.left_on is not None:
            if row.left_on < begins:
                self._wrong("left_on", N_("The last day lies before the first one."))
            self.after["left_on"] = _iso(row.left_on)
        self._needs_post()
        self._take_post(max(row.from_on or begins, begins))
        self._more(None)
        return "joins"

    def _needs_post(self) -> None:
        if not self.has_main:
            self._wrong("kind", N_("Nobody has only a second posting. Give the main one (主岗) in a row of its own."))
        if self.row.n not in self.units.of_row and not any(one.column in ("unit", "unit_code") for one in self.found):
            self._wrong("unit", N_("Say in which unit. If cells are merged, split them and fill each row."))
        if not self.row.position and not any(one.column == "position" for one in self.found):
            self._wrong("position", N_("Say in which position."))

    def _take_post(self, from_on: date) -> None:
        unit = self.units.of_row.get(self.row.n)
        if unit is not None:
            self._is_ours(unit)
            self.after["main"] = {
                "unit": unit,
                "unit_name": self.units.name(unit),
                "position": self.row.position,
                "from_on": _iso(from_on),
            }

    def _is_ours(self, unit: Ref) -> None:
        if not self.units.is_within(unit, self.bank.scope):
            self._wrong("unit", N_("You do not keep the unit %(unit)s."), unit=self.units.name(unit))

    def _known(self, known: KnownPerson) -> str | None:
        post = known.main(self.bank.on)
        if self.bank.scope is not None and (post is None or post.unit_id not in self.bank.scope):
            self._wrong("number", N_("This colleague belongs to a unit that you do not keep."))
        changed = self._attributes(known)
        has_left = known.left_on is not None and known.left_on <= self.bank.on
        if self.row.left_on is not None:
            return self._leaves(known) or changed
        if has_left:
            self.before["left_on"] = _iso(known.left_on)
            self.after["left_on"] = None
            self._needs_post()
            self._take_post(max(self.row.from_on or self.bank.on, known.left_on or self.bank.on))
            self._more(None)
            return "returns"
        moved = self._moves(known, post) if self.has_main else None
        return moved or ("moves" if self._more(known) else changed)

    def _attributes(self, known: KnownPerson) -> str | None:
        for name in ATTRIBUTES:
            said, is_so = getattr(self.row, name), getattr(known, name)
            if said and said != is_so:
                self.before[name], self.after[name] = _plain(is_so), _plain(said)
        return "changes" if self.after else None

    def _leaves(self, known: KnownPerson) -> str | None:
        left_on = self.row.left_on
        if left_on is None or left_on == known.left_on:
            return None
        if left_on < known.hired_on:
            self._wrong("left_on", N_("The last day lies before the first one."))
        if why := self.bank.kept.get(known.id):
            self._wrong("left_on", why)
        self.before["left_on"], self.after["left_on"] = _iso(known.left_on), _iso(left_on)
        return "leaves"

    def _moves(self, known: KnownPerson, post: KnownPost | None) -> str | None:
        unit: Ref | None = self.units.of_row.get(self.row.n, post.unit_id if post else None)
        position = self.row.position or (post.position if post else "")
        if unit is None or not position or (post and (unit, position) == (post.unit_id, post.position)):
            return None
        self._is_ours(unit)
        from_on = self.row.from_on or max(self.bank.on, post.from_on if post else self.bank.on)
        later = [one.from_on for one in known.posts if one.kind == "main" and one.from_on > from_on]
        if later or (post and from_on < post.from_on):
            day = _iso(max(later) if later else post.from_on if post else None)
            self._wrong(
                "from_on",
                N_("A main posting that begins on %(day)s stands behind this one. Change it on the person's page."),
                day=day,
            )
        if post:
            self.before["main"] = {
                "posting": post.id, "unit": post.unit_id, "unit_name": self.units.name(post.unit_id), "position": post.position,
                "from_on": _iso(post.from_on),
            }  # fmt: skip
        self.after["main"] = {"unit": unit, "unit_name": self.units.name(unit), "position": position, "from_on": _iso(from_on)}
        return "moves"

    def _more(self, known: KnownPerson | None) -> bool:
        """Second and acting posts that nobody holds yet; those that are not named go on."""
        held = {(post.unit_id, post.position, post.kind) for post in (known.posts if known else ())}
        more = []
        for row in self.rows:
            if row.kind == "main":
                continue
            unit = self.units.of_row.get(row.n)
            if unit is None or not row.position:
                self._wrong("unit", N_("A second posting names its unit and its position."))
            elif (unit, row.position, row.kind) not in held:
                self._is_ours(unit)
                from_on = _iso(row.from_on or self.bank.on)
                more.append(
                    {
                        "unit": unit,
                        "unit_name": self.units.name(unit),
                        "position": row.position,
                        "kind": row.kind,
                        "from_on": from_on,
                    }
                )
        if more:
            self.after["more"] = more
        return bool(more)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
