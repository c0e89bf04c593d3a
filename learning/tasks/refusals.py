"""The named "no" of tasks."""

from learning.base.refusals import N_, Refusal


class TooLong(Refusal):
    says = N_("At most %(most)s characters; yours has %(n)s. Nothing was saved, and nothing you typed is gone: shorten it.")
    status = 422


class ControlCharacters(Refusal):
    says = N_("This contains invisible control characters. Please type it again.")
    status = 422


class FileTooLarge(Refusal):
    says = N_("The file %(name)s is larger than %(most)s MB. Send a smaller picture, or fewer pages.")
    status = 422


class NotThisKind(Refusal):
    says = N_(
        "The file %(name)s is no JPEG, PNG or WebP picture and no PDF, whatever its name says. Take a photo, or save it as a PDF."
    )
    status = 422


class PictureTooLarge(Refusal):
    says = N_("The picture %(name)s has more than %(most)s million points. Send a smaller one.")
    status = 422


class TooManyWorkFiles(Refusal):
    says = N_("At most %(most)s files for one task. Remove one that is no longer needed.")
    status = 422


class NothingGiven(Refusal):
    says = N_("Write a note or choose a file first.")
    status = 422


class AlreadySigned(Refusal):
    says = N_("This line is signed already. What is signed stays as it is.")


class NotYours(Refusal):
    says = N_("Nobody signs their own task. The head of the unit above does it.")
    status = 403


class NotReady(Refusal):
    says = N_("This task is not waiting for signatures. Its learner says when it is ready.")


class SayWhatIsMissing(Refusal):
    says = N_("Say in a sentence what is missing; the learner will read it.")
    status = 422
