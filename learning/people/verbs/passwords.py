"""Passwords are chosen, one-time codes are given and used up."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from learning.base.ledger import announce
from learning.people.facts import CodeGiven, PasswordChanged
from learning.people.models import FormerPassword, OneTimeCode, Person
from learning.people.queries.accounts import code_digest, former_hashes, profile_of
from learning.people.refusals import (
    BadPassword,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    PasswordTooSimple,
    PasswordUsedBefore,
    WrongNumberOrCode,
)  # fmt: skip
from learning.people.rules import passwords
from learning.people.verbs.sessions import end_sessions
from learning.people.verbs.sign_in import forgive

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
GROUPS, LETTERS_A_GROUP = 3, 4
LIVES = {"first": timedelta(hours=24), "reset": timedelta(hours=1)}
PRODUCT = ("zhili", "知礼")
WEAK: dict[str, type[BadPassword]] = {
    "long": PasswordTooLong,
    "simple": PasswordTooSimple,
    "common": PasswordTooCommon,
}


def refuse_weak(db: Session, password: str, *, number: str, bank_names: tuple[str, ...] = ()) -> None:
    """Refuse a new password that the bank's profile does not take. Costs no statement."""
    profile = profile_of(db)
    parts = tuple(part for name in bank_names for part in (name, *name.split()) if part.casefold() not in ("bank", "the", "of"))
    found = passwords.weakness(password, profile, (*PRODUCT, number, *parts))
    if found == "short":
        raise PasswordTooShort(shortest=profile.shortest)
    if found:
        raise WEAK[found]


def choose_password(db: Session, person_id: int, password: str, *, how: str, at: datetime) -> None:
    """Set a new password: every session ends, wrong tries are forgiven, open codes are void. Announces ``PasswordChanged``.

    Refuses one that was used before, as far back as the profile remembers. Ask ``refuse_weak`` first.
    """
    person = db.execute(select(Person).where(Person.id == person_id).with_for_update()).scalar_one()
    _refuse_repeated(db, person, password)
    if person.password_hash:
        db.add(FormerPassword(person_id=person_id, password_hash=person.password_hash, replaced_at=at))
    person.password_hash, person.password_changed_at = passwords.hashed(password), at
    void_codes(db, person_id, at=at)
    end_sessions(db, person_id, at=at)
    forgive(db, person.number)
    announce(db, PasswordChanged(at=at, by=person_id, person_id=person_id, how=how))


def _refuse_repeated(db: Session, person: Person, password: str) -> None:
    remembered = profile_of(db).remembered
    hashes = ([person.password_hash] if person.password_hash else []) + former_hashes(db, person.id, remembered)
    if any(passwords.is_right(one, password) for one in hashes[:remembered]):
        raise PasswordUsedBefore


def give_code(db: Session, person: Person, *, by: int | None, at: datetime) -> str:
    """A code to choose a password with, once: 24 hours for the first password, one hour for a forgotten one.

    Earlier codes are void. Returned to be shown once; only its digest is stored. Announces ``CodeGiven``.
    """
    purpose = "reset" if person.password_hash else "first"
    void_codes(db, person.id, at=at)
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(LETTERS_A_GROUP)) for _ in range(GROUPS))
    db.add(
        OneTimeCode(
            person_id=person.id,
            purpose=purpose,
            code_sha256=code_digest(code),
            given_by=by,
            given_at=at,
            ends_at=at + LIVES[purpose],
        )
    )
    announce(db, CodeGiven(at=at, by=by, person_id=person.id, purpose=purpose))
    return code


def void_codes(db: Session, person_id: int, *, at: datetime) -> None:
    """No earlier code of the person lets anybody in any more."""
    live = update(OneTimeCode).where(OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None), OneTimeCode.ends_at > at)
    db.execute(live.values(ends_at=at))


def use_code(db: Session, person_id: int, code_id: int, password: str, *, at: datetime) -> None:
    """Use the code up and set the password. Refuses when somebody was faster with the same code."""
    live = update(OneTimeCode).where(OneTimeCode.id == code_id, OneTimeCode.used_at.is_(None), OneTimeCode.ends_at > at)
    if db.scalar(live.values(used_at=at).returning(OneTimeCode.id)) is None:
        raise WrongNumberOrCode
    choose_password(db, person_id, password, how="code", at=at)
