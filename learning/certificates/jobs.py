"""What the worker does for certificates. Safe to repeat, by as many workers as there are."""

import logging
from datetime import datetime

from learning.base.engines import Sessions
from learning.base.refusals import Refusal
from learning.base.settings import Settings
from learning.certificates import papers, queries, verbs
from learning.certificates.models import Proof
from learning.certificates.refusals import MissingGlyphs, PaperFailed

log = logging.getLogger(__name__)

AT_ONCE = 50
LOOPBACK = "http://127.0.0.1:8000"
"""Where a QR code leads as long as nobody set LEARNING_BASE_URL: to a demonstration on this very machine."""


def print_papers(sessions: Sessions, settings: Settings, *, at: datetime) -> int:
    """Make the PDF of every proof that has none, and say how many were dealt with.

    The compiler runs outside any transaction, so that on SQLite nobody waits for it; each paper is kept in a transaction of
    its own, the first one wins. What cannot be printed is kept as a refusal and not tried again.
    """
    site, printed = (settings.base_url or LOOPBACK).rstrip("/"), 0
    while waiting := _waiting(sessions):
        printed += sum(_print(sessions, proof, f"{site}/verify/{proof.number}", at) for proof in waiting)
    return printed


def _waiting(sessions: Sessions) -> list[Proof]:
    with sessions.reader() as db:
        return queries.unprinted(db, AT_ONCE)


def _print(sessions: Sessions, proof: Proof, address: str, at: datetime) -> bool:
    pdf, refusal = None, None
    try:
        pdf = papers.certificate(proof.printed, address)
    except MissingGlyphs as no:
        refusal = _kept(no)
    except Exception:  # one odd name must not keep everybody else's paper waiting
        log.exception("the paper of proof %s could not be made", proof.id)
        refusal = _kept(PaperFailed())
    with sessions.writer() as db, db.begin():
        return verbs.keep_paper(db, proof.id, pdf=pdf, refusal=refusal, at=at)


def _kept(no: Refusal) -> str:
    return " ".join([type(no).__name__, *map(str, no.gaps.values())])[:400]
