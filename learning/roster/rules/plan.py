"""What a file would change: rows beside the bank as it is. Values in, values out; applying does what is written here and no more.

A file says what is so, not what to do: who is not in it is not touched (unless it is a full list), an empty cell changes
nothing, and the same file a second time comes to nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from learning.base.refusals import N_
from learning.roster.rules.bank import Bank, KnownPerson
from learning.roster.rules.people import Line, PersonRows, iso
from learning.roster.rules.rows import Finding, Row, by_number, wrong
from learning.roster.rules.tree import Units

ACTS = ("wrong", "founds", "rehangs", "joins", "returns", "moves", "changes", "leaves", "closes", "kept")
"""In the order a preview shows them. ``closes``: missing in a full list; ``kept``: a warning, and nothing is done."""
GROUPS = {"added": ("joins", "returns"), "changed": ("changes",), "moved": ("moves",), "closed": ("leaves", "closes")}
COUNTED = (*GROUPS, "founded", "rehung")
"""Counts of which one must be more than nothing, or there is nothing to apply."""


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
        found = PersonRows(bank, units, group, bank.people.get(number)).line()
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
            before = {"name": person.name, "left_on": iso(person.left_on)}
            yield Line(n=0, act="closes", key=person.number, person_id=person.id, before=before, after={"left_on": iso(bank.on)})
