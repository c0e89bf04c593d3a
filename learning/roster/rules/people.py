"""What the rows of one staff number come to, beside what is known of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from learning.base.refusals import N_
from learning.roster.rules.bank import Bank, KnownPerson, KnownPost
from learning.roster.rules.rows import Finding, Row, wrong
from learning.roster.rules.tree import Ref, Units

ATTRIBUTES = ("name", "name_en", "email", "mobile", "hired_on")


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


class PersonRows:
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
        self.after |= {name: _plain(getattr(row, name)) for name in ATTRIBUTES if getattr(row, name)} | {"hired_on": iso(begins)}
        if row.left_on is not None:
            if row.left_on < begins:
                self._wrong("left_on", N_("The last day lies before the first one."))
            self.after["left_on"] = iso(row.left_on)
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
                "from_on": iso(from_on),
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
            self.before["left_on"] = iso(known.left_on)
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
        self.before["left_on"], self.after["left_on"] = iso(known.left_on), iso(left_on)
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
            day = iso(max(later) if later else post.from_on if post else None)
            self._wrong(
                "from_on",
                N_("A main posting that begins on %(day)s stands behind this one. Change it on the person's page."),
                day=day,
            )
        if post:
            self.before["main"] = {
                "posting": post.id, "unit": post.unit_id, "unit_name": self.units.name(post.unit_id), "position": post.position,
                "from_on": iso(post.from_on),
            }  # fmt: skip
        self.after["main"] = {"unit": unit, "unit_name": self.units.name(unit), "position": position, "from_on": iso(from_on)}
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
                from_on = iso(row.from_on or self.bank.on)
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


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
