"""Which days the bank works: the weekdays, but for public holidays, and the weekends worked in exchange (调休)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

SATURDAY = 5
KINDS = ("holiday", "workday")


@dataclass(frozen=True)
class Day:
    """A day that differs from its weekday. ``is_shipped``: it comes with the product; ``is_provisional``: not yet announced."""

    day: date
    kind: str
    name: str
    name_en: str
    is_shipped: bool = True
    is_provisional: bool = False


def is_working_day(day: date, exceptions: Mapping[date, Day]) -> bool:
    """What the calendar says of the day; without a word of it, Monday to Friday."""
    if day in exceptions:
        return exceptions[day].kind == "workday"
    return day.weekday() < SATURDAY


def add_working_days(day: date, count: int, exceptions: Mapping[date, Day]) -> date:
    """The working day that comes ``count`` working days after the day; with 0, the day itself or the next working day."""
    while count > 0 or not is_working_day(day, exceptions):
        day += timedelta(days=1)
        count -= is_working_day(day, exceptions)
    return day


def runs(days: Iterable[Day]) -> list[list[Day]]:
    """Days in a row of one name, together; the bank's own stand alone, so that each can be given back."""
    found: list[list[Day]] = []
    for day in days:
        last = found[-1][-1] if found else None
        if last and replace(last, day=day.day) == day and day.is_shipped and day.day - last.day == timedelta(days=1):
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _days(first: tuple[int, int], last: tuple[int, int], year: int) -> list[date]:
    day, end = date(year, *first), date(year, *last)
    return [day + timedelta(days=n) for n in range((end - day).days + 1)]


HOLIDAYS = {  # 国办发明电〔2025〕7号; for 2027 the statutory days alone, until the State Council announces the year
    2026: [
        ("元旦", "New Year's Day", (1, 1), (1, 3)),
        ("春节", "Spring Festival", (2, 15), (2, 23)),
        ("清明节", "Qingming Festival", (4, 4), (4, 6)),
        ("劳动节", "Labour Day", (5, 1), (5, 5)),
        ("端午节", "Dragon Boat Festival", (6, 19), (6, 21)),
        ("中秋节", "Mid-Autumn Festival", (9, 25), (9, 27)),
        ("国庆节", "National Day", (10, 1), (10, 7)),
    ],
    2027: [
        ("元旦", "New Year's Day", (1, 1), (1, 1)),
        ("春节", "Spring Festival", (2, 5), (2, 8)),
        ("清明节", "Qingming Festival", (4, 5), (4, 5)),
        ("劳动节", "Labour Day", (5, 1), (5, 2)),
        ("端午节", "Dragon Boat Festival", (6, 9), (6, 9)),
        ("中秋节", "Mid-Autumn Festival", (9, 15), (9, 15)),
        ("国庆节", "National Day", (10, 1), (10, 3)),
    ],
}
WORKED = {2026: [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]}
PROVISIONAL = {2027}


def _shipped() -> dict[date, Day]:
    found = {}
    for year, holidays in HOLIDAYS.items():
        for name, name_en, first, last in holidays:
            for day in _days(first, last, year):
                found[day] = Day(day, "holiday", name, name_en, is_provisional=year in PROVISIONAL)
        for month, number in WORKED.get(year, []):
            day = date(year, month, number)
            found[day] = Day(day, "workday", "调休上班", "Worked in exchange")
    return found


SHIPPED = _shipped()
