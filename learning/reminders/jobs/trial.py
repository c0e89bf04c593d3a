"""A trial message to whoever asks for it, so that an administrator knows at once whether a way out works."""

import uuid
from datetime import datetime

from learning.base.refusals import N_
from learning.base.settings import Settings
from learning.people.models import Person
from learning.reminders.jobs.bots import ByBot
from learning.reminders.jobs.mail import ByMail
from learning.reminders.jobs.ways import NotTaken
from learning.reminders.models import Message
from learning.reminders.papers import Letter, Say
from learning.reminders.refusals import NoAddress, TrialFailed

SUBJECT = N_("A trial from the bank's school of service")
TEXT = N_("This message was sent to see whether this way works. It does.")


def try_way(settings: Settings, way: str, person: Person, say: Say, *, at: datetime) -> str:
    """Send a trial by ``mail``, ``wecom``, ``dingtalk`` or ``feishu`` to this person; the address it went to.

    Refuses when the person has no address, the setting cannot be read, or the other side does not take it.
    """
    address = person.email if way == "mail" else person.mobile
    if not address:
        raise NoAddress
    message = Message(
        person_id=person.id, on=at.date(), channel=way, address=address, lang="zh", letter_id=f"<{uuid.uuid4()}@zhili>"
    )
    letter = Letter(say(SUBJECT), say(TEXT) + "\n", say(TEXT))
    try:
        with ByMail(settings) if way == "mail" else ByBot(settings, way) as out:
            out.send(message, letter, at=at)
    except (NotTaken, OSError) as error:
        raise TrialFailed(why=str(error)[:200]) from error
    return address
