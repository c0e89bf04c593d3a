"""`flask content fmt`: files as their authors meant them, in one layout. Never a word, never a meaning is changed."""
