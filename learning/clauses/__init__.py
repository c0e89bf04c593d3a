"""One row for every clause of the standards seen kept or broken: everybody records downwards, everybody may read."""
