"""What the worker does for reminders, every minute of the hours in which messages leave. Killed anywhere, nothing goes twice."""

from learning.reminders.jobs.rounds import Round, Told, look, send_notices

__all__ = ["Round", "Told", "look", "send_notices"]
