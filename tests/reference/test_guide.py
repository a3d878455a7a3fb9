"""The guided choice: each model is led to by some answers, what the law rules out never is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest

from marketplace.reference import guide, words
from marketplace.reference.rows import OperatingModel
from marketplace.reference.tables import guide_questions, operating_models, return_mechanisms, stop_signs

MODELS = operating_models().values()
CORE = [one for one in guide_questions() if not one.optional]


def every_answer() -> Iterator[dict[str, str]]:
    """All ways to answer the questions that everybody is asked."""
    for chosen in product(*(one.answers for one in CORE)):
        yield dict(zip((one.key for one in CORE), chosen, strict=True))


def own_answers(model: OperatingModel) -> dict[str, str]:
    """The answers that lead to the model, where it leaves one open the first that suits."""
    answers = {one.key: one.answers for one in guide_questions()}
    return {key: answers[key][0] if wanted == "either" else wanted for key, wanted in model.guide.items()}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_some_answers_lead_to_each_model_with_nothing_against_it(model: OperatingModel) -> None:
    found = guide.outcome(own_answers(model))
    fit = next(one for one in found.best if one.model is model)
    assert fit.fits and len(fit.shared) >= 4


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_each_model_is_the_first_for_some_answers(model: OperatingModel) -> None:
    answers = own_answers(model)
    if model.id == "joint_venture":  # it leaves open what other models of shared assets ask for
        answers |= {"needs_construction": "minor", "existing_asset": "yes"}
    assert guide.outcome(answers).best[0].model is model


def test_whatever_is_answered_what_is_barred_is_never_offered_and_what_is_offered_can_be_paid() -> None:
    for answers in every_answer():
        found = guide.outcome(answers)
        offered = {one.model.id for one in found.best}
        assert len(offered) <= guide.MOST
        assert not offered & {model.id for _bar, models in found.barred for model in models}
        assert all(guide.paying(one.model, answers) for one in found.best)
        if answers["users_pay"] == "no":
            assert not any(one.model.concession for one in found.best)


def test_no_mechanism_is_offered_that_is_no_return_or_not_for_new_scenarios() -> None:
    offered = {
        one.id
        for answers in every_answer()
        for fit in guide.outcome(answers).best
        for one in guide.paying(fit.model, answers)
    }
    assert offered == set(return_mechanisms()) - {"viability_gap", "funding_source_not_return"}


def test_nothing_social_is_offered_to_who_needs_no_social_capital() -> None:
    found = guide.outcome({"private_financing": "no"})
    assert {one.model.id for one in found.best} == {"entrusted_om", "service_purchase"}
    assert any("concession_bot" in {model.id for model in models} for _bar, models in found.barred)


def test_an_optional_answer_decides_only_between_equals() -> None:
    answers = own_answers(operating_models()["asset_revitalisation"])
    assert [one.model.id for one in guide.outcome(answers).best] == ["asset_revitalisation", "lease_operation", "emc"]
    assert guide.outcome(answers | {"pays_from_savings": "yes"}).best[0].model.id == "emc"
    assert guide.outcome(answers | {"own_land": "yes"}).best[0].model.id == "asset_revitalisation"


def test_answers_that_do_not_go_together_are_said_before_any_result() -> None:
    assert all(re.fullmatch(r'\w+ == "\w+"( and \w+ == "\w+")*', sign.when) for sign in stop_signs())
    assert guide.outcome({"users_pay": "no", "private_financing": "yes"}).stops == [stop_signs()[1].text]
    assert guide.outcome({"users_pay": "yes", "private_financing": "yes"}).stops == []


def test_every_question_and_answer_has_its_words_and_every_guide_known_answers() -> None:
    answers = {one.key: one.answers for one in guide_questions()}
    assert all(words.answer(key, one) for key, several in answers.items() for one in several)
    for model in MODELS:
        assert all(wanted in (*answers[key], "either") for key, wanted in model.guide.items())
        assert {one.key for one in CORE} <= set(model.guide)


def test_an_answer_that_no_question_has_is_left_aside() -> None:
    assert guide.known({"users_pay": "maybe", "own_land": "yes", "colour": "red"}) == {"own_land": "yes"}
    assert guide.outcome({}).best == []
