"""What the reports refuse, and the sentence that says what to do."""

from learning.base.refusals import N_, BadInput, Refusal


class NoSuchDay(BadInput):
    says = N_("This is not a day the report can show. Choose a day until today, written like 2026-03-31.")


class NoSuchChoice(BadInput):
    says = N_("The report has no such filter. Choose again from the lists.")


class TooManyViews(Refusal):
    says = N_("You keep %(most)s views already. Drop one first, or save under a name that you have.")


class CannotBePrinted(Refusal):
    says = N_(
        "The report cannot be printed: our fonts do not have %(missing)s. CSV and XLSX say the same; an administrator can put a "
        "font that has the character into the folder “fonts” of the bank's data."
    )
