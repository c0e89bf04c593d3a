"""What every way out has in common."""


class NotTaken(Exception):  # noqa: N818 -- an answer of the other side
    """The other side certainly did not take the message. ``for_good``: nor would it another time."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        self.why, self.for_good = why, for_good
        super().__init__(why)
