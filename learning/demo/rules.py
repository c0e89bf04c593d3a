"""What the demonstration bank is made of: names, places, accounts, and how people of several kinds learn and answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from learning.base.clock import Clock
from learning.content.catalogue import Roleplay
from learning.content.roleplays.scoring import best_reply, visits
from learning.people.rules import is_working_day, sort_key
from learning.people.rules.working_days import SHIPPED
from learning.questions import rules as questions

BANK_NAME, BANK_NAME_EN = "启明银行", "Qiming Bank"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁沈姚卢傅钟姜崔谭"
GIVEN = [
    "晓雯", "立群", "静怡", "若水", "一鸣", "明远", "宇航", "雨桐", "启明", "晓岚", "思远", "佳宁", "文静", "浩然",
    "梓萱", "子涵", "欣怡", "建国", "志强", "秀英", "丽娟", "海燕", "国庆", "春梅", "永健", "晨曦", "诗雅", "雪莹",
    "俊杰", "雅琴", "振华", "凤霞", "嘉树", "望舒", "清和", "知行", "博文", "慧敏", "丹阳", "凯旋", "美玲", "家琪",
    "天佑", "晓东", "亦凡", "泽宇", "可欣", "语嫣", "梦瑶", "逸飞", "书瑶", "景行", "怀瑾", "安澜", "予安", "乐山",
    "鹏飞", "玉兰", "素芬", "桂香", "红梅", "卫东", "建军", "爱华", "敏", "磊", "娜", "静", "伟", "芳",
    "洋", "勇", "艳", "杰", "娟", "涛", "超", "霞", "平", "刚",
]  # fmt: skip
PLACES = [
    "滨江", "湖畔", "运河", "古塘", "望江", "城东", "清波", "南星", "拱宸", "西溪", "留下", "闲林", "临平", "下沙",
    "九堡", "丁桥", "三墩", "良渚", "瓶窑", "径山", "凤起", "庆春", "文晖", "朝晖", "长河", "西兴", "浦沿", "闻堰",
    "义桥", "戴村", "河上", "楼塔", "新塘", "衙前", "瓜沥", "靖江", "南阳", "党湾", "益农", "前进", "临江", "河庄",
]  # fmt: skip
AREAS = [("A1", "滨江片区", "Binjiang area"), ("A2", "城东片区", "Chengdong area")]
MORE_AREAS = ["开发区片区", "县域片区", "城西片区", "城北片区", "临港片区", "新城片区"]
OFFICES = [
    ("TR", "培训部", "Training"), ("HR", "人力资源部", "Human Resources"), ("AU", "审计部", "Internal Audit"),
    ("IT", "信息科技部", "Information Technology"),
]  # fmt: skip
POSITIONS = (("teller", 50), ("relationship", 25), ("lobby", 15), ("back", 10))
MARKERS_WORDS = (
    "动作写得具体，再补一句：别人凭什么看得出你做到了？",
    "先道歉、再给办法，顺序对了；时间没有写明，客户还是悬着。",
    "说得通顺。第二点写成了口号，换成一个今天能做的动作就好。",
)
BREAKS = ("产假", "病假", "陪产假", "进修")
SHARE_AT_WORK, HOURS, EVENING = 0.88, (8 * 60 + 40, 17 * 60 + 20), (19 * 60 + 15, 21 * 60 + 30)


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in to the demonstration bank."""

    number: str
    name: str
    unit: str
    position: str
    role: str | None
    is_for_unit: bool = False
    role_zh: str = ""
    role_en: str = ""


ACCOUNTS = (
    Account("E0001", "林晓雯", "B01", "teller", None, role_zh="员工", role_en="employee"),
    Account("E0002", "孙晓岚", "B02", "lobby", None, role_zh="员工", role_en="employee"),
    Account("M0001", "周明远", "B01", "head", "head", True, "网点负责人", "branch head"),
    Account("M0002", "钱宇航", "B02", "head", "head", True, "网点负责人", "branch head"),
    Account("T0001", "陶静", "TR", "back", "trainer", role_zh="培训师", role_en="trainer"),
    Account("T0002", "傅嘉树", "TR", "back", "trainer", role_zh="培训师", role_en="trainer"),
    Account("H0001", "何静怡", "HR", "back", "officer", role_zh="人力资源", role_en="HR officer"),
    Account("H0002", "唐思远", "HR", "back", "officer", role_zh="人力资源", role_en="HR officer"),
    Account("A0001", "安若水", "AU", "back", "auditor", role_zh="审计", role_en="auditor"),
    Account("S0001", "沈一鸣", "IT", "back", "administrator", role_zh="系统管理员", role_en="administrator"),
)


def least_staff(branches: int) -> int:
    """The accounts, and a head and one more for every branch."""
    return len(ACCOUNTS) + 2 * (branches - 2)


def english(name: str) -> str:
    """林晓雯 is Lin Xiaowen."""
    surname, *given = sort_key(name).split("  ")[0].split()
    return f"{surname.title()} {''.join(given).title()}"


@dataclass(frozen=True)
class Branch:
    """A branch to be founded, below the area of that number."""

    code: str
    name: str
    name_en: str
    area: int


def areas(branches: int) -> list[tuple[str, str, str]]:
    """Two areas, and one more for every ten branches beyond twelve."""
    more = [(f"A{n}", name, f"{english(name[:-2]).replace(' ', '')} area") for n, name in enumerate(MORE_AREAS, 3)]
    return [*AREAS, *more][: max(2, min(8, (branches + 8) // 10 + 1))]


def branches(count: int) -> list[Branch]:
    """The first two in different areas: E0001 and E0002 work there. When the places are used up they get a number."""
    spread, order = len(areas(count)), ["滨江", "古塘", *(place for place in PLACES if place not in ("滨江", "古塘"))]
    found = []
    for n in range(count):
        place, again = order[n % len(order)], n // len(order)
        name = f"{place}{f'第{again + 1}' if again else ''}支行"
        name_en = f"{english(place).replace(' ', '').title()} Branch{f' {again + 1}' if again else ''}"
        found.append(Branch(f"B{n + 1:02}", name, name_en, n % spread))
    return found


class Days:
    """Moments at which people of a bank do things: mostly on working days, mostly while the bank is open."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self.clock, self.random = clock, random
        self.now = clock.now()
        self.today = clock.day(self.now)

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """That many days ago, at a time of the bank."""
        return self.at(self.today - timedelta(days=days), hour, minute)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute, self.random.randrange(60)), self.clock.zone).astimezone(self.now.tzinfo)

    def later(self, since: datetime, days: float) -> datetime:
        """About so many days after a moment, when somebody would be at it; never before the moment itself."""
        day = self.clock.day(since) + timedelta(days=round(days))
        at_work = self.random.random() < SHARE_AT_WORK
        while at_work and not is_working_day(day, SHIPPED):
            day += timedelta(days=1)
        minute = self.random.randint(*(HOURS if at_work else EVENING))
        moment = self.at(day, minute // 60, minute % 60)
        return moment if moment > since else since + timedelta(minutes=self.random.randint(3, 25))


@dataclass(frozen=True)
class Learner:
    """How somebody learns. ``ability``: the share of right answers; ``pace``: days until they begin; ``stamina``: go on."""

    ability: float
    pace: float
    stamina: float
    does_practice: bool


def learner(random: Random) -> Learner:
    """Some begin at once, most within weeks, some wait until the date has passed; a few never come far."""
    kind = random.random()
    pace = random.uniform(0, 4) if kind < 0.3 else random.uniform(3, 30) if kind < 0.8 else random.uniform(30, 90)
    return Learner(
        ability=min(0.97, max(0.45, random.gauss(0.9, 0.07))), pace=pace, stamina=random.choice((0.88, 0.96, 0.98, 0.99)),
        does_practice=random.random() < 0.4,
    )  # fmt: skip


def way(random: Random, scene: Roleplay, ability: float) -> tuple[int, ...]:
    """What somebody says in a scene, to its end: mostly the best line, else any of the others."""
    said: tuple[int, ...] = ()
    while (node := visits(scene, said)[-1].node).replies:
        best = best_reply(scene, node)
        others = [place for place in range(len(node.replies)) if place != best]
        said = (*said, best if random.random() < ability or not others else random.choice(others))
    return said


def value(random: Random, payload: Mapping[str, Any], *, is_right: bool) -> Any:
    """A right or a wrong answer to a question, as it would be stored."""
    return _VALUES[payload["kind"]](random, payload, is_right) if payload["kind"] in _VALUES else None


def _single(random: Random, payload: Mapping[str, Any], is_right: bool) -> int:
    marks = [Fraction(*worth) for worth in payload["marks"]]
    return random.choice([place for place, worth in enumerate(marks) if (worth == 1) is is_right] or [0])


def _multiple(random: Random, payload: Mapping[str, Any], is_right: bool) -> list[int]:
    right = [place for place, worth in enumerate(payload["marks"]) if Fraction(*worth) == 1]
    others = [place for place in range(len(payload["marks"])) if place not in right]
    if is_right:
        return right
    if others and (len(right) < 2 or random.random() < 0.5):
        return sorted([*right, random.choice(others)])
    return sorted(random.sample(right, max(1, len(right) - 1)))


def _truefalse(_random: Random, payload: Mapping[str, Any], is_right: bool) -> bool:
    return bool(payload["answer"]) is is_right


def _gaps(random: Random, payload: Mapping[str, Any], is_right: bool) -> list[str]:
    texts = [gap[0] for gap in payload["zh"]["gaps"]]
    if not is_right:
        texts[random.randrange(len(texts))] = random.choice(("", "不记得了", "微笑", "及时"))
    return texts


def _number(random: Random, payload: Mapping[str, Any], is_right: bool) -> str:
    low, high = Fraction(*payload["low"]), Fraction(*payload["high"])
    if is_right:
        return questions.written(low if low == high else Fraction(round((low + high) / 2)))
    return questions.written(Fraction(round(high)) + random.choice((1, 2, 5, 10)))


def _order(_random: Random, payload: Mapping[str, Any], is_right: bool) -> list[int]:
    places = list(range(1, len(payload["zh"]["items"]) + 1))
    return places if is_right else [*places[1:], places[0]]


def _match(_random: Random, payload: Mapping[str, Any], is_right: bool) -> list[int | None]:
    return _turned([row if text else None for row, text in enumerate(payload["zh"]["left"])], is_right)


def _classify(_random: Random, payload: Mapping[str, Any], is_right: bool) -> list[int | None]:
    return _turned(list(payload["classes"]), is_right)


def _turned(right: list[int | None], is_right: bool) -> list[int | None]:
    """Right, or with the first two rows that differ changed for one another."""
    other = next((row for row, one in enumerate(right) if one is not None and one != right[0]), None)
    if is_right or other is None:
        return right
    wrong = list(right)
    wrong[0], wrong[other] = right[other], right[0]
    return wrong


def _essay(_random: Random, payload: Mapping[str, Any], is_right: bool) -> str:
    model = payload["zh"].get("model") or "您好，让您久等了，我马上为您处理。"
    return model if is_right else model[: len(model) // 2]


_VALUES = {
    "single": _single, "multiple": _multiple, "truefalse": _truefalse, "gaps": _gaps, "number": _number, "order": _order,
    "match": _match, "classify": _classify, "essay": _essay,
}  # fmt: skip
