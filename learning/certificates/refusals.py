"""The named "no" of certificates."""

from learning.base.refusals import N_, Refusal


class ReasonMissing(Refusal):
    says = N_("Say in a sentence why the certificate is revoked; the holder will read it.")
    status = 422


class PaperWithdrawn(Refusal):
    says = N_("This certificate was revoked. Its paper is no longer given out; the number still says so to whoever checks it.")


class MissingGlyphs(Refusal):
    says = N_("The paper cannot be printed: our fonts do not have %(missing)s. Tell HR; the certificate itself is valid.")


class PaperFailed(Refusal):
    says = N_("The paper could not be printed. It has been written down for support; the certificate itself is valid.")


class PaperOfCrowd(Refusal):
    says = N_("A large demonstration bank prints no papers for its many invented people; the certificate itself is valid.")


def of_paper(kept: str) -> Refusal:
    """The refusal kept beside a paper: its name, then what fills the gap."""
    kind, _, missing = kept.partition(" ")
    if kind == PaperOfCrowd.__name__:
        return PaperOfCrowd()
    return MissingGlyphs(missing=missing) if kind == MissingGlyphs.__name__ else PaperFailed()
