"""What the linter says, by code. A letter after the number is another sentence for the same rule (`H07b`)."""

from collections.abc import Mapping

from learning.content.messages.en import EN, EN_NEAR
from learning.content.messages.zh import NEAR, ZH

CODES = frozenset(key[:3] for key in ZH)


def severity_of(key: str) -> str:
    return ZH[key][0]


def message(key: str, gaps: Mapping[str, object], lang: str) -> str:
    sentence, near = (EN[key], EN_NEAR) if lang == "en" else (ZH[key][2:], NEAR)
    text = sentence.format_map(gaps)
    return text + near.format(near=gaps["near"]) if gaps.get("near") else text
