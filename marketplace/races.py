"""Lost races: what the database refused because another was first, in words for the one who came second.

SQLite names the columns of a constraint, PostgreSQL its name; the table knows both.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from marketplace.errors import MarketplaceError, Unmet, WrongState
from marketplace.i18n import _, _l


@dataclass(frozen=True)
class Race:
    """A unique constraint that two people can run into at the same moment."""

    constraint: str
    columns: str
    message: str
    refusal: type[MarketplaceError] = WrongState

    def fits(self, error: str) -> bool:
        """Whether it is this constraint that the database named."""
        return self.constraint in error or error.endswith("UNIQUE constraint failed: " + self.columns)


RACES = (
    Race("uq_one_award_per_round", "claim.round_id", _l("这一轮已经有揭榜方，不能再确认另一家。")),
    Race(
        "uq_one_live_claim_per_organisation",
        "claim_seat.round_id, claim_seat.organisation_id",
        _l("你单位在这一轮已有揭榜申请。一个单位一轮只能参加一份。"),
        Unmet,
    ),
    Race("uq_claim_ref", "claim.ref", _l("请再点一次“我要揭榜”。")),
    Race(
        "uq_score_sheet_claim_id_expert_id",
        "score_sheet.claim_id, score_sheet.expert_id",
        _l("这份评分表刚在另一个窗口保存过，请刷新后核对。"),
    ),
    Race(
        "uq_assignment_round_id_expert_id", "assignment.round_id, assignment.expert_id", _l("这位专家刚刚已经分派过。")
    ),
    Race("uq_organisation_credit_code", "organisation.credit_code", _l("这个统一社会信用代码已经注册。"), Unmet),
    Race("uq_person_email", "person.email", _l("这个邮箱已经有账号，请直接登录或找回密码。"), Unmet),
    Race("pk_once_key", "once_key.key", _l("这份表单已经提交过，请到工作台查看。")),
)


def as_refusal(error: IntegrityError) -> MarketplaceError:
    """The refusal that a person can read; a constraint that has no words of its own asks to look again."""
    said = str(error.orig).strip()
    name = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or said
    for race in RACES:
        if race.fits(name):
            return race.refusal(str(race.message))
    return WrongState(_("别人刚刚办理了同一件事，没有重复办理。请返回刷新后核对。"))
