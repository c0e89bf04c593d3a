"""Every read of one's own record."""

from learning.records.queries.privacy import CURRENT, counts, is_unread, notice, own_data, read_of, versions
from learning.records.queries.transcript import holder, transcript

__all__ = ["CURRENT", "counts", "holder", "is_unread", "notice", "own_data", "read_of", "transcript", "versions"]
