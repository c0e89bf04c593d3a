"""One's own record as files: tables, and the transcript as a paper to hand in."""
