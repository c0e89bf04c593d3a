"""Sessions: opened, kept, ended."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.facts import SessionsEnded
from learning.people.models import LoginSession
from learning.people.queries.accounts import profile_of


def open_session(  # noqa: PLR0913 -- the columns of one row
    db: Session,
    token_sha256: bytes,
    person_id: int | None,
    values: dict[str, Any],
    *,
    at: datetime,
    device: str,
    source: str,
) -> None:
    """Begin a session for a token; ``person_id`` empty: a browser before sign-in."""
    db.add(
        LoginSession(
            token_sha256=token_sha256,
            person_id=person_id,
            values=values,
            created_at=at,
            last_seen_at=at,
            device=device,
            source=source,
        )
    )


def keep_session(db: Session, session_id: int, values: dict[str, Any]) -> None:
    """Store the values of a session that is still live; an ended one stays as it ended."""
    db.execute(update(LoginSession).where(LoginSession.id == session_id, LoginSession.ended_at.is_(None)).values(values=values))


def touch_session(db: Session, session_id: int, *, at: datetime) -> None:
    """The browser was here."""
    db.execute(update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=at))


def end_session(db: Session, session_id: int, *, at: datetime) -> None:
    """The token is worth nothing from now on. A second call changes nothing."""
    db.execute(update(LoginSession).where(LoginSession.id == session_id, LoginSession.ended_at.is_(None)).values(ended_at=at))


def end_sessions(db: Session, person_id: int, *, at: datetime, but: int | None = None) -> int:
    """End every session of the person, ``but`` one. Returns how many there were."""
    live = update(LoginSession).where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
    if but is not None:
        live = live.where(LoginSession.id != but)
    return len(db.scalars(live.values(ended_at=at).returning(LoginSession.id)).all())


def make_room(db: Session, person_id: int, *, at: datetime) -> None:
    """Before a new session: under djcp a person has one at a time, so the others end."""
    if profile_of(db).is_one_session:
        end_sessions(db, person_id, at=at)


def sign_out_everywhere(
    db: Session, person_id: int, *, by: int | None, at: datetime, but: int | None = None, reason: str | None = None
) -> int:
    """End the person's sessions on every device. Announces ``SessionsEnded``."""
    count = end_sessions(db, person_id, at=at, but=but)
    announce(db, SessionsEnded(at=at, by=by, reason=reason, person_id=person_id, count=count))
    return count


def end_own_session(db: Session, person_id: int, session_id: int, *, at: datetime) -> bool:
    """End one session; False if there is none of one's own. A second call changes nothing."""
    own = update(LoginSession).where(LoginSession.id == session_id, LoginSession.person_id == person_id)
    ended = own.values(ended_at=func.coalesce(LoginSession.ended_at, at)).returning(LoginSession.id)
    return db.scalar(ended) is not None
