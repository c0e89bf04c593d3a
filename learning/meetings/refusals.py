"""The named "no" of meetings."""

from learning.base.refusals import N_, BadInput, Refusal


class AlreadyHeld(Refusal):
    says = N_("This meeting has been held today, and its record is closed. Void it with a reason if it has to be held again.")


class NotYoursToLead(Refusal):
    says = N_("Only today's host or the branch head leads this meeting. Ask one of them to start it.")
    status = 403


class NoSuchScript(Refusal):
    says = N_("This script is not among the published ones any more. Choose another.")


class NotOpen(Refusal):
    says = N_("This meeting is over. Its record is not changed any more; a remark can be added to it.")


class MidnightClosedIt(Refusal):
    says = N_("Nobody closed this meeting, so midnight did. Its record says so; a remark can be added to it.")


class AlreadyGoneOn(Refusal):
    says = N_("Another device has already gone on. The page shows where the meeting stands now.")


class SayWhy(Refusal):
    says = N_("Please say why in one sentence. Nothing was changed.")
    status = 422


class TooLong(Refusal):
    says = N_("At most %(most)s characters; yours has %(n)s. Nothing was saved, and nothing you typed is gone: shorten it.")
    status = 422


class NotOfThisBranch(Refusal):
    says = N_("This colleague has no post in the branch today. Guests come in with the code on the wall.")
    status = 422


class RoundsDoNotFit(Refusal):
    says = N_("Write how many rounds there were, 1 to 99, and how many of them were right, at most as many.")
    status = 422


class WrongCode(BadInput):
    says = N_("No meeting has this code. Read it from the wall again: six letters and digits.")


class OldCode(BadInput):
    says = N_("This code is too old: it changes every 40 seconds. Read the wall again.")


class NotMissed(Refusal):
    says = N_("There is nothing to catch up here: you were at this meeting.")


class NoQuestion(Refusal):
    says = N_("No question fits this meeting. Tell your trainer; until then, ask a colleague who was there.")


class OnlyHeads(Refusal):
    says = N_("A closed record can be voided only by the branch head. Ask yours.")
    status = 403


class DayIsPast(Refusal):
    says = N_("This day is over. Plan today or a later day.")


class NoSuchDay(BadInput):
    says = N_("This is no day of the calendar. Choose one, as in 2026-03-02.")


class DayHasOne(Refusal):
    says = N_("On this day a meeting of this kind has been held or planned already. Look at the calendar again.")


class HostAway(Refusal):
    says = N_("This colleague is not at work in the branch on that day. Choose another host.")


class ExtraNotWhole(Refusal):
    says = N_("A part added for the day needs a title and its minutes, 1 to %(most)s; or neither of them.")
    status = 422


class CardNotWhole(Refusal):
    says = N_("Give points in every row, none more than stands beside it. Nothing was saved.")
    status = 422


class NotOfOneself(Refusal):
    says = N_("Nobody fills the card of a meeting that they led themselves.")
    status = 403


class NotOverYet(Refusal):
    says = N_("The card is filled when the meeting is closed.")
