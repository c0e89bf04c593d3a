"""How a number is written and read, how a name is masked, what a digest is over."""

import hashlib
import json
import re
import unicodedata
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
NUMBER = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
MISREAD = str.maketrans("OIL", "011")
NOBODY = "Z" * 26
"""No number is ever this one (the first character ends at 7): looked up for whatever cannot be a number."""
STAR = "＊"


def written(bits: int) -> str:
    """128 bits as 26 characters."""
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(125, -1, -5))


def read_number(text: str) -> str | None:
    """The number somebody typed, in any case, with spaces and hyphens, O for 0 and I or L for 1; None if it cannot be one."""
    folded = unicodedata.normalize("NFKC", text[:200]).upper()
    number = re.sub(r"[\s‐-―−_-]+", "", folded).translate(MISREAD)
    return number if NUMBER.fullmatch(number) else None


def grouped(number: str) -> str:
    """As printed: groups of four."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def masked(name: str) -> str:
    """林晓雯 → 林＊＊, Lin Xiaowen → L. X.: enough for whoever knows the holder, too little for a list of names."""
    if re.search(r"[㐀-鿿豈-﫿𠀀-𳿿]", name):
        return name[:1] + "".join(letter if letter in "·•・ " else STAR for letter in name[1:])
    return " ".join(f"{part[0].upper()}." for part in re.split(r"[\s·・-]+", name.strip()) if part)


def canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(number: str, issued_at: datetime, printed: dict[str, Any]) -> str:
    """What ``proof.sha256`` must be: over the number, the moment and the words as printed."""
    return hashlib.sha256(canonical({"number": number, "issued_at": issued_at.isoformat(), "printed": printed})).hexdigest()


def did_document(did: str, multikeys: Iterable[str]) -> dict[str, Any]:
    """What an issuer of the kind did:web publishes: its keys, each of which may vouch for a credential."""
    methods = [{"id": f"{did}#{key}", "type": "Multikey", "controller": did, "publicKeyMultibase": key} for key in multikeys]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def version_of(baseline: str) -> int:
    """The 版本 in ``completion:<course>:<版本>``."""
    return int(baseline.rpartition(":")[2])


@dataclass
class Window:
    """At most ``most`` acts a key within ``span``. Lives in one process: with n workers a stranger has at most n × ``most``.

    GET writes nothing, so the public check counts here and not in the database; 128 random bits do not fear the factor n.
    """

    most: int
    span: timedelta
    keys: int = 10_000
    seen: dict[str, deque[datetime]] = field(default_factory=dict)

    def admits(self, key: str, at: datetime) -> bool:
        """Count one act of this key; False when the window is full (the act is not counted then)."""
        acts = self.seen.pop(key, None) or deque()
        while acts and acts[0] <= at - self.span:
            acts.popleft()
        self.seen[key] = acts  # last in, so that the longest unseen key is the first to be forgotten
        if len(self.seen) > self.keys:
            self.seen.pop(next(iter(self.seen)))
        if len(acts) >= self.most:
            return False
        acts.append(at)
        return True
