"""The bank's keys, made at first start in the data folder: a temp file and a hard link, so that two starts agree on one."""

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def secret_key(folder: Path) -> str:
    """The key that signs links and device cookies."""
    return _made_once(folder / "secret.key", lambda: secrets.token_hex(32).encode()).decode()


def signing_key(folder: Path, name: str) -> Ed25519PrivateKey:
    """An Ed25519 key kept under its own name: ``ledger`` for the ledger, ``certificates`` for proofs."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_made_once(folder / f"{name}.key", _new_signing_key).decode()))


def public_multikeys(folder: Path, name: str) -> list[str]:
    """The public halves of the key that signs and of those that did: files ``<name>.<anything>.key`` beside ``<name>.key``.

    To change a key, rename its file so and start anew: the next one is made, and what the former signed stays valid.
    """
    found = [signing_key(folder, one.name.removesuffix(".key")) for one in sorted(folder.glob(f"{name}.*.key"))]
    return [multikey(key.public_key()) for key in (signing_key(folder, name), *found)]


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as others write it: base 58 of its kind and its 32 bytes; after ``did:key:`` it is an address of its own."""
    kind = b"\xed\x01"
    return "z" + base58(kind + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def base58(raw: bytes) -> str:
    """As in Bitcoin: digits and letters but 0, O, I and l; a leading zero byte is a 1."""
    number, written = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        written = BASE58[digit] + written
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + written


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex().encode()


def _made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            Path(temporary).unlink()
    return path.read_bytes().strip()
