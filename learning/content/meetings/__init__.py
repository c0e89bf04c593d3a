"""Morning meetings: read from their files in both languages, and timed."""
