"""The fields of each act beside `revision`: small sections of the same sheet engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from marketplace.accounts.queries import organisation_names
from marketplace.furniture import times
from marketplace.furniture.words import truncate_text
from marketplace.i18n import _, _l
from marketplace.lifecycle import proposals
from marketplace.objections import to_terms
from marketplace.objections.models import Objection
from marketplace.plans.sheet import IMPLEMENTATION, PLAN
from marketplace.reference.tables import choices
from marketplace.scenarios.models import Scenario
from marketplace.sheets import Field, Section, Sheet
from marketplace.sheets.fields import Choice, Choices, Day, Integer, LongText, OneFile, Option, Text
from marketplace.workflow import Move, Transition

MOST_COMMENT = 2000


@dataclass(frozen=True, kw_only=True)
class RankedClaim(Choice):
    """One of the claims that a scenario's evaluation ranked."""

    ranking: tuple[Mapping[str, Any], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def among(self, scenario: Scenario) -> RankedClaim:
        """The field with this scenario's ranking."""
        ranking = tuple((scenario.round.ranking if scenario.round else None) or ())
        return replace(self, ranking=ranking, names=organisation_names({row["organisation"] for row in ranking}))

    def best(self) -> str | None:
        """The first that may win; None without one."""
        return next((row["claim"] for row in self.ranking if row["may_win"]), None)

    @property
    def options(self) -> list[Option]:
        return [(row["claim"], self._words(row)) for row in self.ranking]

    def _words(self, row: Mapping[str, Any]) -> str:
        words = {
            "rank": row["rank"],
            "name": self.names.get(row["organisation"], row["organisation"]),
            "claim": row["claim"],
            "score": f"{row['score']:.2f}",
        }
        if row["may_win"]:
            return _("第 %(rank)s 名 %(name)s，%(claim)s，%(score)s 分", **words)
        return _("第 %(rank)s 名 %(name)s，%(claim)s，%(score)s 分，低于最低分，不能公示", **words)


@dataclass(frozen=True, kw_only=True)
class UpheldObjections(Choices):
    """Those upheld objections to the terms that an amendment answers; there only while some wait for one."""

    waiting: tuple[Option, ...] = ()

    def among(self, scenario: Scenario) -> UpheldObjections:
        """The field with this scenario's upheld objections."""
        rows = to_terms.awaiting_amendment(scenario.round) if scenario.round else ()
        return replace(self, waiting=tuple((one.ref, self._words(one)) for one in rows))

    @property
    def options(self) -> list[Option]:
        return list(self.waiting)

    def _words(self, one: Objection) -> str:
        return _("%(day)s提出：%(text)s", day=times.day(one.at), text=truncate_text(one.objection, 60))


@dataclass(frozen=True, kw_only=True)
class ProposedAct(Choice):
    """One of the acts that end a contest, as far as the scenario's state allows it."""

    acts: tuple[str, ...] = ()
    shut: Mapping[str, str] = field(default_factory=dict)
    """Why an act of these would be refused now."""

    def among(self, scenario: Scenario) -> ProposedAct:
        """The field with what can be proposed now, and beside what would be refused the reason."""
        acts = scenario.state_row.proposes
        whys = {act: "".join(str(one.message) for one in proposals.why_not(scenario, act)) for act in acts}
        return replace(self, acts=acts, shut={act: why for act, why in whys.items() if why})

    @property
    def options(self) -> list[Option]:
        return [(act, self._words(act)) for act in self.acts]

    def _words(self, act: str) -> str:
        label = str(proposals.ACTS[act])
        return _("%(act)s（现在不能提请：%(why)s）", act=label, why=self.shut[act]) if act in self.shut else label


@dataclass(frozen=True, kw_only=True)
class StandingProposal(Choice):
    """One of the proposals that wait for a decision, by the act that it proposes."""

    acts: tuple[str, ...] = ()

    def among(self, scenario: Scenario) -> StandingProposal:
        """The field with what waits in this scenario now."""
        return replace(self, acts=tuple(one.act for one in proposals.all_standing(scenario.round)))

    def best(self) -> str | None:
        """The one that waits; None where there are several."""
        return self.acts[0] if len(self.acts) == 1 else None

    @property
    def options(self) -> list[Option]:
        return [(act, str(proposals.ACTS[act])) for act in self.acts]


FIT_THE_SCENARIO = (RankedClaim, UpheldObjections, ProposedAct, StandingProposal)
"""Fields that are told of which scenario they are asked."""


def _comment(label: str, *, required: bool = False, hint: str = "") -> LongText:
    return LongText(id="comment", label=label, required=required, hint=hint, max=MOST_COMMENT)


def _form(*fields: Field) -> Section:
    return Section("act", "", fields)


@dataclass(frozen=True)
class Fitted:
    """A form with choices that depend on the scenario: each move is asked its own."""

    asked: Section

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields, before they are told which scenario it is."""
        return self.asked.fields

    def __call__(self, move: Move) -> Section:
        """The fields of this move; which objection is answered is asked only where one waits for it."""
        told = [f.among(move.subject) if isinstance(f, FIT_THE_SCENARIO) else f for f in self.asked.fields]
        return replace(self.asked, fields=tuple(f for f in told if not isinstance(f, UpheldObjections) or f.waiting))


def _fitted(*fields: Field) -> Fitted:
    return Fitted(_form(*fields))


def prolonging_form(most: int) -> Section:
    """By how many working days a limit is prolonged, at most its own length, and why."""
    return _form(
        Integer(id="days", label=_("工作日"), required=True, min=Decimal(1), max=Decimal(most)),
        LongText(id="reason", label=_("理由"), required=True, max=MOST_COMMENT),
    )


def _section_comments(sheet: Sheet) -> list[LongText]:
    return [
        LongText(id=f"section_comments-{section.id}", label=section.label, max=MOST_COMMENT)
        for section in sheet.sections
    ]


def _criterion(name: str, label: str, hint: str) -> tuple[Field, Field]:
    return (
        Integer(
            id=f"score_{name}",
            label=label,
            hint=hint,
            required=True,
            widget="criterion",
            min=Decimal(1),
            max=Decimal(5),
        ),
        LongText(
            id=f"reason_{name}",
            label=label,
            hint=_l("理由，初审记录中公开"),
            required=True,
            max=MOST_COMMENT,
            widget="reason",
        ),
    )


CRITERIA = dict(choices("vetting_criteria"))
_HINTS = {
    "traction": _l("群众高频需求，能带动其他社区"),
    "feasibility": _l("收入有依据，有人愿意来做"),
    "leverage": _l("每 1 元财政资金带动的社会投入"),
}

PLAIN = _form(_comment(_l("说明")))
REASONED = _form(_comment(_l("理由"), required=True))
TOLD = _form(_comment(_l("理由"), required=True, hint=_l("将在公开页面写明，并告知有关单位。")))
"""A reason that everybody reads."""
ISSUED = _form(_comment(_l("审定意见"), hint=_l("填写的将作为理由随推介公开。")))
VET = _form(
    *(field for name, label in CRITERIA.items() for field in _criterion(name, label, _HINTS[name])),
    _comment(_l("初审意见")),
)
RETURN = _form(_comment(_l("总的意见")), *_section_comments(PLAN))
RETURN_PLAN = _form(_comment(_l("总的意见")), *_section_comments(IMPLEMENTATION))
FAIR_COMPETITION = Choice(
    id="fair_competition",
    label=_l("公平竞争审查"),
    required=True,
    source=lambda: [("passed", str(_l("审查通过"))), ("exception", str(_l("适用例外规定")))],
    widget="radio",
)
PUBLISH = _form(
    FAIR_COMPETITION,
    LongText(
        id="fair_competition_note", label=_l("审查说明"), max=MOST_COMMENT, hint=_l("适用例外规定时写明条款和期限。")
    ),
    _comment(_l("审定意见"), hint=_l("填写的将作为理由随推介公开。")),
)
AMEND = _fitted(
    LongText(
        id="reason",
        label=_l("变更理由"),
        required=True,
        max=MOST_COMMENT,
        hint=_l("改了什么、为什么，将随变更公告公开。"),
    ),
    UpheldObjections(
        id="objection",
        label=_l("答复哪条成立的异议"),
        hint=_l("答复的异议和结论写进变更公告；不选的，按方案已改动的部分认定。"),
    ),
    Day(
        id="deadline",
        label=_l("新的截止日期"),
        hint=_l(
            "不填则按规定计算：除联系方式、现场踏勘和摘要以外有变更的，自今日起至少留足规定天数（见上）；时间为 17:00，遇休息日顺延，不能提前。"
        ),
    ),
    _comment(_l("审定意见"), hint=_l("只留在办理记录，不公开。")),
)
ANNOUNCE = _fitted(
    RankedClaim(
        id="claim", label=_l("拟揭榜方"), required=True, hint=_l("公示排名最前、各项都达到最低分的一家，不能另选。")
    ),
    _comment(_l("说明"), hint=_l("填写的将随公示公开。")),
)
ANNUL = _fitted(
    _comment(_l("理由"), required=True, hint=_l("将在公开页面写明，并告知有关单位。")),
    Text(
        id="decision_number",
        label=_l("判决或决定文书号"),
        max=100,
        hint=_l("没有成立的异议时必填：法院判决、监督机关决定的文书号。"),
    ),
    OneFile(id="decision_file", label=_l("判决或决定文书"), hint=_l("没有成立的异议时必须上传，不超过 20 MB。")),
    Choice(
        id="about",
        label=_l("判决或决定针对"),
        source=lambda: [
            ("experts", str(_l("评审专家"))),
            ("claim", str(_l("一份申请的资格"))),
            ("procedure", str(_l("其他"))),
        ],
        widget="radio",
        hint=_l(
            "依异议撤销的不用选。针对专家的由新抽取的专家全部重新评审；针对资格的只重新审查那一份；其他的，已锁定的评分照常计入。"
        ),
    ),
    RankedClaim(id="claim", label=_l("针对哪一份申请"), hint=_l("针对一份申请的资格时选。")),
)
FORFEIT = _form(
    _comment(_l("理由"), required=True, hint=_l("揭榜方放弃或不签协议的事实和依据，将公开并告知有关单位。")),
    OneFile(
        id="written_waiver",
        label=_l("揭榜方的书面放弃声明"),
        hint=_l(
            "上传加盖公章的放弃声明的，不用等答复期满。实施方案已提交，或者只欠发布方签章、确认的，必须上传。不超过 20 MB。"
        ),
    ),
)
PROPOSE = _fitted(
    ProposedAct(id="act", label=_l("提请审定人办理"), required=True, widget="radio"),
    _comment(
        _l("理由"),
        required=True,
        hint=_l(
            "告知发布方和有关揭榜单位，他们可以在答复期内答复。发布方自己欠签协议、欠确认的，不能作为对揭榜方的理由。"
        ),
    ),
    OneFile(id="file", label=_l("依据材料"), hint=_l("不超过 20 MB。")),
)
RETRACT = _fitted(
    StandingProposal(id="act", label=_l("撤回哪项提请"), required=True, widget="radio"),
    _comment(_l("理由"), required=True, hint=_l("告知审定人、发布方和有关揭榜单位。")),
)
PROPOSAL_ANSWER = _form(
    LongText(
        id="answer",
        label=_l("答复"),
        required=True,
        max=MOST_COMMENT,
        hint=_l("写在提请旁边，审定人一并看到；只能答复一次。"),
    )
)
HAPPENED = _form(
    Day(id="happened_on", label=_l("发生日期"), required=True),
    OneFile(
        id="evidence", label=_l("证明材料"), required=True, hint=_l("开工报告、验收备案、测评报告等，不超过 20 MB。")
    ),
    LongText(id="note", label=_l("说明"), max=MOST_COMMENT),
    _comment(_l("备注")),
)


def suggested(section: Section) -> dict[str, Any]:
    """What a form holds at first: the claim that must be announced, the one proposal there is; where an act need not be about
    a claim, none."""
    chosen = (RankedClaim, StandingProposal)
    return {field.id: field.best() for field in section.fields if isinstance(field, chosen) and field.required}


def with_others(section: Section | None, others: Sequence[Transition]) -> Section | None:
    """A review page holds the fields of every judgement it offers, so that none typed is lost whichever is pressed."""
    if section is None:
        return None
    known = {field.id for field in section.fields}
    more = {f.id: f for row in others if row.form for f in row.form.fields if f.id not in known}
    return replace(section, fields=(*section.fields, *more.values()))
