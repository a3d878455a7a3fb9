"""A score sheet, row by row: it is locked, and a score that lies far from the others' is explained."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.panel.permissions import sits_there
from marketplace.scoring import effects as do
from marketplace.scoring import forms
from marketplace.scoring import guards as must
from marketplace.scoring.models import ScoreSheet
from marketplace.scoring.states import FIRST, LOCKED, STATES
from marketplace.workflow import Facts, Table, Transition


def _state(sheet: ScoreSheet) -> str:
    return sheet.state


def _revision(sheet: ScoreSheet) -> int:
    return sheet.revision


# A table: each row keeps the lines in which it reads best.
# fmt: off
SHEETS = Table(str(_l("评分表")), STATES, (
    Transition(
        "lock_scores", _l("锁定评分表"), frozenset({FIRST}), "", sits_there, shut=must.not_to_be_scored, form=forms.scores,
        guards=(must.interest_declared,), effects=(do.lock,), then=(do.follow,), done=_l("评分表已锁定。"),
        source_of_rule="平台规则", help=_l("锁定后不能再改；全部专家锁定之前互相看不到分数。"),
    ),
    Transition(
        "explain_scores", _l("说明评分偏离"), frozenset({LOCKED}), "", sits_there, shut=must.not_to_be_explained, form=forms.explanations,
        effects=(do.explain,), done=_l("说明已保存，随评榜报告存档。"),
        source_of_rule="平台规则", help=_l("分数已锁定，不作改动；说明随评榜报告存档。"),
    ),
), Facts(_state, _revision))
# fmt: on
