"""The same few people in every test: a small bank with two branches, and one person of every role."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learning.people.models import Person, Posting, RoleGrant, Unit, UnitPlace
from learning.records.models import PrivacyReading

MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # Monday, 08:30 in Shanghai
TODAY = date(2026, 3, 2)
LONG_AGO = date(2020, 1, 1)
PASSWORD = "kettle-lantern-harbour-9"


class Cast:
    """Lin and Chen at the counter of Binjiang, Zhou their branch head; Sun at Gutang, Qian her branch head;
    Tao the trainer, He of HR, An the auditor, Shen the administrator."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.bank = self.unit("HQ", "全行", None)
        self.area = self.unit("AREA", "滨江片区", self.bank)
        self.binjiang = self.unit("BJ", "滨江支行", self.area)
        self.gutang = self.unit("GT", "古塘支行", self.bank)
        self.lin = self.person("E0001", "林晓雯", self.binjiang, "teller", name_en="Lin Xiaowen")
        self.chen = self.person("E0003", "陈立群", self.binjiang, "lobby", name_en="Chen Liqun")
        self.sun = self.person("E0002", "孙晓岚", self.gutang, "teller", name_en="Sun Xiaolan")
        self.zhou = self.person("M0001", "周明远", self.binjiang, "head", role=("head", self.binjiang), name_en="Zhou Mingyuan")
        self.qian = self.person("M0002", "钱宇航", self.gutang, "head", role=("head", self.gutang), name_en="Qian Yuhang")
        self.tao = self.person("T0001", "陶静", self.bank, "back", role=("trainer", None), name_en="Tao Jing")
        self.he = self.person("H0001", "何静怡", self.bank, "back", role=("officer", None), name_en="He Jingyi")
        self.an = self.person("A0001", "安若水", self.bank, "back", role=("auditor", None), name_en="An Ruoshui")
        self.shen = self.person("S0001", "沈一鸣", self.bank, "back", role=("administrator", None), name_en="Shen Yiming")

    @classmethod
    def into(cls, db: Session) -> "Cast":
        return cls(db)

    def unit(self, code: str, name: str, parent: Unit | None) -> Unit:
        unit = Unit(code=code, name=name, name_en=f"{code} unit")
        self.db.add(unit)
        self.db.flush()
        self.db.add(UnitPlace(unit_id=unit.id, parent_id=parent.id if parent else None, from_on=LONG_AGO))
        return unit

    def person(self, number: str, name: str, unit: Unit, position: str, *, role: tuple[str, Unit | None] | None = None,
               **columns: Any) -> Person:  # fmt: skip
        """A person with a main posting since long ago; ``role`` is (role, unit or the whole bank)."""
        columns = {"hired_on": LONG_AGO, "created_at": MORNING, "sort_key": number.lower()} | columns
        person = Person(number=number, name=name, **columns)
        self.db.add(person)
        self.db.flush()
        self.db.add(Posting(person_id=person.id, unit_id=unit.id, position=position, from_on=LONG_AGO, recorded_at=MORNING))
        if role:
            name, where = role
            self.db.add(
                RoleGrant(person_id=person.id, role=name, unit_id=where.id if where else None, from_on=LONG_AGO, granted_at=MORNING)
            )
        self.db.add(PrivacyReading(person_id=person.id, version=1, at=MORNING))
        self.db.flush()
        return person
