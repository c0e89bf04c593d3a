"""What a browser sends of a choice, read into numbers."""

import re

from werkzeug.datastructures import MultiDict

from learning.roleplay.refusals import NoLine, NotOffered

_WHOLE = re.compile(r"[0-9]{1,4}")


def line_number(sent: MultiDict[str, str]) -> int:
    """``n``: which line is answered or practised from; refused when it is no number."""
    written = sent.get("n", "")
    if not _WHOLE.fullmatch(written):
        raise NoLine
    return int(written)


def shown_place(sent: MultiDict[str, str]) -> int:
    """``choice``: which of the choices on the screen, counted from 0; refused when it is no number."""
    written = sent.get("choice", "")
    if not _WHOLE.fullmatch(written):
        raise NotOffered
    return int(written)
