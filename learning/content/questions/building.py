"""A question's drafts in both languages, judged and made into one `Question`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from learning.content.asked import Question
from learning.content.context import Context
from learning.content.declared import review
from learning.content.findings import Log
from learning.content.payloads import fraction, question_from, tidy
from learning.content.questions.answers import ZH_KINDS, Answers, looks_like, read_answers
from learning.content.questions.draft import Draft
from learning.content.questions.meta import Meta
from learning.content.questions.translated import compare_answers, fits, notable
from learning.content.sources import Source

BARE = {"title", "unit"}


@dataclass(frozen=True)
class Defaults:
    """What a bank's header says for all its questions."""

    difficulty: int | None = None
    objectives: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


class Builder:
    """Builds the questions of one file and its translation."""

    def __init__(self, source: Source, english: Source | None, context: Context, defaults: Defaults) -> None:
        self.source, self.english, self.context, self.defaults = source, english, context, defaults

    def question(self, zh: Draft, en: Draft | None) -> Question:
        errors = sum(found.severity == "E" for found in self.source.log.found)
        content = self._content(zh, en)
        meta = zh.meta or Meta(zh.n)
        self._check_facts(meta, zh)
        question = question_from(
            content,
            id=zh.heading.id,
            difficulty=meta.difficulty or self.defaults.difficulty,
            objectives=meta.objectives or self.defaults.objectives,
            tags=(*meta.tags, *(tag for tag in self.defaults.tags if tag not in meta.tags)),
            clauses=meta.clauses or self.defaults.clauses,
            former=meta.former,
            status=meta.status,
            path=self.source.path,
            answerable=errors == sum(found.severity == "E" for found in self.source.log.found),
        )
        parts = zip(question.parts, zh.parts, strict=True)
        return replace(question, parts=tuple(self._with_facts(part, draft, question) for part, draft in parts))

    def _with_facts(self, part: Question, draft: Draft, case: Question) -> Question:
        """What a part says of itself, or what its case says."""
        meta = draft.meta or Meta(draft.n)
        return replace(
            part,
            difficulty=meta.difficulty or case.difficulty,
            objectives=meta.objectives or case.objectives,
            tags=(*meta.tags, *(tag for tag in case.tags if tag not in meta.tags)),
            clauses=meta.clauses or case.clauses,
            path=case.path,
            answerable=case.answerable,
        )

    def _check_facts(self, meta: Meta, zh: Draft) -> None:
        log = self.source.log
        self.context.check_objectives(meta.objectives, log, zh.place("objectives"))
        self.context.cite(meta.clauses, log, zh.place("clauses"))
        if meta.review_by:
            self.context.reviews.append(review(self.source, zh.place("review_by"), meta.review_by))
        self.context.tested.update(meta.objectives or self.defaults.objectives)

    def _content(self, zh: Draft, en: Draft | None) -> dict[str, Any]:
        log = self.source.log
        kind = self._kind(zh, log)
        answers = read_answers(zh, kind, log)
        meta = zh.meta or Meta(zh.n)
        content: dict[str, Any] = {"kind": kind, "points": meta.points, "grading": meta.grading, **answers.key}
        content["zh"] = self._settled(answers, self.source)
        content["en"] = self._translated(answers, zh, en, kind)
        if kind == "case":
            content["parts"] = self._parts(zh, en)
            content["points"] = sum((fraction(part["points"]) for part in content["parts"]), Fraction(0)) or meta.points
            if not zh.parts:
                log.add("Q61", zh.n)
        tidied: dict[str, Any] = tidy(content)
        return tidied

    def _kind(self, zh: Draft, log: Log) -> str:
        kind = zh.meta.kind if zh.meta else ""
        likely = looks_like(zh)
        if not kind:
            log.add("Q20", zh.n, kind=ZH_KINDS[likely])
        return kind if kind in ZH_KINDS else likely

    def _parts(self, zh: Draft, en: Draft | None) -> list[dict[str, Any]]:
        english = {part.heading.id: part for part in en.parts} if en else {}
        parts = []
        for part in zh.parts:
            self._check_facts(part.meta or Meta(part.n), part)
            content = self._content(part, english.get(part.heading.id))
            parts.append({"id": part.heading.id, **content})
        return parts

    def _translated(self, answers: Answers, zh: Draft, en: Draft | None, kind: str) -> dict[str, Any] | None:
        if en is None or self.english is None:
            return None
        own = Log(self.english.path)
        translated = read_answers(en, kind, own)
        self.english.log.found.extend(found for found in own.found if notable(found.code))
        compare_answers((zh, answers), (en, translated), self.english.log)
        return self._settled(translated, self.english) if fits(answers.words, translated.words) else None

    def _settled(self, answers: Answers, source: Source) -> dict[str, Any]:
        """The words with addresses in place of file paths."""

        def settle(value: Any) -> Any:
            if isinstance(value, str):
                return self.context.resolver.settle(value, source)
            if isinstance(value, dict):
                return {key: settle(one) for key, one in value.items()}
            return [settle(one) for one in value]

        return {key: value if key in BARE or key == "gaps" else settle(value) for key, value in answers.words.items()}
