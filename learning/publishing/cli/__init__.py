"""``flask content``: check, fmt, stats, publish, export. PATH is the content folder; one named ``courses`` means its parent."""

from learning.publishing.cli import counting, editions, tidying
from learning.publishing.cli.group import content

__all__ = ["COMMANDS", "counting", "editions", "tidying"]

COMMANDS = [content]
