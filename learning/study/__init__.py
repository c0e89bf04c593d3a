"""Assignments, assignees, step facts, completions: the one owner of progress. State is computed, never stored."""
