"""Why a file is not made or not handed out."""

from learning.base.refusals import N_, Refusal


class TooManyFiles(Refusal):
    says = N_("You have %(most)s files being made already. Wait for one of them, or cancel it.")


class NoSuchFile(Refusal):
    """The file was cancelled, has expired or could not be made."""

    says = N_("This file is no longer kept. Ask for it again.")
    status = 410


class NoLongerYours(Refusal):
    says = N_("You no longer hold the role for what is in this file, so it is not handed out.")
    status = 403


class CouldNotBeMade(Refusal):
    says = N_("The file could not be made, though it was tried %(tries)s times. Please tell whoever runs this site.")
