"""Papers by typst: one compiler a thread, the fonts that are shipped and those the bank put beside them, none of the machine's.

Only jobs load this module: the compiler costs memory that no web worker has to pay.
"""

import json
import logging
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

import pylopdf_fonts_zh_cn
import typst
from fontTools.ttLib import TTFont, TTLibError

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
SERIF = "NotoSerifSC-Regular.otf"

log = logging.getLogger(__name__)
_own = threading.local()
FontFiles = tuple[tuple[str, float], ...]


def compiled(template: Path, words: dict[str, Any], *, own_fonts: Path | None = None, **how: Any) -> bytes:
    """The template filled with ``words``: it reads them as JSON, so that nothing a person typed is ever markup.

    ``own_fonts``: a folder of the bank's fonts. ``how``: what typst wants to know, such as ``format`` and ``timestamp``.
    """
    sheet = {"sheet": json.dumps(words, ensure_ascii=False)}
    return cast(bytes, _compiler(template, _font_files(own_fonts)).compile(sys_inputs=sheet, **how))


def _font_files(own: Path | None) -> FontFiles:
    """The bank's font files, each with its age: whoever replaces one needs not start the worker anew."""
    found = sorted(own.glob("*.[ot]t[fc]")) if own else []
    return tuple((str(file), file.stat().st_mtime) for file in found)


def _compiler(template: Path, own_fonts: FontFiles) -> typst.Compiler:
    """One a thread: a compiler borrowed by two threads fails. Anew for another template, or when the bank's fonts change."""
    if getattr(_own, "made_of", None) != (template, own_fonts):
        folders = [str(FONTS), *sorted({str(Path(file).parent) for file, _ in own_fonts})]
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
        _own.compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=fonts, ignore_system_fonts=True)
        _own.made_of = template, own_fonts
    compiler: typst.Compiler = _own.compiler
    return compiler


def texts(value: Any) -> list[str]:
    """Every text in what a template is filled with."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for part in parts for text in texts(part)]


def missing(texts: Iterable[Any], own_fonts: Path | None = None) -> str:
    """The characters of these texts that no font has, each once; typst would print a boxed cross without a word."""
    wanted = {letter for text in texts if isinstance(text, str) for letter in text}
    known = _known(_font_files(own_fonts))
    return " ".join(sorted(letter for letter in wanted if ord(letter) not in known or unicodedata.category(letter)[0] == "C"))


@lru_cache(maxsize=2)
def _known(own_fonts: FontFiles) -> frozenset[int]:
    """What our fonts and the bank's can draw: for each paper the same tens of thousands."""
    return _glyphs((str(FONTS / SERIF), 0.0)).union(*map(_glyphs, own_fonts))


@cache
def _glyphs(file: tuple[str, float]) -> frozenset[int]:
    """What a font file can draw; one that cannot be read can draw nothing."""
    try:
        with Path(file[0]).open("rb") as stream, TTFont(stream, fontNumber=0, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        log.warning("the font %s cannot be read", file[0])
        return frozenset()
