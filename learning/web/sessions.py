"""Sessions kept on the server behind an opaque token; only its digest is stored. Works before sign-in, for flash and CSRF."""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import flask
from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learning.base.aside import aside
from learning.web.request import SAFE, bank, db

TOUCHED_EVERY = timedelta(minutes=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A live session as the store knows it."""

    id: int
    values: dict[str, Any]
    viewer: Any
    last_seen_at: datetime
    ends_at: datetime


class Store(Protocol):
    """What the sessions need of the tables; the factory gives the one that ``people`` keeps."""

    def find(self, db: Session, token_sha256: bytes, *, at: datetime) -> Found | None: ...
    def open(self, db: Session, token_sha256: bytes, person_id: int | None, values: dict[str, Any], **row: Any) -> None: ...
    def keep(self, db: Session, session_id: int, values: dict[str, Any]) -> None: ...
    def touch(self, db: Session, session_id: int, *, at: datetime) -> None: ...
    def end(self, db: Session, session_id: int, *, at: datetime) -> None: ...


class ServerSession(SessionMixin):
    """The values of one session, read from the database at first use. The CSRF value follows from the token, unstored."""

    def __init__(self, token: str, *, is_known: bool, interface: "ServerSessions") -> None:
        self.token, self.is_known, self._interface = token, is_known, interface
        self._found: Found | None = None
        self._values: dict[str, Any] | None = None
        self.modified = self.ended = False
        self.signs_in: int | None = None
        self.old_id: int | None = None

    def _load(self) -> dict[str, Any]:
        if self._values is None:
            self._found = self._interface.look_up(self.token) if self.is_known else None
            self._values = dict(self._found.values) if self._found else {}
        return self._values

    @property
    def loaded(self) -> bool:
        """Whether anybody looked; a session nobody looked at has nothing to save."""
        return self._values is not None

    @property
    def found(self) -> Found | None:
        """The stored session, if there is a live one."""
        self._load()
        return self._found

    @property
    def viewer(self) -> Any:
        """Who is signed in, or None."""
        return self.found.viewer if self.found and not self.ended else None

    def sign_in(self, person_id: int) -> None:
        """From now on this browser is that person, under a new token."""
        self.old_id = self.found.id if self.found else None
        self._values, self._found = {}, None
        self.token, self.is_known, self.signs_in, self.modified = secrets.token_urlsafe(32), False, person_id, True

    def sign_out(self) -> None:
        """End this session; the token is worth nothing any more."""
        self.old_id = self.found.id if self.found else None
        self._values, self._found = {}, None
        self.token, self.is_known, self.ended, self.modified = secrets.token_urlsafe(32), False, True, True

    def __getitem__(self, key: str) -> Any:
        return self._interface.csrf(self.token) if key == "csrf_token" else self._load()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._load()[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self._load()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __len__(self) -> int:
        return len(self._load())

    def __contains__(self, key: object) -> bool:
        return key == "csrf_token" or key in self._load()


class ServerSessions(SessionInterface):
    """Reads and writes ``login_session`` through the store. Every write is an aside, after the request's own commit."""

    def __init__(self, store: Store, secret: str, *, https: bool) -> None:
        self.store, self.secret, self.https = store, secret.encode(), https
        self.cookie = "__Host-sid" if https else "sid"

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        token = request.cookies.get(self.cookie, "")
        return ServerSession(token or secrets.token_urlsafe(32), is_known=bool(token), interface=self)

    def look_up(self, token: str) -> Found | None:
        """The live session of a token. A GET reads it in its own transaction; a POST before it takes the write lock."""
        if flask.request.method in SAFE:
            return self.store.find(db(), digest(token), at=bank().clock.now())
        with bank().sessions.reader() as reader:
            return self.store.find(reader, digest(token), at=bank().clock.now())

    def csrf(self, token: str) -> str:
        """The CSRF value of a session: known to who holds the token, changed with it."""
        return hmac.new(self.secret, b"csrf:" + token.encode(), hashlib.sha256).hexdigest()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if session.loaded and (session.modified or self._is_stale(session)):
            try:
                with aside(bank().sessions) as own:
                    self._write(own, session)
            except DBAPIError:
                if session.modified:
                    raise
                log.warning("full or locked: when a session was last seen is not kept; reading goes on")
        if not session.is_known and not response.cache_control.public:
            response.set_cookie(self.cookie, session.token, secure=self.https, httponly=True, samesite="Lax", path="/")

    def _is_stale(self, session: ServerSession) -> bool:
        found = session.found
        if flask.g.get("asked_by_itself"):
            return False
        return bool(found and bank().clock.now() - found.last_seen_at >= TOUCHED_EVERY)

    def _write(self, db: Session, session: ServerSession) -> None:
        at = bank().clock.now()
        if session.old_id is not None:
            self.store.end(db, session.old_id, at=at)
        if session.found is None:
            if session.signs_in is not None or dict(session):
                device, source = requester()
                self.store.open(db, digest(session.token), session.signs_in, dict(session), at=at, device=device, source=source)
            return
        if session.modified:
            self.store.keep(db, session.found.id, dict(session))
        self.store.touch(db, session.found.id, at=at)


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def requester() -> tuple[str, str]:
    """The device's own words and the address the request came from (the proxy's word only where one is configured)."""
    asked = flask.request
    return asked.headers.get("User-Agent", "")[:200], (asked.remote_addr or "")[:64]


def install(app: Flask, interface: ServerSessions) -> None:
    """Sessions, and flask-login over them: the user is whoever the session says, loaded anew with every request."""
    app.session_interface = interface
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(_viewer)
    # Nobody is remembered here; the hook would read the session, and so the database, even for a file or /healthz.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)


def _viewer(_request: Request) -> Any:
    return getattr(flask.session, "viewer", None)
