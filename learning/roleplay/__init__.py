"""Role-plays played alone: a scene walked line by line in the text it began with, what it came to, and which lines are chosen."""
