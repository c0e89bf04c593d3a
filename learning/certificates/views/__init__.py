"""The pages of certificates: one's own and the public check, certifications as HR makes them, who is certified."""

from learning.certificates.views import certifications, holdings, proofs
from learning.certificates.views.blueprint import bp

__all__ = ["bp", "certifications", "holdings", "proofs"]
