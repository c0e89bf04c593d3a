"""One item: shown without its key, answered, marked as an exact fraction, counted. Used by every way to do a step."""
