"""Small stored questions for tests of marking, as ``content.payload`` makes them."""

from typing import Any


def single(*marks: tuple[int, int]) -> dict[str, Any]:
    return _choices("single", "all", marks or ((0, 1), (1, 1), (1, 2), (0, 1)))


def multiple(grading: str, *right: bool) -> dict[str, Any]:
    return _choices("multiple", grading, [(1, 1) if one else (0, 1) for one in right])


def _choices(kind: str, grading: str, marks: Any) -> dict[str, Any]:
    texts = [{"text": f"选项{i}", "feedback": ""} for i, _ in enumerate(marks)]
    return _words(kind, {"choices": texts}) | {"grading": grading, "marks": [list(mark) for mark in marks]}


def truefalse(answer: bool) -> dict[str, Any]:
    return _words("truefalse", {}) | {"answer": answer}


def gaps(*accepted: tuple[str, ...], en: tuple[tuple[str, ...], ...] | None = None) -> dict[str, Any]:
    stem = "、".join(f"[[{n}]]" for n in range(len(accepted)))
    whole = _words("gaps", {"gaps": [list(texts) for texts in accepted], "stem": stem})
    return whole | ({"en": {"title": "gaps", "stem": stem, "gaps": [list(texts) for texts in en]}} if en else {})


def number(low: tuple[int, int], high: tuple[int, int], unit: str = "秒", unit_en: str = "seconds") -> dict[str, Any]:
    whole = _words("number", {"unit": unit}) | {"low": list(low), "high": list(high)}
    return whole | {"en": {"title": "number", "stem": "How many?", "unit": unit_en}}


def order(count: int, grading: str = "all") -> dict[str, Any]:
    return _words("order", {"items": [f"步骤{i}" for i in range(count)]}) | {"grading": grading}


def match(*left: str, distractors: int = 0) -> dict[str, Any]:
    right = [f"去处{i}" for i in range(len(left) + distractors)]
    return _words("match", {"left": [*left, *[""] * distractors], "right": right})


def classify(*classes: int) -> dict[str, Any]:
    names = [f"类{i}" for i in range(max(classes) + 1)]
    return _words("classify", {"items": [f"内容{i}" for i in range(len(classes))], "classes": names}) | {"classes": list(classes)}


def essay(*points: tuple[int, int]) -> dict[str, Any]:
    whole = _words("essay", {"model": "好答案", "criteria": [f"评分点{i}" for i in range(len(points))]})
    return whole | {"criteria": [list(one) for one in points]}


def _words(kind: str, more: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "points": [2, 1], "zh": {"title": "题", "stem": "题干", "hint": "", "explanation": ""} | more}
