"""Every read of one's own record."""

from learning.records.queries.transcript import holder, transcript

__all__ = ["holder", "transcript"]
