"""What cannot be taken as an answer."""

from learning.base.refusals import N_, BadInput


class BadAnswer(BadInput):
    says = N_("This answer cannot be read. Please check it.")


class NothingChosen(BadAnswer):
    says = N_("Choose an answer first, then check it.")


class AnswerTooLong(BadAnswer):
    says = N_("This answer is too long: at most %(most)s characters.")


class HiddenCharacters(BadAnswer):
    says = N_("This answer contains invisible control characters. Please type it again.")


class NoSuchChoice(BadAnswer):
    says = N_("This choice does not belong to the question. Please open the question again.")


class SamePlaceTwice(BadAnswer):
    says = N_("Two steps have been given the same place. Give each step a place of its own.")


class SamePartnerTwice(BadAnswer):
    says = N_("Two rows have been given the same partner. Each of them fits one row only.")


class NotANumber(BadAnswer):
    says = N_("Please write a number, for example 12 or 3.5.")


class CannotBeAnswered(BadAnswer):
    says = N_("A case is answered part by part. Please open one of its parts.")
