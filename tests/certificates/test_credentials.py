"""The credential: others' code finds it whole, and finds out every change. What checks it here is not ours."""

import copy
import hashlib
import json
from dataclasses import replace

import pytest
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import OB3LdpVerifier, OB3VerificationError
from pyld.jsonld import JsonLdError

from learning.base import keys
from learning.certificates import verbs
from learning.certificates.papers import credentials
from tests.cast import MORNING
from tests.certificates.test_papers import ADDRESS, PRINTED
from tests.certificates.test_verbs import issue


def made(folder, issuer="", **printed):
    unsigned = credentials.credential(
        PRINTED | printed, issued_at=MORNING, address=ADDRESS, staff_number="E0001", salt="5a17", course="service-standards"
    )
    return credentials.signed(unsigned, keys.signing_key(folder, "certificates"), issuer=issuer, at=MORNING)


def check(whole, **how):
    return OB3LdpVerifier().verify(json.dumps(whole), **how)


def test_a_stranger_checks_it_without_asking_anybody(tmp_path):
    found = check(made(tmp_path, valid_until="2099-03-01"))

    assert (found.id, found.name) == (ADDRESS, "服务标准 · Service Standards")
    assert (found.issuer.id, found.issuer.name) == (
        f"did:key:{keys.public_multikeys(tmp_path, 'certificates')[0]}",
        "启明银行 · Qiming Bank",
    )
    assert (found.issuance_date, found.expiration_date.isoformat()) == (MORNING, "2099-03-02T00:00:00+00:00")
    assert "Every required step of the course" in found.achievement.criteria_narrative
    assert "林晓雯" not in json.dumps(made(tmp_path), ensure_ascii=False) and "E0001" not in json.dumps(made(tmp_path))


def test_the_holder_is_a_digest_of_the_staff_number(tmp_path):
    ours = check(made(tmp_path)).identifiers[0]

    assert ours.identity_hash == f"sha256${hashlib.sha256(b'E00015a17').hexdigest()}"
    assert (ours.identity_type, ours.salt, ours.hashed) == ("userName", "5a17", True)


def places(value, path=()):
    """Every place in the credential where a text stands."""
    if isinstance(value, dict):
        return [place for key, part in value.items() for place in places(part, (*path, key))]
    if isinstance(value, list):
        return [place for n, part in enumerate(value) for place in places(part, (*path, n))]
    return [path]


def test_whatever_is_changed_is_found_out(tmp_path):
    whole = made(tmp_path, valid_until="2099-03-01")
    check(whole)
    for *path, last in places(whole):
        changed = copy.deepcopy(whole)
        inner = changed
        for step in path:
            inner = inner[step]
        inner[last] = (
            not inner[last] if isinstance(inner[last], bool) else inner[last][:-1] + ("x" if inner[last][-1] != "x" else "y")
        )
        with pytest.raises(OB3VerificationError):
            check(changed)


@pytest.mark.parametrize("more", [{"expirationDate": "2099-01-01"}, {"home": "made"}, {"credentialSubject": None}])
def test_nothing_can_be_added_or_taken_away(tmp_path, more):
    with pytest.raises(OB3VerificationError):
        check(made(tmp_path) | more)


def test_another_key_is_another_issuer(tmp_path):
    ours, theirs = made(tmp_path / "ours"), made(tmp_path / "theirs")

    with pytest.raises(OB3VerificationError):
        check({**theirs, "issuer": ours["issuer"]})


def test_a_new_key_leaves_the_old_credentials_valid(tmp_path):
    before = made(tmp_path)
    (tmp_path / "certificates.key").rename(tmp_path / "certificates.2026.key")
    after = made(tmp_path)

    assert before["issuer"]["id"] != after["issuer"]["id"]
    check(before)
    check(after)
    assert [f"did:key:{key}" for key in keys.public_multikeys(tmp_path, "certificates")] == [
        after["issuer"]["id"],
        before["issuer"]["id"],
    ]


def test_only_the_contexts_that_came_with_us_are_read(tmp_path):
    unsigned = credentials.credential(PRINTED, issued_at=MORNING, address=ADDRESS, staff_number="E1", salt="5", course="x")
    unsigned["@context"] = [*unsigned["@context"], "https://example.org/context"]

    with pytest.raises(JsonLdError):
        credentials.signed(unsigned, keys.signing_key(tmp_path, "certificates"), issuer="", at=MORNING)


@pytest.fixture
def proof(db, cast):
    made_ = issue(db, cast.lin)
    db.commit()
    return made_


def test_lin_takes_it_home_and_a_stranger_gets_the_same_from_the_public_page(visit, cast, db, proof):
    assert 'data-testid="credential"' in visit(cast.lin).get(f"/certificates/{proof.number}")
    assert 'data-testid="credential"' in visit().get(f"/verify/{proof.number}")
    mine = visit(cast.lin).get(f"/certificates/{proof.number}/credential.json", raw=True)
    public = visit().get(f"/verify/{proof.number}/credential.json", raw=True)

    assert mine.data == public.data and mine.mimetype == "application/vc+ld+json"
    assert check(mine.get_json(force=True)).id == f"http://localhost/verify/{proof.number}"
    visit(cast.sun).get(f"/certificates/{proof.number}/credential.json", status=404)
    visit().get(f"/verify/{'0' * 26}/credential.json", status=404)


def test_a_revoked_one_is_no_longer_given_out(visit, cast, db, proof):
    verbs.revoke(db, proof, by=cast.he.id, reason="代考", at=MORNING)
    db.commit()

    for visitor, path in ((visit(cast.lin), "certificates"), (visit(), "verify")):
        assert "Its paper is no longer given out" in visitor.get(f"/{path}/{proof.number}/credential.json?lang=en", status=409)
        assert 'data-testid="credential"' not in visitor.get(f"/{path}/{proof.number}")


def test_a_bank_with_an_address_of_its_own_publishes_its_keys(visit, cast, db, bank, proof, app):
    visit().get("/.well-known/did.json", status=404)
    app.extensions["zhili"] = replace(bank, settings=replace(bank.settings, issuer_did="did:web:learn.qiming.example"))

    document = visit().get("/.well-known/did.json", raw=True).get_json(force=True)
    whole = visit().get(f"/verify/{proof.number}/credential.json", raw=True).get_json(force=True)

    assert whole["issuer"]["id"] == document["id"] == "did:web:learn.qiming.example"
    assert whole["proof"]["verificationMethod"] in document["assertionMethod"]
    fetch = lambda _url, *_rest, **_how: json.dumps(document).encode()  # noqa: E731 -- the network of this test
    pem = resolve_verification_method(whole["proof"]["verificationMethod"], download=fetch)
    assert OB3LdpVerifier(pubkey_pem=pem).verify(json.dumps(whole)).issuer.id == "did:web:learn.qiming.example"
