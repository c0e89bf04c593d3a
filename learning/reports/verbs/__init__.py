"""Every write of reports: the sums and the past, and the views somebody keeps."""

from learning.reports.verbs.renewing import renew
from learning.reports.verbs.saving import drop_view, save_view
from learning.reports.verbs.staleness import everything_changed, people_changed

__all__ = ["drop_view", "everything_changed", "people_changed", "renew", "save_view"]
