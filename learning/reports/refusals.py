"""What the reports refuse, and the sentence that says what to do."""

from learning.base.refusals import N_, BadInput


class NoSuchDay(BadInput):
    says = N_("This is not a day the report can show. Choose a day until today, written like 2026-03-31.")


class NoSuchChoice(BadInput):
    says = N_("The report has no such filter. Choose again from the lists.")
