"""Why terms are not taken."""

from learning.base.refusals import N_, BadInput, Refusal

TROUBLES: dict[str, str] = {
    "span": N_("Write a number from 1; at most 50 years."),
    "grace": N_("Write a number of days from 0 to 366."),
    "courses": N_("Choose at least one course."),
    "window": N_("The renewal opens before the certificate begins: its window must be shorter than the validity."),
    "minimum": N_("With fixed days say how long everybody holds it at least."),
    "minimum-long": N_("The minimum is longer than the validity. Make it shorter."),
    "minimum-short": N_("The minimum must be at least as long as the window, or the renewal would be open from the first day."),
    "key": N_("Use 2 to 40 small letters, digits and hyphens, beginning with a letter."),
    "key-taken": N_("A course or a certification has this key already. Choose another."),
    "no-course": N_("There is no such course any more. Choose another."),
    "version": N_("An edition that does not exist yet is asked. Choose one that is published."),
    "asked-by": N_("Choose a day after today, or leave it empty."),
}


class TermsRefused(BadInput):
    says = N_("This certification cannot be saved like this. Every place that must be put right has a sentence.")

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        super().__init__()


class TermsChanged(Refusal):
    says = N_("Somebody else has changed this certification since you opened it. Look at it again, then save.")


class CertificationEnded(Refusal):
    says = N_("This certification has ended. Nobody gets it any more; what people hold stays.")
