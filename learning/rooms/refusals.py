"""The ways in which live practice says no."""

from learning.base.refusals import N_, Refusal


class NoSuchCode(Refusal):
    says = N_("No room is open under “%(code)s”. Ask whoever opened it to read the six characters to you once more.")


class TooManyCodes(Refusal):
    says = N_("Too many codes were wrong. Wait ten minutes, then ask for the right one.")
    status = 429


class RoomFull(Refusal):
    says = N_("Every place in this room is taken. Ask whoever opened it to release one, or to open another room.")


class RoomOver(Refusal):
    says = N_("This room is closed: nothing can be changed in it any more.")


class RoleTaken(Refusal):
    says = N_("Somebody else has just taken this role. Choose another.")


class OneRoleOnly(Refusal):
    says = N_("You have a role in this room already. Give it back first.")


class TooLateToPlay(Refusal):
    says = N_("The scene has begun: its players are fixed. You can still watch.")


class CasesFirst(Refusal):
    says = N_("Pass the three sample cases before you observe; until then you can sit in, and your sheet does not count.")


class NotComplete(Refusal):
    says = N_("Somebody is still missing: a customer, the employee, and %(observers)s observer(s).")


class AlreadyStarted(Refusal):
    says = N_("The scene has begun already.")


class NotStarted(Refusal):
    says = N_("The scene has not begun yet.")


class RoleKept(Refusal):
    says = N_("Who has played or handed in a sheet stays in the room until its end.")


class AlreadyHandedIn(Refusal):
    says = N_("This sheet is handed in. It cannot be changed any more.")


class NotOffered(Refusal):
    says = N_("There is no such level or red line on this sheet. Choose one of those that are shown.")
    status = 422


class RowsMissing(Refusal):
    says = N_("Choose a level in every row. Still open: %(rows)s.")
    status = 422


class EvidenceMissing(Refusal):
    says = N_("Write down one sentence word for word: it is the evidence for your levels.")
    status = 422


class TooLongWords(Refusal):
    says = N_("At most %(most)s characters; these are %(n)s.")
    status = 422


class InvisibleCharacters(Refusal):
    says = N_("There are invisible characters in the text. Type it anew.")
    status = 422


class NothingWritten(Refusal):
    says = N_("Write a sentence first.")
    status = 422


class AlreadyCommented(Refusal):
    says = N_("Your comment stands already. It is kept as you wrote it.")


class NotYourRun(Refusal):
    says = N_("Somebody else signs a practice in which one was practised oneself, or in which one was the only observer.")


class AlreadyDecided(Refusal):
    says = N_("A branch head has decided about this practice already.")


class SayWhy(Refusal):
    says = N_("Write down why it does not count.")
    status = 422


class ChooseScene(Refusal):
    says = N_("Choose a role-play first.")
    status = 422


class NotPractised(Refusal):
    says = N_("This role-play cannot be practised live: it has no rubric, or is no longer in use.")


class NobodyWithNumber(Refusal):
    says = N_("Nobody of your branch has the staff number “%(number)s”.")
    status = 422


class SomebodyMissing(Refusal):
    says = N_("Name the employee and at least one observer by their staff numbers.")
    status = 422


class EverybodyOnce(Refusal):
    says = N_("Each person has one role: nobody plays and observes.")
    status = 422


class NotAnObserver(Refusal):
    says = N_("%(name)s has not passed the three sample cases: the sheet would not count.")
    status = 422


class DayAhead(Refusal):
    says = N_("Choose a day that is over or today.")
    status = 422
