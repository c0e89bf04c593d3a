"""Where the links of a course lead. Authors write file paths; learners get addresses built from ids."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from learning.content.findings import Log, Mute
from learning.content.limits import IMAGE_BYTES
from learning.content.links import Link, links, rewritten
from learning.content.scanner import Line, fenced
from learning.content.sources import Source

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".svg")
PAGES = {"lesson": "lessons", "quiz": "quizzes", "roleplay": "roleplay", "meeting": "meetings", "task": "tasks"}


@dataclass(frozen=True)
class Target:
    """A file of the course, and the id of a heading in it if one is named."""

    kind: str
    item_id: str
    anchor: str = ""


@dataclass
class Resolver:
    """Knows every file and id of one course. `used` gathers the assets that some text shows."""

    course: str
    folder: str
    sources: Mapping[str, Source]
    assets: Mapping[str, int]
    used: set[str] = field(default_factory=set)
    known: dict[tuple[bool, str, str], str | None] = field(default_factory=dict)

    def check(self, lines: Iterable[Line], source: Source) -> None:
        """Every finding about links and images in these lines."""
        for line, is_code in fenced(lines):
            if is_code or "](" not in line.text or source.log.is_full:
                continue
            for link in links(line.text):
                self._check_link(link, line.n, source)

    def _check_link(self, link: Link, n: int, source: Source) -> None:
        if link.is_image:
            self._check_image(link, n, source)
        elif link.url.startswith(("https:", "mailto:")):
            source.log.add("A03", n, link.col)
        else:
            self.target(link.url, source.path, source.log, n, link.col)

    def _check_image(self, link: Link, n: int, source: Source) -> None:
        log, path = source.log, self._path(link.url, source.path)
        if not link.text.strip():
            log.add("A06", n, link.col)
        if not path or not path.startswith(f"{self.folder}/assets/"):
            log.add("A01", n, link.col)
        elif not path.lower().endswith(IMAGE_SUFFIXES):
            log.add("A07", n, link.col)
        elif path not in self.assets:
            log.add("A05", n, link.col, path=link.url[:120], near=self._near(path, self.assets, link.url, log))
        elif self.assets[path] > IMAGE_BYTES:
            log.add("A08", n, link.col)
        self.used.add(path or "")

    def target(self, url: str, path: str, log: Log | None = None, n: int = 0, col: int = 1) -> Target | None:
        """What a relative link points at; None, with a finding, when it points at nothing."""
        log = log or Mute()
        where, _, anchor = url.partition("#")
        if not url or ":" in url or url.startswith(("/", "\\")):
            log.add("A02", n, col, url=url[:120])
            return None
        full = self._path(where, path) if where else self._original(path)
        if full is None or not full.startswith(f"{self.folder}/"):
            log.add("A04", n, col)
            return None
        found = self.sources.get(self._original(full))
        if found is None:
            log.add("A05", n, col, path=where[:120], near=self._near(full, self.sources, where, log))
            return None
        ids = {heading.id for heading in found.headings if heading.id}
        if anchor and anchor not in ids:
            log.add("A09", n, col, path=where[:120], id=anchor[:60], near=log.near(anchor, ids))
            return None
        return Target(found.place.kind, found.header.text("id"), anchor)

    def file(self, url: str, path: str) -> str:
        """The Chinese file that a link names."""
        return self._original(self._path(url.partition("#")[0], path) or "")

    def _path(self, url: str, path: str) -> str | None:
        full = posixpath.normpath(posixpath.join(posixpath.dirname(path), url))
        return None if full.startswith(("..", "/")) or "\\" in url else full

    def _original(self, path: str) -> str:
        return path[:-6] + ".md" if path.endswith(".en.md") else path

    def _near(self, full: str, known: Iterable[str], written: str, log: Log) -> str | None:
        meant = log.near(posixpath.basename(full), {posixpath.basename(path) for path in known})
        return posixpath.join(posixpath.dirname(written), meant) if meant else None

    def settle(self, text: str, source: Source) -> str:
        """The text with addresses in place of file paths; a link that leads nowhere becomes its words."""
        if "](" not in text:
            return text
        lines = [Line(n, line) for n, line in enumerate(text.split("\n"), 1)]
        return "\n".join(
            line.text if is_code else rewritten(line.text, lambda link: self._settled(link, source))
            for line, is_code in fenced(lines)
        )

    def _settled(self, link: Link, source: Source) -> str:
        key = (link.is_image, link.url, source.path)
        if key not in self.known:
            self.known[key] = self.image(link.url, source) if link.is_image else self.address(link.url, source)
        url = self.known[key]
        return link.pointing(url) if url else link.text

    def address(self, url: str, source: Source) -> str | None:
        if url.startswith(("https:", "mailto:")):
            return url
        target = self.target(url, source.path)
        if target is None or target.kind not in (*PAGES, "course"):
            return None
        anchor = f"#s-{target.anchor}" if target.anchor else ""
        if url.startswith("#"):
            return anchor
        page = f"{PAGES[target.kind]}/{target.item_id}" if target.kind in PAGES else ""
        return f"/courses/{self.course}/{page}{anchor}"

    def image(self, url: str, source: Source) -> str | None:
        """English text shows `name.en.png` where it is there."""
        path = self._path(url, source.path)
        if not path or path not in self.assets or not path.startswith(f"{self.folder}/assets/"):
            return None
        stem, dot, suffix = path.rpartition(".")
        translated = f"{stem}.en{dot}{suffix}"
        if source.place.lang == "en" and translated in self.assets:
            path = translated
        return f"/courses/{self.course}/assets/{posixpath.basename(path)}"
