"""What people choose for themselves."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from learning.people.models import Person


def choose(db: Session, person_id: int, *, language: str | None, theme: str, text_size: str) -> None:
    """Language, colours and size of text, on every device of the person."""
    db.execute(update(Person).where(Person.id == person_id).values(language=language, theme=theme, text_size=text_size))
