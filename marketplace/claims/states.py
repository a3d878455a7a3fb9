"""The states of a claim (DESIGN section 4): one row each, with a column for whatever others ask of it.

As with a scenario's states, nobody else compares one by its name: `claim.is_live`, or `Claim.is_live` in a query."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.i18n import _l
from marketplace.scenarios.states import Until
from marketplace.workflow import State

DRAFT, SUBMITTED, UNCONFIRMED = "draft", "submitted", "unconfirmed"
INELIGIBLE, ELIGIBLE, AWARDED, NOT_AWARDED = "ineligible", "eligible", "awarded", "not_awarded"
FORFEITED, WITHDRAWN, LAPSED, TERMINATED = "forfeited", "withdrawn", "lapsed", "terminated"
FIRST = DRAFT
"""Where every claim begins."""


@dataclass(frozen=True)
class ClaimState(State):
    """A state of a claim with what others ask of it."""

    until: Until = Until.DEADLINE
    """What sets the moment by which it is to be left."""
    follows: bool = False
    """Whether what comes next is told by the contest that the claim is part of."""
    is_sealed: bool = False
    """Whether it takes part and its deadline has not come: its people write, submit and withdraw it."""
    unopened_because: str = ""
    """Why the opening leaves it sealed; empty where it does not."""
    is_fresh: bool = False
    """Whether it was never handed in, so that an earlier claim's text may be taken into it."""
    awaits_confirmation: bool = False
    """Whether its lead has to say that it stands after an amendment."""
    is_entered: bool = False
    """Whether it is handed in and counts, its eligibility not decided: the opening unseals it."""
    has_won: bool = False
    """Whether it won its round, whatever came of that later."""
    is_eligible: bool = False
    """Whether it is in the contest, its eligibility found."""
    is_ineligible: bool = False
    """Whether it was found not eligible: experts do not score it."""
    has_lost: bool = False
    """Whether another one won; it comes back into the contest when that one is forfeited."""
    is_forfeited: bool = False
    """Whether it won and lost the award again."""
    is_withdrawn: bool = False
    """Whether its own people took it back."""
    is_lapsed: bool = False
    """Whether it ended with its round or its deadline, without a result."""

    @property
    def is_live(self) -> bool:
        """Whether it still can win: it lapses when its round ends."""
        return self.is_sealed or self.is_eligible


# A table: each row keeps the lines in which it reads best.
# fmt: off
STATES = {
    row.id: row
    for row in (
        ClaimState(
            DRAFT, _l("草稿"), "plain", turn=_l("牵头单位"), next=_l("写完六节、成员都确认后，由负责人提交；截止时没有提交的不开榜"),
            is_sealed=True, is_fresh=True, unopened_because=_l("截止时仍是草稿")),
        ClaimState(
            SUBMITTED, _l("已提交(密封)"), "waiting", turn=_l("平台自动开榜"), next=_l("截止后自动开榜；截止前可以修改后再次提交，或者撤回"),
            follows=True, is_sealed=True, is_entered=True),
        ClaimState(
            UNCONFIRMED, _l("待确认"), "wrong", turn=_l("牵头单位"),
            next=_l("看过变更后确认继续有效，或者修改后再次提交；截止时仍未确认的不开榜"),
            is_sealed=True, awaits_confirmation=True, unopened_because=_l("截止时没有确认变更公告")),
        ClaimState(
            INELIGIBLE, _l("资格不符"), "wrong", next=_l("资格不符的不参加评分；公示期内可以提出异议"),
            follows=True, is_ineligible=True),
        ClaimState(
            ELIGIBLE, _l("资格通过"), "waiting", turn=_l("区城市办和评审专家"), next=_l("资格已通过，等待评榜和公示"),
            until=Until.LIMIT, follows=True, is_eligible=True),
        ClaimState(
            AWARDED, _l("中榜"), "done", next=_l("已经中榜，按下一步办理实施方案"), follows=True, has_won=True),
        ClaimState(
            NOT_AWARDED, _l("未中榜"), "over", next=_l("不用再办理；中榜方取消资格的，排名顺延"), has_lost=True),
        ClaimState(
            FORFEITED, _l("已放弃"), "over", next=_l("中榜资格已取消，不用再办理"), is_forfeited=True),
        ClaimState(
            WITHDRAWN, _l("已撤回"), "over", next=_l("不开榜，不用再办理；揭榜截止前可以重新揭榜"), is_withdrawn=True),
        ClaimState(
            LAPSED, _l("已失效"), "over", next=_l("不用再办理"), is_lapsed=True),
        ClaimState(
            TERMINATED, _l("已终止"), "over", next=_l("已经终止，不用再办理"), has_won=True),
    )
}
# fmt: on
SEALED = frozenset(row.id for row in STATES.values() if row.is_sealed)
"""Where the rows of what a claim's people do begin."""
EXAMINED = frozenset(row.id for row in STATES.values() if row.is_entered or row.is_eligible or row.is_ineligible)
"""Where eligibility is decided, or decided again."""
