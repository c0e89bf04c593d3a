"""Named "no" of publishing."""

from collections.abc import Sequence
from typing import Any

from learning.base.refusals import N_, BadInput, Refusal


class HasErrors(Refusal):
    """The tree has linter errors. ``findings`` are all of them; nothing was published."""

    says = N_("Not published: %(n)s errors. Run flask content check to see each with its place and cure.")

    def __init__(self, findings: Sequence[Any]) -> None:
        self.findings = findings
        super().__init__(n=len(findings))


class MayNotPublish(Refusal):
    says = N_("%(number)s may not publish: the trainer role is missing, or the account is not active.")


class NobodyNamed(Refusal):
    says = N_("Say who publishes: --by and a staff number. “system” is only for the first edition and for the demonstration bank.")


class CannotBeWritten(Refusal):
    says = N_("%(path)s cannot be written: %(why)s. What was tidied before it stays tidied; run the command again.")


class FolderIsNotEmpty(Refusal):
    says = N_("%(path)s is not empty. Export into a new folder.")


class NothingPublished(Refusal):
    says = N_("Nothing is published yet.")


class EmptySentence(BadInput):
    says = N_("Write one sentence about what is unclear or wrong.")


class SentenceTooLong(BadInput):
    says = N_("At most %(most)s characters, please.")
