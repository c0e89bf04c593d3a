"""What people type into live practice, made clean."""

from learning.rooms.refusals import InvisibleCharacters, TooLongWords


def clean(text: str, *, most: int) -> str:
    """Without spaces around it. Refuses what is too long, and characters that nobody sees."""
    text = text.replace("\r\n", "\n").strip()
    if any(ord(mark) < 32 and mark not in "\n\t" for mark in text):
        raise InvisibleCharacters
    if len(text) > most:
        raise TooLongWords(most=most, n=len(text))
    return text
