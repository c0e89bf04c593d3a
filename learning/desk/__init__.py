"""Each person's front page, the help of each role, what anybody may read, and whether the program is ready."""
