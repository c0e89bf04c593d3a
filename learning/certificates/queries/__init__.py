"""Every read of certificates: the numbered proofs, and who is certified in what."""

from learning.certificates.queries.holdings import (
    Effects,
    Holders,
    asking,
    effects,
    holders,
    holding,
    holdings,
    mine,
    proof_numbers,
    ready,
    whose,
)
from learning.certificates.queries.proofs import (
    A_PAGE,
    PRINTERS,
    READERS,
    Certificate,
    InUnit,
    Newest,
    certificates_of,
    held,
    in_unit,
    lacking_glyphs,
    newest,
    own,
    own_data,
    paper,
    papers,
    proof,
    public,
    unprinted,
    valid_in,
)

__all__ = [
    "A_PAGE", "PRINTERS", "READERS", "Certificate", "Effects", "Holders", "InUnit", "Newest", "asking", "certificates_of",
    "effects", "held", "holders", "holding", "holdings", "in_unit", "lacking_glyphs", "mine", "newest", "own", "own_data", "paper",
    "papers", "proof", "proof_numbers", "public", "ready", "unprinted", "valid_in", "whose",
]  # fmt: skip
