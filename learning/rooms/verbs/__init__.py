"""Every write of live practice: rooms, roles, sheets, results, the branch head's word, sample cases."""

from learning.rooms.verbs.cases import try_case
from learning.rooms.verbs.opening import Played, Scene, cancel, come_in, note_wrong_code, open_paper, open_room, start, stop
from learning.rooms.verbs.results import comment, give_back, sign
from learning.rooms.verbs.seats import be_ready, release, take
from learning.rooms.verbs.seats import give_back as give_back_role
from learning.rooms.verbs.sheets import Filled, hand_in, save

__all__ = [
    "Filled", "Played", "Scene", "be_ready", "cancel", "come_in", "comment", "give_back", "give_back_role", "hand_in",
    "note_wrong_code", "open_paper", "open_room", "release", "save", "sign", "start", "stop", "take", "try_case",
]  # fmt: skip
