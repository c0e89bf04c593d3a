"""Which script a branch should hold next and why, who should lead it, and how a day of the month stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from learning.base.refusals import N_
from learning.people.rules.working_days import Day

ENOUGH_SEEN = 5
"""A clause that was observed less often in a branch says nothing about it."""
LONG = 90
"""Days after which not having been held weighs no more."""
JUST_HELD = 5
"""Within so many days a script comes last, whatever else speaks for it."""
TWO_WEEKS = 14
"""Fewer days are said as days."""
SHORTEST, LONGEST = 10, 20
"""Minutes of a good meeting (clause s-meeting-short): said when a plan takes fewer or more, never forbidden."""
SHORT = 2
"""A meeting that took less than one in so many of its planned time was too short."""
SEASONS = {
    "peak": N_("the busy season"),
    "payday": N_("the days of wages and pensions"),
    "before_holiday": N_("the days before a holiday"),
    "quarter_end": N_("the end of the quarter"),
}
REASONS = {
    "season": N_("fits %(season)s"),
    "weak": N_("“%(clause)s” was missed here in %(broken)s of %(seen)s cases"),
    "never": N_("never held here"),
    "long": N_("not held here for %(weeks)s weeks"),
    "lately": N_("held here %(days)s days ago"),
}


@dataclass(frozen=True)
class Observed:
    """A clause in a branch: how often it was seen, and how often it was missed."""

    clause: str
    seen: int
    broken: int

    @property
    def share(self) -> float:
        return self.broken / self.seen if self.seen >= ENOUGH_SEEN else 0.0


@dataclass(frozen=True)
class Why:
    """One reason for a script; ``gaps`` fill the sentence of its kind."""

    kind: str
    gaps: Mapping[str, str | int]


@dataclass(frozen=True)
class Known:
    """What is known of a script in a branch."""

    key: str
    clauses: frozenset[str]
    season: str
    held_on: date | None


@dataclass(frozen=True)
class Suggestion:
    key: str
    why: tuple[Why, ...]


def seasons_of(day: date, calendar: Mapping[date, Day]) -> frozenset[str]:
    """The seasons a day belongs to: busy in winter, wages and pensions around the middle of a month, five days before a holiday."""
    found = set()
    if day.month in (12, 1, 2):
        found.add("peak")
    if 8 <= day.day <= 16:  # noqa: PLR2004 -- wages mostly from the 8th to the 15th, pensions around the 15th: an example
        found.add("payday")
    ahead = (day + timedelta(days=n) for n in range(1, 6))
    if any(calendar[one].kind == "holiday" for one in ahead if one in calendar):
        found.add("before_holiday")
    if day.month % 3 == 0 and day.day >= 25:  # noqa: PLR2004 -- the last days of March, June, September, December
        found.add("quarter_end")
    return frozenset(found)


def suggest(scripts: Iterable[Known], observed: Mapping[str, Observed], day: date, seasons: frozenset[str]) -> list[Suggestion]:
    """The scripts, the most fitting first: long not held, about what is missed here, in season; each with its reasons."""
    ranked = [(_weight(one, observed, day, seasons), n, one) for n, one in enumerate(scripts)]
    ranked.sort(key=lambda rank: (-rank[0], rank[1]))
    return [Suggestion(one.key, _why(one, observed, day, seasons)) for _, _, one in ranked]


def _weight(one: Known, observed: Mapping[str, Observed], day: date, seasons: frozenset[str]) -> float:
    days = LONG if one.held_on is None else (day - one.held_on).days
    if days <= JUST_HELD:
        return -1.0
    worst = _worst(one, observed)
    return min(days, LONG) / LONG + (worst.share if worst else 0.0) + 0.5 * (one.season in seasons)


def _worst(one: Known, observed: Mapping[str, Observed]) -> Observed | None:
    """The clause of the script that is missed most here."""
    known = [observed[clause] for clause in one.clauses if clause in observed and observed[clause].share]
    return max(known, key=lambda seen: (seen.share, seen.seen, seen.clause), default=None)


def _why(one: Known, observed: Mapping[str, Observed], day: date, seasons: frozenset[str]) -> tuple[Why, ...]:
    found = []
    if one.season in seasons:
        found.append(Why("season", {"season": one.season}))
    if worst := _worst(one, observed):
        found.append(Why("weak", {"clause": worst.clause, "broken": worst.broken, "seen": worst.seen}))
    if one.held_on is None:
        found.append(Why("never", {}))
    elif (days := (day - one.held_on).days) < TWO_WEEKS:
        found.append(Why("lately", {"days": days}))
    else:
        found.append(Why("long", {"weeks": days // 7}))
    return tuple(found)


@dataclass(frozen=True)
class Hosting:
    """How often somebody of the branch has led a meeting lately, or will, and when last."""

    person_id: int
    number: str
    times: int = 0
    last_on: date | None = None


def next_host(members: Sequence[Hosting]) -> Hosting | None:
    """Whose turn it is: who led longest ago; of equals who led least often, then by staff number."""
    return min(members, key=lambda one: (one.last_on or date.min, one.times, one.number), default=None)


def is_short(seconds: int | None, planned: int) -> bool:
    """Whether a meeting took less than half of its planned time."""
    return seconds is not None and SHORT * seconds < planned


def day_state(  # noqa: PLR0913 -- the day, and all that is known of it
    day: date, today: date, *, works: bool, run: str | None, short: bool, planned: bool, since: date | None
) -> str:
    """How a day stands for one kind of meeting: ``held short open lapsed planned missed free off``.

    ``since``: the first day the branch planned or held any; nothing is missed before. ``run``: the state of what was held.
    """
    if run in ("closed", "open", "lapsed"):
        return {"closed": "short" if short else "held", "open": "open", "lapsed": "lapsed"}[run]
    if planned and day >= today:
        return "planned"
    if not works:
        return "off"
    return "missed" if since is not None and since <= day < today else "free"
