"""What a run refuses, in a sentence that says what to do."""

from learning.base.refusals import N_, BadInput, Refusal


class NotPlayable(Refusal):
    says = N_("This role-play has no scene that can be played at the moment. Please tell the trainer.")


class Withdrawn(Refusal):
    says = N_("This role-play has been withdrawn. What you played of it stays in your record.")


class AlreadyChosen(Refusal):
    says = N_("Line %(n)s has been answered already, and that answer stands: %(words)s Here is where the scene is now.")


class NotThereYet(Refusal):
    says = N_("The scene has not come to line %(n)s yet. Here is where it is now.")


class RunIsOver(Refusal):
    says = N_("This run is over. Its choices cannot be changed any more.")


class RunIsOpen(Refusal):
    says = N_("This run is not over yet. Practise from one of its lines when it is.")


class PracticeLeft(Refusal):
    says = N_("This practice was left when another one was begun.")


class NotOffered(BadInput):
    says = N_("This choice was not offered. Choose one of those below.")


class NoLine(BadInput):
    says = N_("This run has no line with that number.")
