"""Every write of people."""

from learning.people.verbs.passwords import choose_password, give_code, refuse_weak, use_code
from learning.people.verbs.sessions import (
    end_own_session,
    end_session,
    end_sessions,
    keep_session,
    make_room,
    open_session,
    sign_out_everywhere,
    touch_session,
)
from learning.people.verbs.set_up import First, first_code, give_set_up_code, set_up
from learning.people.verbs.sign_in import Knock, admit, check_code, check_password
from learning.people.verbs.staff import note_view

__all__ = [
    "First",
    "Knock",
    "admit",
    "check_code",
    "check_password",
    "choose_password",
    "end_own_session",
    "end_session",
    "end_sessions",
    "first_code",
    "give_code",
    "give_set_up_code",
    "keep_session",
    "make_room",
    "note_view",
    "open_session",
    "refuse_weak",
    "set_up",
    "sign_out_everywhere",
    "touch_session",
    "use_code",
]
