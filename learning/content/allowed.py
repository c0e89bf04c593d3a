"""The closed list of tags, attributes and values that authored HTML may have; both sanitisers ask here."""

import re

PROTOCOLS = {"https", "mailto"}
CALLOUTS = {f"callout-{kind}" for kind in ("title", "note", "tip", "important", "warning", "caution")}
CLASSES = CALLOUTS | {
    *("callout", "embed", "direction", "say", "who", "tone", "line", "checklist", "box"),
    *("wording", "yes", "no"),
}
ATTRIBUTES = {
    "ol": {"start"},
    "th": {"align", "class"},
    "td": {"align", "class"},
    "table": {"class"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "a": {"href"},
    "img": {"src", "alt", "loading"},
    "aside": {"class"},
    "div": {"class"},
    "span": {"class"},
    "p": {"class"},
    "ul": {"class"},
}
TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
    *("h2", "h3", "h4", "a", "img", "aside", "div", "span"),
}
_VALUES = {
    "start": re.compile(r"[0-9]{1,4}\Z"),
    "align": re.compile(r"(?:left|right|center)\Z"),
    "id": re.compile(r"s-[a-z0-9-]{1,40}\Z"),
    "href": re.compile(
        r"(?:https://[a-z0-9][^\s\\\"'<>]{0,1000}|mailto:[^\s\\\"'<>]{1,200}|#s-[a-z0-9-]{1,40}"
        r"|/courses/(?!\S*\.\.)[a-z0-9][a-z0-9/_.-]{0,200}(?:#s-[a-z0-9-]{1,40})?)\Z",
        re.IGNORECASE,
    ),
    "src": re.compile(r"/courses/[a-z0-9-]{1,40}/assets/(?!\S*\.\.)[A-Za-z0-9_.-]{1,100}\Z"),
    "loading": re.compile(r"lazy\Z"),
}


def is_allowed(tag: str, name: str, value: str) -> bool:
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    if name == "alt":
        return True
    if name == "class":
        return bool(value.split()) and CLASSES.issuperset(value.split())
    return _VALUES[name].match(value) is not None


def kept_value(tag: str, name: str, value: str) -> str | None:
    """nh3's form of the same question."""
    return value if is_allowed(tag, name, value) or (tag, name) == ("a", "rel") else None
