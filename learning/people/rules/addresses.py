"""Where a browser may be sent after sign-in."""

LONGEST_PATH = 1_000


def is_own_path(path: str) -> bool:
    """A path on this site: one leading slash, nothing a browser could read as another host, no control characters."""
    return (
        path.startswith("/")
        and not path.startswith("//")
        and len(path) <= LONGEST_PATH
        and "\\" not in path
        and all(letter.isprintable() for letter in path)
    )
