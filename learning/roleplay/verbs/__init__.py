"""Every write of a solo run: beginning, practising from a place of a finished one, choosing a reply, coming to an end."""

from learning.roleplay.verbs.choosing import choose
from learning.roleplay.verbs.ending import do_step, end
from learning.roleplay.verbs.starting import begin, practise

__all__ = ["begin", "choose", "do_step", "end", "practise"]
