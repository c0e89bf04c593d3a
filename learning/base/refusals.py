"""A business "no" has a name and a sentence; one handler in ``web`` turns it into an answer in the reader's language."""

from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802 -- the gettext convention for "translate this one later"
    """Mark a sentence for translation without translating it here."""
    return message


class Refusal(Exception):  # noqa: N818 -- a refusal is an answer, not an error
    """``says`` is an English sentence with named gaps (``%(name)s``); the keywords fill them. ``status`` is the HTTP answer."""

    says: ClassVar[str] = N_("This cannot be done.")
    status: ClassVar[int] = 409

    def __init__(self, **gaps: Any) -> None:
        self.gaps = gaps
        super().__init__(self.says % gaps if gaps else self.says)


class BadInput(Refusal):
    """Something typed that cannot be read. ``field`` names the place."""

    says = N_("This entry cannot be read. Please check it.")
    status = 422
