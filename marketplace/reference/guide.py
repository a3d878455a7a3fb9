"""The guided choice (智能选型): from answers to the two or three operating models that fit, with what speaks for each.

An answer that a model shares counts 2, one that it leaves open 1, one that it contradicts takes 3 away. What the law rules
out is not offered at all. Nothing is chosen for anybody: the result is a list with its reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from marketplace.i18n import _l
from marketplace.reference import fitting, words
from marketplace.reference.rows import OperatingModel, Question, ReturnMechanism
from marketplace.reference.tables import guide_questions, operating_models, stop_signs

MOST = 3
"""Models that one question leads to."""
SHARED, OPEN, CONTRADICTED = 2, 1, -3
Answers = Mapping[str, str]
PAYERS: Mapping[str, Collection[str]] = {
    "yes": ("users", "market", "appreciation"),
    "partly": ("users", "market", "appreciation", "government"),
    "no": ("government",),
}
"""By the answer to who pays: the payers whose money can come back."""


@dataclass(frozen=True)
class Bar:
    """An answer with which some models may not be chosen at all, whatever else speaks for them."""

    question: str
    answers: Collection[str]
    concerns: Callable[[OperatingModel], bool]
    why: str
    basis: str = ""

    def rules_out(self, model: OperatingModel, answers: Answers) -> bool:
        """Whether these answers rule the model out."""
        return answers.get(self.question) in self.answers and self.concerns(model)


def _buys_services(model: OperatingModel) -> bool:
    return model.government_pays == "purchase_of_services"


def _needs_social_capital(model: OperatingModel) -> bool:
    return "social_capital" in model.who_invests


def _unpaid(answer: str) -> Callable[[OperatingModel], bool]:
    return lambda model: not any(one.payer in PAYERS[answer] for one in fitting.mechanisms_of(model))


# A table: each row keeps the lines in which it reads best.
# fmt: off
BARS: Sequence[Bar] = (
    Bar("users_pay", ("no",), lambda model: model.concession, _l("没有使用者付费的项目不能做特许经营。"), "国办函〔2023〕115号；2024年17号令第四条"),
    Bar("users_pay", ("no",), _unpaid("no"), _l("没有由财政支付的回报机制可以搭配。")),
    Bar("users_pay", ("yes",), _unpaid("yes"), _l("没有由使用者或市场支付的回报机制可以搭配。")),
    Bar("needs_construction", ("minor", "major"), _buys_services, _l("购买服务不得包含工程建设。"), "《政府购买服务管理办法》第十条"),
    Bar("private_financing", ("yes",), _buys_services, _l("购买服务不得作为融资手段。"), "《政府购买服务管理办法》第十条"),
    Bar("private_financing", ("no",), _needs_social_capital, _l("要由社会资本出建设资金；不需要社会资本出资的，不用这种模式。"), "附件1·五(一)"),
)
# fmt: on


@dataclass(frozen=True)
class Fit:
    """How a model stands to the answers."""

    model: OperatingModel
    shared: Sequence[Question]
    against: Sequence[Question]
    score: int
    tie: int
    """Optional answers that speak for it less those against: they decide only between equals."""

    @classmethod
    def of(cls, model: OperatingModel, answers: Answers) -> Fit:
        """The model against these answers."""
        asked = [
            (one, model.guide[one.key]) for one in guide_questions() if one.key in answers and one.key in model.guide
        ]
        shared = [one for one, wanted in asked if wanted == answers[one.key]]
        against = [one for one, wanted in asked if wanted not in ("either", answers[one.key])]
        counted = {
            one.key: SHARED if one in shared else CONTRADICTED if one in against else OPEN for one, _wanted in asked
        }
        optional = {one.key for one, _wanted in asked if one.optional}
        score = sum(worth for key, worth in counted.items() if key not in optional)
        return cls(model, shared, against, score, sum(counted[key] for key in optional))

    @property
    def fits(self) -> bool:
        """Whether nothing that was answered speaks against it."""
        return not self.against


@dataclass(frozen=True)
class Outcome:
    """Where the answers lead."""

    stops: Sequence[str]
    """Answers that do not go together; said before any result."""
    best: Sequence[Fit]
    """The models to choose from, the one that fits best first."""
    equal: int
    """How many others nothing speaks against either: more answers are needed."""
    barred: Sequence[tuple[Bar, Sequence[OperatingModel]]]
    """What may not be chosen, and why."""


def outcome(answers: Answers) -> Outcome:
    """The models that these answers lead to; nothing where nothing was answered."""
    barred = [(bar, [one for one in operating_models().values() if bar.rules_out(one, answers)]) for bar in BARS]
    out = {one.id for one in chain.from_iterable(models for _bar, models in barred)}
    left = [Fit.of(one, answers) for one in operating_models().values() if one.id not in out]
    found = sorted((one for one in left if one.score > 0), key=lambda one: (not one.fits, -one.score, -one.tie))
    return Outcome(
        stops=[sign.text for sign in stop_signs() if _holds(sign.when, answers)],
        best=found[:MOST],
        equal=sum(one.fits for one in found[MOST:]),
        barred=[(bar, models) for bar, models in barred if models],
    )


def _holds(when: str, answers: Answers) -> bool:
    return all(answers.get(key) == value for key, value in re.findall(r'(\w+) == "(\w+)"', when))


def paying(model: OperatingModel, answers: Answers) -> Sequence[ReturnMechanism]:
    """The mechanisms that go with the model and whose payer is among those who are said to pay."""
    payers = PAYERS.get(answers.get("users_pay", ""), PAYERS["partly"])
    return [one for one in fitting.mechanisms_of(model) if one.payer in payers]


def known(answers: Mapping[str, str]) -> Answers:
    """Those of the answers that a question has."""
    return {one.key: answers[one.key] for one in guide_questions() if answers.get(one.key) in one.answers}


def in_words(question: Question, answers: Answers) -> str:
    """A question with what was answered."""
    return f"{question.text}{words.answer(question.key, answers[question.key])}"
