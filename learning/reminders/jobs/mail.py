"""Digests by mail: one connection for many letters."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from learning.base.outside import SECONDS, Target, target
from learning.base.settings import Settings
from learning.reminders.jobs.ways import NotTaken
from learning.reminders.models import Message
from learning.reminders.papers import Letter

PORTS = {"smtp": 25, "smtps": 465}
EXAMPLE = "smtp://user:password@mail.bank.example:587"
FOR_GOOD = 500
"""From this answer on, a mail server will not take the letter another time either."""


class ByMail:
    """``with ByMail(settings) as way: way.send(message, letter)``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.where: Target = target(settings, "LEARNING_SMTP", settings.smtp, PORTS, EXAMPLE)
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                self._server.close()

    def send(self, message: Message, letter: Letter, *, at: datetime) -> None:
        """Hand the letter over. Raises ``NotTaken`` when it was certainly not; anything else leaves it open."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            self._server = None
            raise NotTaken(_told(error)) from error
        try:
            server.send_message(self._mail(message, letter, at), from_addr=self.settings.mail_from, to_addrs=[message.address])
        except smtplib.SMTPRecipientsRefused as error:
            code, why = next(iter(error.recipients.values()))
            raise NotTaken(f"{code} {why.decode(errors='replace')}", for_good=code >= FOR_GOOD) from error
        except smtplib.SMTPResponseException as error:
            self._server = None
            raise NotTaken(_told(error), for_good=error.smtp_code >= FOR_GOOD) from error

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            where = self.where
            if where.scheme == "smtps":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    where.host, where.port, timeout=SECONDS, context=ssl.create_default_context()
                )
            else:
                server = smtplib.SMTP(where.host, where.port, timeout=SECONDS)
                server.ehlo()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
            if where.user:
                server.login(where.user, where.password)
            self._server = server
        return self._server

    def _mail(self, message: Message, letter: Letter, at: datetime) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.settings.mail_from, message.address, letter.subject
        mail["Message-ID"], mail["Date"] = message.letter_id, format_datetime(at)
        mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"] = "auto-generated", "All"
        mail.set_content(letter.text)
        return mail


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        why = error.smtp_error
        return f"{error.smtp_code} {why.decode(errors='replace') if isinstance(why, bytes) else why}"
    return f"{type(error).__name__}: {error}"
