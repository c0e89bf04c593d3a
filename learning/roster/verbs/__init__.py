"""Every write of the roster."""

from learning.roster.verbs.applying import apply
from learning.roster.verbs.asking import (
    JOB,
    ask_apply,
    ask_undo,
    beat,
    claim,
    drop,
    finish,
    give_up,
    is_many,
    keep_plan,
    refuse,
    send,
)
from learning.roster.verbs.undoing import undo

__all__ = [
    "JOB",
    "apply",
    "ask_apply",
    "ask_undo",
    "beat",
    "claim",
    "drop",
    "finish",
    "give_up",
    "is_many",
    "keep_plan",
    "refuse",
    "send",
    "undo",
]
