"""A published course with an exam of three questions, and hands that answer right or wrong."""

import pytest
from sqlalchemy.orm import Session

from learning.publishing import verbs as publishing
from learning.publishing.queries import Live
from tests.cast import MORNING
from tests.courses import TINY


@pytest.fixture
def live(db: Session, cast: object) -> Live:
    """The tiny course, published."""
    live = publishing.publish(db, TINY, by_id=None, note="tiny", at=MORNING)
    db.commit()
    return live
