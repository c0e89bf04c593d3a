"""The named "no" of one's own record."""

from learning.base.refusals import N_, Refusal


class CannotBePrinted(Refusal):
    says = N_(
        "The paper cannot be printed: our fonts do not have %(missing)s. The page, CSV and JSON say the same; an administrator "
        "can put a font that has the character into the folder “fonts” of the bank's data."
    )


class CannotBeShown(Refusal):
    """A text that goes beyond the limits of what is rendered."""

    says = N_("This text cannot be shown. Line %(trouble)s")
    status = 422


class NothingChanged(Refusal):
    says = N_("These are the words that hold already. Change them, or leave the page.")
    status = 422


class VersionTaken(Refusal):
    says = N_("Somebody else has published new words meanwhile. Look at them first; what you typed is still here.")
