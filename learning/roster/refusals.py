"""Why a roster is not read, not applied, not undone."""

from learning.base.refusals import N_, BadInput, Refusal


class FileMissing(BadInput):
    says = N_("Choose a file first: a spreadsheet (.xlsx) or a table as text (.csv).")


class FileTooLarge(BadInput):
    says = N_("This file has more than %(most)s MB. Split it, or leave out what the roster does not need.")


class NotATable(BadInput):
    says = N_(
        "This file is neither a spreadsheet (.xlsx) nor a table as text (.csv). Save it anew in one of the two, and send that."
    )


class OldSpreadsheet(BadInput):
    says = N_("This is a spreadsheet in the old form (.xls). Save it as .xlsx, and send that.")


class FilePacked(BadInput):
    says = N_(
        "This file would unpack to more than %(most)s MB. It is not opened. Copy the table into a new workbook, and send that."
    )


class LockedSpreadsheet(BadInput):
    says = N_("This spreadsheet cannot be opened: it is damaged, or protected by a password. Save it without one, and send that.")


class TooManyRows(BadInput):
    says = N_("This file has more than %(most)s rows. Split it by branches, and send the parts one after the other.")


class NoHeads(BadInput):
    says = N_(
        "No row of headings was found in the first %(rows)s rows. One must name the columns, at least the staff number (工号)."
    )


class NobodyInIt(BadInput):
    says = N_("There is nobody in this file below its headings.")


class HeadTwice(BadInput):
    says = N_("The column %(column)s stands in this file twice. Delete one of them.")


class StillWrong(Refusal):
    says = N_("%(n)s rows cannot be read as they are. Nothing is applied before they are put right.")


class NothingToApply(Refusal):
    says = N_("There is nothing in this file that is not so already.")


class TooManyClosed(Refusal):
    says = N_("%(n)s of %(all)s colleagues would leave, more than one in twenty. Confirm that this is meant.")


class HasChanged(Refusal):
    says = N_(
        "Since this preview people or units have been changed. The file has been read again: look at what it would change now."
    )


class NotNow(Refusal):
    says = N_("This file is not waiting for that any more.")


class ChangedSince(Refusal):
    says = N_("It cannot be undone as a whole any more: %(n)s have been changed since (%(who)s).")


class NewerApplied(Refusal):
    says = N_("A newer file has been applied since. Undo that one first.")


class CouldNotBeRead(Refusal):
    says = N_("The file could not be worked on, though it was tried %(tries)s times. Please tell whoever runs this site.")
