"""People who can sign in by themselves."""

import pytest

from learning.people.rules import passwords
from tests.cast import PASSWORD

HASH = passwords.hashed(PASSWORD)


@pytest.fixture
def keyed(db, cast):
    """The cast, each with the same password."""
    for person in (cast.lin, cast.chen, cast.zhou, cast.he, cast.shen):
        person.password_hash = HASH
    db.commit()
    return cast
