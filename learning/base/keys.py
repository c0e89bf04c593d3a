"""The bank's keys, made at first start in the data folder: a temp file and a hard link, so that two starts agree on one."""

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def secret_key(folder: Path) -> str:
    """The key that signs links and device cookies."""
    return _made_once(folder / "secret.key", lambda: secrets.token_hex(32).encode()).decode()


def signing_key(folder: Path, name: str) -> Ed25519PrivateKey:
    """An Ed25519 key kept under its own name: ``ledger`` for the ledger, ``certificates`` for proofs."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_made_once(folder / f"{name}.key", _new_signing_key).decode()))


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
