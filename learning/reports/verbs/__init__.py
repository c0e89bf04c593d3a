"""Every write of reports: the sums, and the views somebody keeps."""

from learning.reports.verbs.keeping import everything_changed, people_changed, renew
from learning.reports.verbs.saving import drop_view, save_view

__all__ = ["drop_view", "everything_changed", "people_changed", "renew", "save_view"]
