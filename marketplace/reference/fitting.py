"""Which return mechanisms go with which operating model, and why another does not: decided here, for pages, form and rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marketplace.i18n import _
from marketplace.reference.rows import OperatingModel, ReturnMechanism
from marketplace.reference.tables import operating_models, return_mechanisms


def fits(model: OperatingModel, mechanism: ReturnMechanism) -> bool:
    """Whether the mechanism is one of those that pay for this model."""
    return mechanism.id in model.compatible_return_mechanisms


def may_be_chosen(mechanism: ReturnMechanism) -> bool:
    """Whether it is a return at all, so that a form offers it."""
    return mechanism.selectable != "no"


def mechanisms_of(model: OperatingModel) -> Sequence[ReturnMechanism]:
    """Those that go with the model, in the order of the table."""
    return [one for one in return_mechanisms().values() if fits(model, one)]


def others(model: OperatingModel) -> Sequence[ReturnMechanism]:
    """Those that do not."""
    return [one for one in return_mechanisms().values() if not fits(model, one)]


def models_of(mechanism: ReturnMechanism) -> Sequence[OperatingModel]:
    """The models that the mechanism goes with, in the order of the table."""
    return [one for one in operating_models().values() if fits(one, mechanism)]


def why_not(model: OperatingModel | None, mechanism: ReturnMechanism) -> str:
    """Why the mechanism should not be chosen for this model, or only under a condition; empty where nothing speaks against it."""
    if not may_be_chosen(mechanism):
        return _("不是回报机制：%(why)s", why=mechanism.definition)
    if not mechanism.compatible_models:
        return _("新场景不能选：%(why)s", why=mechanism.definition)
    if model and not fits(model, mechanism):
        return _("通常不用于“%(model)s”。", model=model.label)
    if mechanism.selectable == "restricted":
        return _("有条件才可以选：%(why)s", why=mechanism.definition)
    return ""


def unfit(model_id: str | None) -> Mapping[str, str]:
    """By mechanism, why it should not be chosen for this model, or under which condition; an unknown model rules nothing out."""
    model = operating_models().get(model_id or "")
    reasons = {one.id: why_not(model, one) for one in return_mechanisms().values()}
    return {key: why for key, why in reasons.items() if why}
