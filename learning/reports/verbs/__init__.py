"""Keeping the sums and the past: what is stale is said in the transaction of a fact, and counted again later."""

from learning.reports.verbs.renewing import renew
from learning.reports.verbs.staleness import everything_changed, people_changed

__all__ = ["everything_changed", "people_changed", "renew"]
