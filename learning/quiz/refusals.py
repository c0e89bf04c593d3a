"""What a quiz refuses, in a sentence that says what to do."""

from learning.base.refusals import N_, BadInput, Refusal


class AttemptsUsedUp(Refusal):
    says = N_("You have used all %(attempts)s attempts. Please ask %(whom)s for one more.")


class NobodyToAsk(AttemptsUsedUp):
    """Nobody heads the person's branch."""

    says = N_("You have used all %(attempts)s attempts. Please ask your branch head or a trainer for one more.")


class NoQuestions(Refusal):
    says = N_("This quiz has no questions at the moment. Please tell the trainer.")


class TimeIsUp(Refusal):
    says = N_("Time is up. The quiz was handed in with the answers saved until then; this one came too late.")


class AlreadyHandedIn(Refusal):
    says = N_("This attempt has been handed in. Its answers cannot be changed any more.")


class AnswerShown(Refusal):
    says = N_("The right answer to this question has been shown. Your answer stays as it was.")


class NotYours(Refusal):
    says = N_("You cannot mark what you have written yourself.")


class MarkedMeanwhile(Refusal):
    says = N_("Somebody else has marked this answer meanwhile. Your marks were not needed; go on with the next one.")


class NotMarkedYet(Refusal):
    says = N_("This answer has no mark yet. A second marker can be asked for once it has one.")


class TooLateToAsk(Refusal):
    says = N_("A second marker can be asked for within %(days)s days after the marks came in. That time is over.")


class AlreadyAsked(Refusal):
    says = N_("A second marker has already been asked for this answer.")


class NotUsedUp(Refusal):
    says = N_("There are attempts left. One more can be granted when all are used up.")


class AttemptOpen(Refusal):
    says = N_("An attempt is still open. Let it be handed in first.")


class NotForOneself(Refusal):
    says = N_("Nobody grants an attempt to themselves. Please ask your branch head or another trainer.")


class NoLimit(Refusal):
    says = N_("This quiz may be taken as often as one likes. Nothing needs to be granted.")


class MarksMissing(BadInput):
    says = N_("Give points for each criterion.")


class NotThesePoints(BadInput):
    says = N_("Points go from 0 to %(most)s, in halves.")


class ReasonMissing(BadInput):
    says = N_("Please give a reason.")


class TextTooLong(BadInput):
    says = N_("This text is too long: at most %(most)s characters.")


class NoLateReason(BadInput):
    says = N_("Please say in a sentence why. The learner reads it.")


class LateReasonTooLong(BadInput):
    says = N_("The reason holds at most %(most)s characters. Shorten it and send it again.")


class BadSequence(BadInput):
    says = N_("The sequence number of an answer is a whole number from 0 to 9007199254740992.")


class BadKey(BadInput):
    says = N_("The key of an answer is a UUID.")


class NoSuchQuestion(BadInput):
    says = N_("This attempt has no question with that number.")
