"""Pure decisions about one's own record."""

from learning.records.rules.transcript import FORMAT, KINDS, MARKS, STATES, Entry, Holder, Transcript, plain

__all__ = ["FORMAT", "KINDS", "MARKS", "STATES", "Entry", "Holder", "Transcript", "plain"]
