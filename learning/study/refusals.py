"""What study refuses, and the sentence that says what to do."""

from learning.base.refusals import N_, BadInput, Refusal


class NoSuchCourse(BadInput):
    says = N_("There is no such course. Choose one from the list.")


class CourseStopped(Refusal):
    says = N_("This course is no longer offered. Ask HR which one takes its place.")


class NobodyThere(Refusal):
    says = N_("Nobody in this unit holds this position today. Choose another unit or all positions.")


class DueInPast(BadInput):
    says = N_("The due date is in the past. Choose today or a later day.")


class NotYourAssignment(Refusal):
    says = N_("This assignment was made by HR. Only HR can end it.")
    status = 403


class AlreadyEnded(Refusal):
    says = N_("This assignment has already ended.")


class ReasonMissing(BadInput):
    says = N_("Write the reason in a few words. It stays in the records.")


class NoSuchDay(BadInput):
    says = N_("This is not a day until today. Write it like 2026-03-31.")
