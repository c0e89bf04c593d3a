"""The list of roles as a file: what the page shows."""

from collections.abc import Callable, Iterable, Mapping

from learning.base.clock import Clock
from learning.base.refusals import N_
from learning.base.spreadsheets import Paper, Value
from learning.people.queries.roles import Held

Say = Callable[..., str]
HEADER = (N_("Role"), N_("Staff number"), N_("Name"), N_("Where"), N_("From"), N_("Until"), N_("Given by"), N_("Given on"))


def roles(rows: Iterable[Held], names: Mapping[str, str], say: Say, lang: str, clock: Clock) -> Paper:
    """Role, who, where, since when, until when, by whom and when it was given."""
    return Paper(say("Roles"), [say(word) for word in HEADER], (_row(one, names, say, lang, clock) for one in rows))


def _row(one: Held, names: Mapping[str, str], say: Say, lang: str, clock: Clock) -> list[Value]:
    where = one.unit.in_(lang) if one.unit else say("The whole bank")
    by = one.by.in_(lang) if one.by else ""
    return [names[one.role], one.number, one.name.in_(lang), where, one.from_on, one.until_on, by, clock.day(one.at)]
