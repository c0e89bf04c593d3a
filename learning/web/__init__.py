"""Flask helpers: request, access, pages, sessions, language, headers. Knows no feature."""
