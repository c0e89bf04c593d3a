"""Two first starts at the same instant agree on one key, which nobody else can read."""

import stat
from concurrent.futures import ThreadPoolExecutor

from learning.base import keys


def test_thirty_first_starts_agree(tmp_path):
    with ThreadPoolExecutor(30) as pool:
        made = list(pool.map(lambda _: keys.secret_key(tmp_path / "data"), range(30)))
    assert len(set(made)) == 1
    assert len(made[0]) == 64


def test_a_key_is_for_its_owner_only(tmp_path):
    keys.signing_key(tmp_path, "ledger")
    assert stat.S_IMODE((tmp_path / "ledger.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.key"]


def test_each_name_has_its_own_key(tmp_path):
    ledger, certificates = (keys.signing_key(tmp_path, name).public_key() for name in ("ledger", "certificates"))
    assert ledger != certificates
    assert keys.signing_key(tmp_path, "ledger").public_key() == ledger
