"""The certificate for machines: an Open Badges 3.0 credential, signed with the bank's key, verifiable without asking anybody.

A Data Integrity proof (``eddsa-rdfc-2022``): Ed25519 over the digests of the canonical RDF of proof options and credential. The
same certificate gives the same bytes as long as the key is the same. Loaded only when somebody asks for a credential.
"""

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld

from learning.base.keys import base58, multikey

CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
}
FOLDER = Path(__file__).parent / "contexts"


def credential(
    printed: dict[str, Any], *, issued_at: datetime, address: str, staff_number: str, salt: str, course: str
) -> dict[str, Any]:
    """What is to be signed. The holder is named by a salted digest of the staff number only; ``address`` is the public page."""
    site = address.rsplit("/verify/", 1)[0]
    until = {"validUntil": _last_moment(printed["valid_until"])} if printed.get("valid_until") else {}
    return {
        "@context": list(CONTEXTS),
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _both(printed["course"], printed["course_en"]),
        "issuer": {"id": "", "type": ["Profile"], "name": _both(printed["bank"], printed["bank_en"]), "url": f"{site}/"},
        "validFrom": _moment(issued_at),
        **until,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_hashed("userName", staff_number, salt)],
            "achievement": {
                "id": f"{site}/courses/{course}/",
                "type": ["Achievement"],
                "achievementType": "CertificateOfCompletion",
                "name": _both(printed["course"], printed["course_en"]),
                "description": f"完成“{printed['course']}”课程。Completion of the course “{printed['course_en']}”.",
                "criteria": {
                    "narrative": f"修毕“{printed['course']}”课程全部必修内容，成绩合格。"
                    f"Every required step of the course “{printed['course_en']}” completed, and its standard met."
                },
            },
            "result": [{"type": ["Result"], "status": "Completed"}],
        },
    }


def signed(unsigned: dict[str, Any], key: Ed25519PrivateKey, *, issuer: str, at: datetime) -> dict[str, Any]:
    """The credential with its issuer and its proof. ``issuer``: a did:web; empty: the did:key of the key itself."""
    name = multikey(key.public_key())
    whole = {**unsigned, "issuer": {**unsigned["issuer"], "id": issuer or f"did:key:{name}"}}
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": _moment(at),
        "verificationMethod": f"{whole['issuer']['id']}#{name}",
        "proofPurpose": "assertionMethod",
    }
    digests = _digest({"@context": whole["@context"], **options}) + _digest(whole)
    return {**whole, "proof": {**options, "proofValue": f"z{base58(key.sign(digests))}"}}


def _digest(document: dict[str, Any]) -> bytes:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    return hashlib.sha256(jsonld.normalize(document, options).encode()).digest()


def _load(address: str, _options: Any = None) -> dict[str, Any]:
    if address not in CONTEXTS:
        raise LookupError(f"{address} is no context of ours, and none is fetched")
    return {"contextUrl": None, "documentUrl": address, "document": _context(address), "contentType": "application/ld+json"}


@cache
def _context(address: str) -> Any:
    return json.loads((FOLDER / CONTEXTS[address]).read_text(encoding="utf-8"))


def _hashed(kind: str, identity: str, salt: str) -> dict[str, Any]:
    digest = hashlib.sha256(f"{identity}{salt}".encode()).hexdigest()
    return {"type": "IdentityObject", "hashed": True, "identityHash": f"sha256${digest}", "identityType": kind, "salt": salt}


def _both(zh: str, en: str) -> str:
    return zh if en in ("", zh) else f"{zh} · {en}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _last_moment(day: str) -> str:
    """The last day counts whole, wherever on earth it is read."""
    return _moment(datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC))
