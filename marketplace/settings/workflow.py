"""What is done with a setting: a figure from a day on, a wording from now on. Each is one row, and rows are never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g

from marketplace import clock
from marketplace.accounts.predicates import admin
from marketplace.acts import Kind
from marketplace.audit import queries as histories
from marketplace.extensions import db
from marketplace.i18n import _l
from marketplace.settings import guards as must
from marketplace.settings import queries, service, wordings
from marketplace.settings.forms import change_of
from marketplace.settings.models import Setting, Wording
from marketplace.workflow import Facts, Move, State, Table, Transition

IN_FORCE = "in_force"
STATES = {IN_FORCE: State(IN_FORCE, _l("现行"))}
FACTS = Facts(lambda _row: IN_FORCE, lambda row: histories.count_events("setting", row.key))
RULE = "平台规则"


def _keep_figure(move: Move) -> None:
    """The figure holds from that day on; contests that run keep those that they were published with."""
    row, begins = move.subject, must.beginning(move)
    before = queries.in_force(row.key, begins)
    setting = Setting(
        key=row.key,
        value=move.values["value"],
        effective_from=begins,
        reason=move.values["reason"],
        at=clock.now(),
        by_id=move.person.id,
    )
    db.session.add(setting)
    db.session.flush()
    g.pop("settings", None)
    move.notes |= {"from": before, "to": setting.value, "effective_from": begins.isoformat()}
    move.told["made"] = setting


def _keep_wording(move: Move) -> None:
    """The wording holds from now on; what was issued stays as it is."""
    row, values = move.subject, move.values
    before = wordings.in_force(row.key)
    made = Wording(
        key=row.key, value=str(values["value"]), reason=values["reason"], at=clock.now(), by_id=move.person.id
    )
    db.session.add(made)
    db.session.flush()
    move.notes |= {"from": before, "to": made.value}
    move.told["made"] = made


def _figure(key: str) -> Any:
    g.pop("settings", None)  # as it stands now, not as this request has read it
    return service.figure(key)


def _kind(table: Table, load: Callable[[str], Any]) -> Kind:
    return Kind(
        id="setting",
        table=table,
        load=load,
        ref=lambda row: str(row.key),
        see="settings.edit",
        reason=lambda move: str(move.values["reason"]),
    )


# A table: each row keeps the lines in which it reads best.
# fmt: off
FIGURE = _kind(Table(str(_l("规则数值")), STATES, (
    Transition(
        "set_figure", _l("设置"), frozenset(STATES), "", admin, form=lambda move: change_of(move.subject),
        checks=(must.within_bounds, must.begins_today_or_later, must.figure_changes), effects=(_keep_figure,), source_of_rule=RULE,
    ),
), FACTS), _figure)
WORDING = _kind(Table(str(_l("公文用语")), STATES, (
    Transition(
        "set_wording", _l("设置"), frozenset(STATES), "", admin, form=lambda move: wordings.change_of(move.subject),
        checks=(must.looks_as_it_must, must.wording_changes), effects=(_keep_wording,), source_of_rule=RULE,
    ),
), FACTS), wordings.wording)
# fmt: on
