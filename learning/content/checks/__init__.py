"""Rules that look at one line, or at a whole course; rules about one thing live where that thing is read."""
