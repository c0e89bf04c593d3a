"""Every write of certificates: certifying, what happens to a period, the paper."""

from learning.certificates.verbs.events import extend, resume, suspend, withdraw
from learning.certificates.verbs.issuing import issue, revoke
from learning.certificates.verbs.papers import follow_names, keep_paper, show_name, try_again
from learning.certificates.verbs.periods import certify_for_now, certify_overlooked, consider

__all__ = [
    "certify_for_now", "certify_overlooked", "consider", "extend", "follow_names", "issue", "keep_paper", "resume", "revoke",
    "show_name", "suspend", "try_again", "withdraw",
]  # fmt: skip
