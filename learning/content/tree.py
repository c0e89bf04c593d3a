"""A content folder on disk, as bytes by path. Follows no link and reads nothing that is too large; writes a file whole."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from tempfile import mkstemp

from learning.content.findings import Finding, finding
from learning.content.limits import COURSE_BYTES, COURSE_FILES, FILE_BYTES, IMAGE_BYTES

MOST_FILES = 20 * COURSE_FILES
MOST_BYTES = 10 * COURSE_BYTES
DEEPEST = 6


def tree_of(path: Path) -> tuple[dict[str, bytes], list[Finding]]:
    """Everything in a content folder, and what was not read: links, too many files. `courses` means its parent."""
    tree: dict[str, bytes] = {}
    refused: list[Finding] = []
    pending = [(path.parent if path.name == "courses" else path, "")]
    while pending:
        folder, prefix = pending.pop()
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            name = f"{prefix}{entry.name}"
            mode = entry.stat(follow_symlinks=False).st_mode
            if S_ISLNK(mode):
                refused.append(finding(name, 1, 1, "A10"))
            elif S_ISDIR(mode) and not entry.name.startswith(".") and name.count("/") < DEEPEST:
                pending.append((folder / entry.name, f"{name}/"))
            elif S_ISREG(mode):
                tree[name] = _read(folder / entry.name)
        if len(tree) > MOST_FILES or sum(map(len, tree.values())) > MOST_BYTES:
            refused.append(finding(prefix or ".", 1, 1, "S13", count=COURSE_FILES, size=COURSE_BYTES >> 20))
            break
    return tree, refused


def _read(path: Path) -> bytes:
    """One byte more than allowed is enough to know that a file is too large."""
    most = FILE_BYTES if path.suffix == ".md" else IMAGE_BYTES
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most + 1)


def within(path: Path) -> tuple[Path, str]:
    """The content folder that a file or folder belongs to, and its path in there (empty for the whole)."""
    here = path.absolute()
    for folder in (here, *here.parents):
        if folder.name == "courses" or (folder / "courses").is_dir():
            home = folder.parent if folder.name == "courses" else folder
            below = "" if here == folder else here.relative_to(home).as_posix()
            return home, below
    return (here, "") if here.is_dir() else (here.parent, here.name)


def write(path: Path, content: bytes) -> None:
    """The whole file or nothing: whoever reads it meanwhile finds the old one or the new one."""
    descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    waiting = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        waiting.chmod(path.stat().st_mode)
        waiting.replace(path)
    except OSError:
        waiting.unlink(missing_ok=True)
        raise
