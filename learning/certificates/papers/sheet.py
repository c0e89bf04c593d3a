"""The certificate as a PDF, by typst. Only jobs load this module: the compiler costs memory that no web worker has to pay.

The same proof and address give the same bytes: fixed timestamp, no fonts of the machine but what the bank put in its folder,
an ornament drawn from the number.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
import segno

from learning.base import typesetting
from learning.certificates import rules
from learning.certificates.refusals import MissingGlyphs

SHEET = Path(__file__).parents[3] / "templates" / "certificates" / "certificate.typ"
STANDARDS = ["a-2a", "ua-1"]
"""For the archive, and tagged for screen readers: the paper must be readable in thirty years, and aloud."""

MASK = 3
"""The pattern laid over every QR code. Weighing all eight takes five times as long, for a code that no reader finds hard."""


def certificate(printed: dict[str, Any], address: str, *, own_fonts: Path | None = None) -> bytes:
    """The PDF of the words as printed, its QR code leading to ``address``. ``own_fonts``: a folder of the bank's fonts.

    Refuses characters that neither our fonts nor the bank's have.
    """
    timestamp = _morning(printed["issued_on"])
    return _compiled(printed, address, own_fonts, format="pdf", pdf_standards=STANDARDS, timestamp=timestamp)


def picture(printed: dict[str, Any], address: str, *, ppi: float = 96) -> bytes:
    """The same sheet as PNG: to look at, and for the tests to scan."""
    return _compiled(printed, address, None, format="png", ppi=ppi)


def _compiled(printed: dict[str, Any], address: str, own_fonts: Path | None, **how: Any) -> bytes:
    if lacking := missing(printed.values(), own_fonts):
        raise MissingGlyphs(missing=lacking)
    return typesetting.compiled(SHEET, _sheet(printed, address), own_fonts=own_fonts, **how)


def bound(papers: Iterable[bytes], into: BinaryIO, *, title: str) -> None:
    """Papers as they were made, one after the other in one file."""
    with pikepdf.new() as book:
        for paper in papers:
            with pikepdf.open(BytesIO(paper)) as one:
                book.pages.extend(one.pages)
        book.docinfo["/Title"] = title
        book.save(into, deterministic_id=True)


def _morning(day: str) -> datetime:
    return datetime.combine(datetime.fromisoformat(day).date(), time(), UTC)


def missing(texts: Iterable[Any], own_fonts: Path | None = None) -> str:
    """The characters of these texts that no font has, each once."""
    return typesetting.missing(texts, own_fonts)


def _sheet(printed: dict[str, Any], address: str) -> dict[str, Any]:
    day = datetime.fromisoformat(printed["issued_on"])
    until = printed.get("valid_until")
    petals, petal = rosette(printed["number"])
    return {
        **printed,
        "number": rules.grouped(printed["number"]),
        "issued": _day_zh(day), "issued_en": _day_en(day),
        "until": _day_zh(datetime.fromisoformat(until)) if until else "",
        "until_en": _day_en(datetime.fromisoformat(until)) if until else "",
        "fold": _fold(printed["course"]),
        "seal": seal(printed["bank"]),
        "site": re.sub(r"^https?://", "", address).rsplit("/", 1)[0],
        "address": address,
        "qr": _qr(address),
        "petals": petals, "petal": petal,
    }  # fmt: skip


def _day_zh(day: datetime) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _day_en(day: datetime) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _fold(course: str) -> list[str]:
    """What stands in the fold, a character a line: the course and 结业证书; a long title leaves only the latter."""
    title = course if re.fullmatch(r"[㐀-鿿]{2,10}", course) else ""
    return list(f"{title}结业证书")


def seal(bank: str) -> list[str]:
    """The characters of the seal in columns, the first column standing right, filled up with 印, 之印 or 专用章."""
    letters = re.sub(r"[^㐀-鿿]", "", bank)[:16] or "知礼"
    rows, columns = next((r, c) for r, c in ((2, 2), (3, 2), (3, 3), (4, 3), (4, 4)) if r * c >= len(letters))
    letters += {1: "印", 2: "之印", 3: "专用章"}.get(rows * columns - len(letters), "")
    return [letters[start : start + rows] for start in range(0, len(letters), rows)][:columns]


def _qr(address: str) -> str:
    return str(
        segno.make(address, error="m", micro=False, mask=MASK).svg_inline(border=0, dark="#1c211c", light=None, omitsize=True)
    )


@dataclass(frozen=True)
class Strand:
    """One closed line of the braid: radius, depth of its two waves and how often they go round; every petal is like the next."""

    radius: float
    deep: float
    often: int
    fine: float
    finely: int
    phase: float


def rosette(number: str) -> tuple[int, str]:
    """A guilloché that belongs to this number alone, as on a banknote: petals, braid and turn follow from it.

    How many petals, and one of them: the others are the same, turned. Drawing each anew took a third of a certificate's time.
    """
    seed = [rules.ALPHABET.index(letter) for letter in number]
    petals = 8 + sum(seed[:6]) % 5
    turn = math.tau * sum(seed[6:10]) / 124 / petals
    petal = "".join(f'<path d="{_path(strand)}"/>' for strand in _strands(petals, turn, seed))
    return petals, (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-60 -60 120 120" fill="none" stroke="#d9c69d" stroke-width="0.16" '
        f'stroke-linecap="round">{petal}</svg>'
    )


def _strands(petals: int, turn: float, seed: list[int]) -> Iterator[Strand]:
    fine, inner = petals * (4 + seed[11] % 2), petals * (3 + seed[12] % 2)
    for n in range(4):
        yield Strand(50.0, 3.6, petals, 4.2, fine, turn + math.tau * n / 4)
    for n in range(4):
        yield Strand(38.0, -5.5, petals, 4.0, inner, turn + math.tau * n / 4)
    for n in range(3):
        yield Strand(26.5, 3.4 + seed[13] % 3 * 0.4, petals, 2.8, inner, turn + math.tau * n / 3)


def _path(strand: Strand) -> str:
    """The line through one petal, four cubic curves a wave. ``phase`` shifts the fine wave against the petals: that is what braids.

    The handles before and after a point mirror each other, so only the first curve names both of its own.
    """
    steps = strand.finely * 4
    reach = math.tau / steps / 3
    (start, _, first), *rest = (_point(strand, math.tau * n / steps, reach) for n in range(steps // strand.often + 1))
    return f"M{start}C{first} " + "S".join(f"{before} {point}" for point, before, _ in rest)


def _point(strand: Strand, angle: float, reach: float) -> tuple[str, str, str]:
    """The point at this angle, and the two handles of its curve, before and after it."""
    petal, wave = strand.often * angle, strand.finely * angle + strand.phase
    radius = strand.radius + strand.deep * math.cos(petal) + strand.fine * math.cos(wave)
    growth = -strand.deep * strand.often * math.sin(petal) - strand.fine * strand.finely * math.sin(wave)
    at = complex(math.cos(angle), math.sin(angle))
    point, handle = radius * at, (growth + radius * 1j) * at * reach
    return _written(point), _written(point - handle), _written(point + handle)


def _written(point: complex) -> str:
    return f"{point.real:.2f} {point.imag:.2f}"
