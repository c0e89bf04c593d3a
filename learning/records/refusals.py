"""The named "no" of one's own record."""

from learning.base.refusals import N_, Refusal


class CannotBePrinted(Refusal):
    says = N_(
        "The paper cannot be printed: our fonts do not have %(missing)s. The page, CSV and JSON say the same; an administrator "
        "can put a font that has the character into the folder “fonts” of the bank's data."
    )
