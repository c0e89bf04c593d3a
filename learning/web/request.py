"""What a view may ask of the request it answers: the session, who is asking, the moment, the bank's settings.

One transaction a request, committed before the answer is sent if its status is below 400. GET gets a session that cannot write.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, Response, current_app, g, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from learning.base.clock import Clock
from learning.base.engines import Sessions
from learning.base.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Bank:
    """What the whole application shares; hung on the app by the factory, so that tests have nothing global to reset."""

    settings: Settings
    sessions: Sessions
    clock: Clock
    is_demo: bool = False


def bank() -> Bank:
    """The bank this application serves."""
    found: Bank = current_app.extensions["zhili"]
    return found


def db() -> Session:
    """The request's session, opened at first use."""
    if "db" not in g:
        sessions = bank().sessions
        g.db = sessions.reader() if request.method in SAFE else sessions.writer()
    session: Session = g.db
    return session


def me() -> Any:
    """Who is asking (``people.rules.Viewer``), or an anonymous stranger whose ``is_authenticated`` is false."""
    return g._login_user if "_login_user" in g else current_user._get_current_object()  # where flask-login keeps it


def now() -> datetime:
    """The moment of the request: taken once, at its top, so that nobody is punished for a slow answer."""
    if "now" not in g:
        g.now = bank().clock.now()
    moment: datetime = g.now
    return moment


def asked_by_itself() -> None:
    """The page asked, not a person: that it is open must not keep its session alive."""
    g.asked_by_itself = True


def leave_trace(person_id: int, page: str) -> None:
    """Somebody's record has been shown: it is written down who opened it, unless it is one's own.

    Called when the reading is over, so that the writing, which has a transaction of its own, finds the database free.
    """
    if person_id == me().id:
        return
    db().rollback()
    current_app.extensions["zhili-trace"](bank().sessions, me().id, person_id, page, at=now())


def address(endpoint: str, **values: Any) -> str:
    """A whole address, for a QR code or another program: under the bank's own name, else under the one that was asked."""
    base = bank().settings.base_url.rstrip("/")
    return f"{base}{url_for(endpoint, **values)}" if base else url_for(endpoint, **values, _external=True)


def today() -> date:
    """The bank's day of the request."""
    return bank().clock.day(now())


def install(app: Flask) -> None:
    """Begin, commit and close with the request. What only read has nothing to commit: its end is a rollback."""
    app.before_request(_take_the_time)
    app.after_request(_commit)
    app.teardown_request(_close)


def _take_the_time() -> None:
    now()


def _commit(response: Response) -> Response:
    if "db" in g and request.method not in SAFE and g.db.in_transaction():
        if response.status_code < 400:
            g.db.commit()
        else:
            g.db.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    if "db" in g:
        g.pop("db").close()
