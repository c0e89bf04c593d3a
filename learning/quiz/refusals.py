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
