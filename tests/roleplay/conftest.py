"""A bank in which one course has a role-play; Lin plays it."""

import pytest

from learning.people.rules import Viewer
from learning.publishing import verbs as publishing
from tests.cast import MORNING
from tests.courses import tiny, with_roleplay
from tests.roleplay.scenes import COURSE, Player


@pytest.fixture
def live(db, cast):
    """The edition with a role-play that is required, committed."""
    live = publishing.publish(db, with_roleplay(tiny(COURSE), required=True), by_id=None, note="scene", at=MORNING)
    db.commit()
    return live


def viewer(person) -> Viewer:
    post = person.postings[0]
    grants = tuple((grant.role, grant.unit_id) for grant in person.grants)
    return Viewer(person.id, person.number, person.name, unit_id=post.unit_id, position=post.position, grants=grants)


@pytest.fixture
def lin(db, live, cast) -> Player:
    return Player(db, live, viewer(cast.lin))


@pytest.fixture
def sun(db, live, cast) -> Player:
    return Player(db, live, viewer(cast.sun))
