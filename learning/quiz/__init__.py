"""Papers drawn from a stored seed, attempts under the server's clock, answers saved as they are given, exact marks."""
