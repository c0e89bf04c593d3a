"""How a digest reads: each notice a sentence in the person's language, with the page it leads to."""

from collections.abc import Callable
from dataclasses import dataclass

from learning.base.refusals import N_
from learning.base.settings import Settings
from learning.notices import rules as notices
from learning.notices.models import Notice
from learning.reminders.models import Message

Say = Callable[..., str]
SUBJECT = N_("%(n)s messages for you from the bank's school of service")
SUBJECT_ONE = N_("A message for you from the bank's school of service")
GREETING = N_("Hello %(name)s,")
FOOT = N_("You get at most one such letter a day, on working days. How you are reached, you choose under Me.")
CALL = N_("%(name)s: %(n)s messages wait in the bank's school of service.")
SPACE = {"zh": "", "en": " "}


@dataclass(frozen=True)
class Letter:
    """A digest as it leaves the house. ``call``: what a bot says where others read along."""

    subject: str
    text: str
    call: str


def letter(message: Message, settings: Settings, say: Say) -> Letter:
    """The digest of this message."""
    person, rows = message.person, [item.notice for item in message.items]
    name = (person.name_en or person.name) if message.lang == "en" else person.name
    lines = [f"· {notices.told(row.kind, row.gaps, message.lang, say)}{_link(row, settings)}" for row in rows]
    text = "\n\n".join([say(GREETING, name=name), *lines, "—\n" + say(FOOT)])
    subject = say(SUBJECT_ONE) if len(rows) == 1 else say(SUBJECT, n=len(rows))
    return Letter(subject, text + "\n", say(CALL, name=name, n=len(rows)))


def _link(notice: Notice, settings: Settings) -> str:
    base = settings.base_url.rstrip("/")
    return f"\n  {base}{notice.path}" if base and notices.is_local(notice.path) else ""
