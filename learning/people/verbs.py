"""Every write of people."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from learning.people.models import LoginSession


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
