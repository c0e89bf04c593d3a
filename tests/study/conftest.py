"""The tiny course, live."""

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy.orm import Session

from learning.people.models import Person
from learning.people.rules import Viewer
from learning.publishing import verbs as publishing
from learning.publishing.queries import Live
from tests.cast import MORNING, Cast
from tests.courses import TINY


@pytest.fixture
def publish(db: Session, cast: Cast) -> Callable[[Mapping[str, bytes]], Live]:
    """``publish(tree)``: the tree is live from now on."""

    def make_live(tree: Mapping[str, bytes]) -> Live:
        live = publishing.publish(db, tree, by_id=None, note="for a test", at=MORNING)
        db.commit()
        return live

    return make_live


@pytest.fixture
def live(publish: Callable[[Mapping[str, bytes]], Live]) -> Live:
    """The tiny tree, live."""
    return publish(TINY)


@pytest.fixture
def viewer(db: Session) -> Callable[[Person], Viewer]:
    """``viewer(cast.he)``: the person as the pages know them, with their roles."""

    def viewer_of(person: Person) -> Viewer:
        db.refresh(person)
        post = person.postings[0]
        grants = tuple((grant.role, grant.unit_id) for grant in person.grants)
        return Viewer(person.id, person.number, person.name, unit_id=post.unit_id, position=post.position, grants=grants)

    return viewer_of
