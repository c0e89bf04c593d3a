"""What a lesson refuses."""

from learning.base.refusals import N_, BadInput


class NoteTooLong(BadInput):
    says = N_("A note holds at most %(most)s characters. Shorten it and save again.")


class NotAPlace(BadInput):
    says = N_("This place in the lesson cannot be read. Open the lesson again.")
