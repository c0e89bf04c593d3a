"""What stands on a person's desk."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Desk:
    on: date


def desk(db: Session, me: Any, *, on: date, at: datetime) -> Desk:
    return Desk(on)
