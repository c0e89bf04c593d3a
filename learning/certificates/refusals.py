"""The named "no" of certificates."""

from learning.base.refusals import N_, BadInput, Refusal


class ReasonMissing(Refusal):
    says = N_("Say in a sentence why the certificate is revoked; the holder will read it.")
    status = 422


class NoReason(BadInput):
    says = N_("Write the reason in a few words. The holder reads it.")
    field = "reason"


class AlreadyCertified(Refusal):
    says = N_("This person is certified already. Extend what they hold instead.")


class NotRunning(Refusal):
    says = N_("This certificate has ended or never ends: nothing can be added to it. Whoever needs it again does the courses.")


class NotLater(BadInput):
    says = N_("Choose a day after the present end.")
    field = "until"


class TooFar(BadInput):
    says = N_("Choose a day that is not over, and at most a year away.")
    field = "until"


class AlreadyRests(Refusal):
    says = N_("It rests in these days already. Let it go on first, or choose days that do not overlap.")


class EndsBeforeItBegins(BadInput):
    says = N_("The last day is before the first. Choose a later one.")
    field = "until"


class BeforePeriod(BadInput):
    says = N_("The certificate did not count yet on that day. Choose a later one.")
    field = "from_on"


class RestsNot(Refusal):
    says = N_("It does not rest: there is nothing to resume.")


class PaperWithdrawn(Refusal):
    says = N_("This certificate was revoked. Its paper is no longer given out; the number still says so to whoever checks it.")


class MissingGlyphs(Refusal):
    says = N_(
        "The paper cannot be printed yet: our fonts do not have %(missing)s. HR corrects the name, or the administrator puts a "
        "font that has the character into the folder “fonts” of the bank's data; then it is printed by itself. The certificate "
        "itself is valid."
    )


class NothingToPrint(Refusal):
    says = N_("There is no paper to print here: nobody in this unit holds a valid certificate of this course with a paper.")


class TooManyPapers(Refusal):
    says = N_("%(n)s certificates are too many for one file; at most %(most)s. Choose a smaller unit.")


class PaperFailed(Refusal):
    says = N_("The paper could not be printed. It has been written down for support; the certificate itself is valid.")


class PaperOfCrowd(Refusal):
    says = N_("A large demonstration bank prints no papers for its many invented people; the certificate itself is valid.")


def of_paper(kept: str) -> Refusal:
    """The refusal kept beside a paper: its name, then what fills the gap."""
    kind, _, missing = kept.partition(" ")
    if kind == PaperOfCrowd.__name__:
        return PaperOfCrowd()
    if kind != MissingGlyphs.__name__:
        return PaperFailed()
    return MissingGlyphs(missing=" ".join(f"{letter} (U+{ord(letter):04X})" for letter in missing.split()))
