"""Small chunks of Markdown into safe HTML: the engine with raw HTML off, then two sanitisers with one allow-list.

Links and images are made by our own pattern (`links.LINK`), not by the engine's, which is quadratic in `[` and
understands forms that the linter would not see. Nothing may touch the HTML after `sanitise`.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element

import bleach
import nh3
from markdown import Markdown
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor

from learning.content.allowed import ATTRIBUTES, PROTOCOLS, TAGS, is_allowed, kept_value
from learning.content.links import LINK, Link
from learning.content.unchanged import is_unchanged

RENDERER = 1

_BLOCKS_OFF = ("code", "setextheader", "hashheader", "reference", "hr")
_INLINE_OFF = (
    *("reference", "image_reference", "short_reference", "short_image_ref", "link", "image_link"),
    *("autolink", "automail", "html", "entity"),
)
_AMPERSAND = "\ue000"
_PRIVATE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\uf8ff]")
_WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2014\u2018-\u201d\u2026\U00020000-\U0003ffff]"
_PLAIN = re.compile(
    '(?:[A-Za-z\u4e00-\u9fff“‘《（【…"]|[0-9](?![0-9]*[.)]))'
    "[A-Za-z0-9\u4e00-\u9fff ，。：；？！（）“”‘’《》【】〔〕、—…·×→,.?!:;%/()+=\"'-]*"
)
_SOFT_BREAK = re.compile(f"(?<={_WIDE})\n(?={_WIDE})")


def is_plain(text: str) -> bool:
    """True when every character stands for itself, with the engine and with both sanitisers: then there is nothing to do.

    Most lines of a dialogue are so, and an edition with thousands of them is read in a fraction of the time.
    """
    return _PLAIN.fullmatch(text) is not None


def render_chunk(text: str) -> str:
    """Safe HTML of a paragraph, list, quote or table."""
    return sanitise(to_html(text))


@lru_cache(maxsize=20_000)
def to_html(text: str) -> str:
    """What the engine makes of it. Not safe by itself to show: `sanitise` comes last."""
    if is_plain(text) and not text.endswith(" "):
        return f"<p>{text}</p>"
    engine = _engine()
    engine.reset()
    try:
        html = engine.convert(_PRIVATE.sub("", text).replace("&", _AMPERSAND))
    except RecursionError:  # a line of `- - - - …`: the linter reports it, nothing is lost by showing it as it is
        del _local.engine  # it still believes to be inside all those lists
        return f"<p>{escape(text)}</p>"
    return _SOFT_BREAK.sub("", html).replace(_AMPERSAND, "&amp;")


def inline(text: str) -> str:
    html = to_html(text.replace("\n", " ").strip())
    return html[3:-4] if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1 else html


@lru_cache(maxsize=20_000)
def sanitise(html: str) -> str:
    """The first wall is spared what it would not change; the second is asked about everything."""
    return by_nh3(html if is_unchanged(html) else by_bleach(html))


def by_bleach(html: str) -> str:
    """The first wall. bleach has had no maintainer since June 2026, so it is not the last."""
    clean: str = _cleaner().clean(html)
    return clean


def by_nh3(html: str) -> str:
    """The second wall, one for the whole process: it keeps nothing of what it cleans."""
    clean: str = _NH3.clean(html)
    return clean


_NH3 = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=kept_value,
    url_schemes=PROTOCOLS,
    link_rel="noopener noreferrer",
    clean_content_tags={"script", "style"},
    strip_comments=True,
)
_local = threading.local()


def _cleaner() -> bleach.Cleaner:
    if not hasattr(_local, "cleaner"):
        _local.cleaner = bleach.Cleaner(tags=TAGS, attributes=is_allowed, protocols=PROTOCOLS, strip=True, strip_comments=True)
    return _local.cleaner


def _engine() -> Markdown:
    if not hasattr(_local, "engine"):
        _local.engine = _new_engine()
    return _local.engine


def _new_engine() -> Markdown:
    engine = Markdown(extensions=[TableExtension(use_align_attribute=True)], output_format="html")
    engine.preprocessors.deregister("html_block")
    for name in _BLOCKS_OFF:
        engine.parser.blockprocessors.deregister(name)
    for name in _INLINE_OFF:
        engine.inlinePatterns.deregister(name)
    engine.inlinePatterns.register(_Links(LINK.pattern, engine), "link", 160)
    engine.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)([^~\n]{1,400})~~", "del"), "del", 65)
    return engine


class _Links(InlineProcessor):  # type: ignore[misc]
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # noqa: N802 -- Markdown's name
        link = Link(m)
        if link.is_image:
            element = Element("img", {"src": link.url, "alt": link.text, "loading": "lazy"})
        else:
            element = Element("a", {"href": link.url})
            element.text = link.text
        return element, m.start(0), m.end(0)
