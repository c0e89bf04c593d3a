"""Every read of live practice. A room is looked up for whoever opened it or came in by its code, a result by whom it is about."""

from learning.rooms.queries.cases import Stood, case, cases, is_qualified, last_try, passed, stood
from learning.rooms.queries.halls import Hall, Taken, hall, may_write, places_of, taken
from learning.rooms.queries.results import (
    A_PAGE,
    Run,
    may_sign,
    own_data,
    result,
    results_of,
    run,
    titles,
    to_sign,
    waiting,
    waiting_count,
)
from learning.rooms.queries.rooms import by_code, open_rooms, room, scene_of, seat, sheets_of, standing, wrong_codes

__all__ = [
    "A_PAGE", "Hall", "Run", "Stood", "Taken", "by_code", "case", "cases", "hall", "is_qualified", "last_try", "may_sign",
    "may_write", "open_rooms", "own_data", "passed", "places_of", "result", "results_of", "room", "run", "scene_of", "seat",
    "sheets_of", "standing", "stood", "taken", "titles", "to_sign", "waiting", "waiting_count", "wrong_codes",
]  # fmt: skip
