"""What people type into live practice, made clean; and which rows they left open."""

from collections.abc import Iterable

from learning.content.catalogue import Words
from learning.rooms.refusals import InvisibleCharacters, TooLongWords


def clean(text: str, *, most: int) -> str:
    """Without spaces around it. Refuses what is too long, and characters that nobody sees."""
    text = text.replace("\r\n", "\n").strip()
    if any(ord(mark) < 32 and mark not in "\n\t" for mark in text):
        raise InvisibleCharacters
    if len(text) > most:
        raise TooLongWords(most=most, n=len(text))
    return text


def rows_named(places: Iterable[int]) -> Words:
    """Places of rows as they are counted on the sheet."""
    numbers = [str(place + 1) for place in places]
    return Words("、".join(numbers), ", ".join(numbers))
