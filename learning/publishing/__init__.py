"""Editions: what is live, what was live, who published it and why; and what readers said was unclear."""
