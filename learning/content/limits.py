"""How much one file may hold. Whatever exceeds a limit is not read any further, so nothing slow ever starts."""

import re

from learning.content.findings import Log

FILE_BYTES = 128 * 1024
LINE_CHARACTERS = 2000
FILE_LINES = 4000
HEADER_LINES = 40
CHUNK_BYTES = 16 * 1024
OPEN_BRACKETS = 200
BACKTICKS = 8
QUOTE_DEPTH = 3
LIST_DEPTH = 4
HEADINGS = 300
QUESTIONS = 200
NODES = 60
DIMENSIONS = 12
CHOICES_A_PATH = 30
PATHS = 20_000
TABLE_COLUMNS = 8
TABLE_ROWS = 60
TITLE_CHARACTERS = 80
PATH_CHARACTERS = 200
IMAGE_BYTES = 2 * 1024 * 1024
COURSE_FILES = 2000
COURSE_BYTES = 100 * 1024 * 1024

FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ue000-\uf8ff]")
ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
BACKTICK_RUN = re.compile(f"`{{{BACKTICKS + 1},}}")
_BRACKET = re.compile(r"[\[\]]")
_QUOTE = re.compile(r"[ \t]*((?:>[ \t]?)+)")


def admit(raw: bytes, log: Log) -> list[str] | None:
    """The lines of a file, or None when it must not be read: too large, not UTF-8, hidden characters, endless lines."""
    if len(raw) > FILE_BYTES:
        log.add("S01", 1, limit=FILE_BYTES // 1024)
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        log.add("F01", raw[: error.start].count(b"\n") + 1)
        return None
    if text.count("\n") > FILE_LINES:
        log.add("S01b", FILE_LINES, limit=FILE_LINES)
        return None
    if text.startswith("\ufeff"):
        log.add("F02", 1)
        text = text[1:]
    lines = text.replace("\r\n", "\n").split("\n")
    _warn_of_zero_width(lines, log)
    return None if _exceeds(lines, log) else ZERO_WIDTH.sub("", "\n".join(lines)).split("\n")


def _warn_of_zero_width(lines: list[str], log: Log) -> None:
    if not ZERO_WIDTH.search("\n".join(lines)):
        return
    for n, line in enumerate(lines, 1):
        if found := ZERO_WIDTH.search(line):
            log.add("F03", n, found.start() + 1, hex=f"{ord(found[0]):04X}")


def _exceeds(lines: list[str], log: Log) -> bool:
    text = "\n".join(lines)
    is_suspect = FORBIDDEN.search(text) or BACKTICK_RUN.search(text)
    for n, line in enumerate(lines if is_suspect or max(map(len, lines)) > LINE_CHARACTERS else (), 1):
        if len(line) > LINE_CHARACTERS:
            log.add("S02", n, LINE_CHARACTERS, limit=LINE_CHARACTERS)
        elif found := FORBIDDEN.search(line):
            log.add("S03", n, found.start() + 1, hex=f"{ord(found[0]):04X}")
        elif found := BACKTICK_RUN.search(line):
            log.add("S08", n, found.start() + 1, limit=BACKTICKS)
        else:
            continue
        return True
    return _paragraphs_exceed(lines, log)


class _Sizes:
    """How big the paragraph, the table and the file have become."""

    def __init__(self) -> None:
        self.chunk = self.depth = self.rows = self.headings = 0

    def take(self, line: str) -> None:
        if not line.strip():
            self.chunk = self.depth = self.rows = 0
            return
        self.chunk += len(line.encode()) + 1
        self.depth = _open_brackets(line, self.depth) if "[" in line or "]" in line else self.depth
        self.rows = self.rows + 1 if line.lstrip().startswith(("|", "｜")) else 0
        self.headings += line.startswith(("#", "＃"))


def _paragraphs_exceed(lines: list[str], log: Log) -> bool:
    sizes = _Sizes()
    for n, line in enumerate(lines, 1):
        sizes.take(line)
        if _is_too_much(sizes, line, n, log):
            return True
    return False


def _open_brackets(line: str, depth: int) -> int:
    for found in _BRACKET.finditer(line):
        depth = min(depth + 1, OPEN_BRACKETS + 1) if found[0] == "[" else max(depth - 1, 0)
        if depth > OPEN_BRACKETS:
            break
    return depth


def _is_too_much(sizes: _Sizes, line: str, n: int, log: Log) -> bool:
    if sizes.chunk > CHUNK_BYTES:
        log.add("S06", n, limit=CHUNK_BYTES // 1024)
    elif sizes.depth > OPEN_BRACKETS:
        log.add("S07", n)
    elif sizes.rows > TABLE_ROWS + 2 or (sizes.rows and _columns(line) > TABLE_COLUMNS):
        log.add("S05", n, cols=TABLE_COLUMNS, rows=TABLE_ROWS)
    elif sizes.headings > HEADINGS:
        log.add("S04", n, limit=HEADINGS)
    elif ">" in line and quote_depth(line) > QUOTE_DEPTH:
        log.add("S09", n, limit=QUOTE_DEPTH)
    else:
        return False
    return True


def _columns(line: str) -> int:
    return len(re.findall(r"(?<!\\)[|｜]", line.strip().strip("|｜"))) + 1


def quote_depth(line: str) -> int:
    found = _QUOTE.match(line)
    return found[1].count(">") if found else 0
