"""What study refuses, and the sentence that says what to do."""

from learning.base.refusals import N_, BadInput, Refusal


class NoSuchCourse(BadInput):
    says = N_("There is no such course. Choose one from the list.")


class CourseStopped(Refusal):
    says = N_("This course is no longer offered. Ask HR which one takes its place.")


class NobodyThere(Refusal):
    says = N_("Nobody fits this rule today. Change it, or say that it is meant for those who come later.")


class EverybodyThere(Refusal):
    says = N_("This rule takes everybody in the bank. Change it, or say that this is meant.")


class DueInPast(BadInput):
    says = N_("The due date is in the past. Choose today or a later day.")


class OfferHasDate(BadInput):
    says = N_("What is offered has no due date. Leave the date out, or make the course mandatory.")


class HiredBackwards(BadInput):
    says = N_("The first day of hiring is after the last one. Nobody was hired then.")


class DaysMissing(BadInput):
    says = N_("Say after how many days it is due: a number from 0 to %(most)s.")


class CertificateDayMissing(BadInput):
    says = N_("Say before which day the certificate ends.")


class UnitIsClosed(Refusal):
    says = N_("This unit is closed. Choose one that people work in.")


class BeingApplied(Refusal):
    says = N_("A change of this assignment is still being applied. Wait until it is done.")


class CouldNotBeApplied(Refusal):
    says = N_(
        "This could not be applied in %(tries)s attempts, and nothing was changed. Try again, or tell whoever keeps the program."
    )


class NothingChanged(Refusal):
    says = N_("Nothing was changed: the rule already says this.")


class NewerVersion(Refusal):
    says = N_("This assignment has been changed since. Go on with its newest version.")


class NothingToUndo(Refusal):
    says = N_("There is nothing to undo here.")


class NotForYourself(Refusal):
    says = N_("Nobody grants this to themselves. Ask another HR officer.")
    status = 403


class OnlyHR(Refusal):
    says = N_("Only HR can do this.")
    status = 403


class NotAsked(Refusal):
    says = N_("This person is not asked for this course with a date, so there is nothing to extend.")


class NotLater(BadInput):
    says = N_("The new date must be after %(day)s, the one that holds now.")


class AlreadyGranted(Refusal):
    says = N_("This person is exempted already.")


class NotGrantedAnyMore(Refusal):
    says = N_("This was taken back already.")


class NotYourAssignment(Refusal):
    says = N_("This assignment was made by HR. Only HR can change or end it.")
    status = 403


class AlreadyEnded(Refusal):
    says = N_("This assignment has already ended.")


class ReasonMissing(BadInput):
    says = N_("Write the reason in a few words. It stays in the records.")


class NoSuchDay(BadInput):
    says = N_("This is not a day until today. Write it like 2026-03-31.")
