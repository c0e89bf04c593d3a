"""Why a reminder is not sent."""

from learning.base.refusals import N_, Refusal


class NotUnsure(Refusal):
    says = N_("This message has been sent, or is on its way. It is not sent twice.")


class NoAddress(Refusal):
    says = N_("Your own entry has neither a mail address nor a mobile number to send a trial to. HR can add it.")


class TrialFailed(Refusal):
    says = N_("It was not taken: %(why)s")
    status = 502


class NoWayOut(Refusal):
    says = N_("Neither a mail server nor a bot is set up (LEARNING_SMTP, LEARNING_WECOM …): reminders stand in the bell only.")
