"""Why no demonstration bank was made."""

from learning.base.refusals import N_, Refusal


class NotEmpty(Refusal):
    says = N_("A demonstration bank is made in an empty database only, and people are in this one already.")


class NothingToTeach(Refusal):
    says = N_("Publish the courses first; a bank without courses has no history to show.")


class TooSmall(Refusal):
    says = N_("A demonstration bank of %(branches)s branches needs at least %(least)s staff.")


class TooFewBranches(Refusal):
    says = N_("A demonstration bank needs at least two branches.")
