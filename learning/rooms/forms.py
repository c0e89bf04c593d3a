"""What a browser sends of live practice, read into clean values. What is no number is no level that is offered."""

import re
from datetime import date

from werkzeug.datastructures import MultiDict

from learning.rooms.models import Sheet
from learning.rooms.refusals import DayAhead, NotOffered
from learning.rooms.verbs import Filled

ROW = re.compile(r"row-([0-9]{1,3})\Z")
WHOLE = re.compile(r"[0-9]{1,4}\Z", re.ASCII)
MOST_NUMBERS = 4


def sheet_sent(sent: MultiDict[str, str]) -> Filled:
    """``row-0`` … with the points of a level, ``red`` as often as there are, ``evidence``."""
    rows = {int(found[1]): _whole(value) for name, value in sent.items() if (found := ROW.match(name)) and value}
    return Filled(rows, [_whole(value) for value in sent.getlist("red")], sent.get("evidence", ""))


def sheet_typed(sent: MultiDict[str, str]) -> Filled:
    """The same for showing it once more, whatever was sent."""
    rows = {int(found[1]): value for name, value in sent.items() if (found := ROW.match(name)) and WHOLE.match(value)}
    red = [int(value) for value in sent.getlist("red") if WHOLE.match(value)]
    return Filled({row: int(value) for row, value in rows.items()}, red, sent.get("evidence", ""))


def sheet_kept(sheet: Sheet | None) -> Filled:
    """What stands on a sheet, as a form shows it."""
    if sheet is None:
        return Filled({}, [], "")
    return Filled({row: given for row, given in enumerate(sheet.points) if given is not None}, sheet.red_lines, sheet.evidence)


def _whole(value: str) -> int:
    if not WHOLE.match(value):
        raise NotOffered
    return int(value)


def seat_sent(sent: MultiDict[str, str]) -> tuple[str, int]:
    """``place``: ``observer-2``."""
    role, _, number = sent.get("place", "").partition("-")
    return role, _whole(number)


def observers_sent(sent: MultiDict[str, str]) -> int:
    """One observer or two; two are what it should be."""
    return 1 if sent.get("observers") == "1" else 2


def day_sent(sent: MultiDict[str, str]) -> date:
    try:
        return date.fromisoformat(sent.get("held_on", ""))
    except ValueError:
        raise DayAhead from None


def numbers_sent(sent: MultiDict[str, str], name: str) -> list[str]:
    """Staff numbers under one name, without those left empty."""
    return [value.strip()[:32] for value in sent.getlist(name) if value.strip()][:MOST_NUMBERS]
