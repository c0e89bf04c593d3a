"""Reading: a lesson, where one was, one's own notes and bookmarks, and the questions inside the text."""
