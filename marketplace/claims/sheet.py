"""The claim sheet: six sections (DESIGN section 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from marketplace.errors import Complaint
from marketplace.i18n import _, _l
from marketplace.plans import checks, pricing
from marketplace.plans.sheet import investment_columns, returns
from marketplace.reference import options
from marketplace.sheets import Section, Sheet
from marketplace.sheets.fields import Choice, Day, Files, Integer, Number, RichText, Rows, Text, Year


def sums_agree(values: Mapping[str, Any]) -> Iterator[Complaint]:
    """Investment and funding sources have the same sum."""
    invested = sum(row.get("amount_wan") or 0 for row in values.get("investment") or [])
    funded = sum(row.get("amount_wan") or 0 for row in values.get("funding_sources") or [])
    if values.get("investment") and values.get("funding_sources") and invested != funded:
        yield Complaint(
            _("投资合计 %(a)s 万元，资金来源合计 %(b)s 万元，两者应当相等。", a=f"{invested:,}", b=f"{funded:,}"),
            field="funding_sources",
        )


def shares_sum_to_100(values: Mapping[str, Any]) -> Iterator[Complaint]:
    """The members' shares sum to 100, and nobody is named twice."""
    rows = values.get("members") or []
    total = sum(row.get("share_pct") or 0 for row in rows)
    if rows and total != 100:
        yield Complaint(_("成员份额合计为 %(n)s，应当为 100。", n=total), field="members")
    names = [row.get("organisation") for row in rows]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            yield Complaint(_("成员第 %(n)d 行：这个单位已经写过。", n=place + 1), "members", place, "organisation")


proposal = Section(
    "proposal",
    _l("揭榜方案"),
    guidance=(_l("针对场景的问题说你怎么做、凭什么做得成。"),),
    fields=(RichText(id="proposal", label=_l("揭榜方案"), required=True, min=50, max=5000, hint=_l("50 — 5,000 字")),),
)
operation = Section(
    "operation",
    _l("运营方案"),
    guidance=(_l("运营模式应当与推介一致，或者同为（非）特许经营、期满资产去向相同。"),),
    fields=(
        Choice(
            id="operating_model",
            label=_l("运营模式"),
            required=True,
            source=options.operating_models,
            withheld=options.models_of_other_promises,
            remarks=options.definitions_of_models,
            see=((_l("各种模式说明"), "/models/"),),
        ),
        RichText(id="operating_plan", label=_l("运营方案"), required=True, min=50, max=5000, hint=_l("50 — 5,000 字")),
    ),
)
money = Section(
    "money",
    _l("投资与回报"),
    guidance=(
        _l("投资写你带来的钱，资金来源写钱从哪里来，两者合计相等。"),
        _l("收入、成本和折现率已按推介填好，可以改。"),
    ),
    checks=(sums_agree, pricing.agrees),
    questions=(checks.typed_in_wan,),
    fields=(
        Rows(id="investment", label=_l("投资"), required=True, total="amount_wan", columns=investment_columns),
        Rows(
            id="funding_sources",
            label=_l("资金来源"),
            required=True,
            total="amount_wan",
            columns=(
                Choice(id="source", label=_l("来源"), required=True, source=options.vocabulary("investment_sources")),
                Number(id="amount_wan", label=_l("万元"), unit=str(_l("万元")), required=True, short=True),
                Text(id="note", label=_l("说明"), max=200),
            ),
        ),
        returns.field("revenue"),
        returns.field("cost"),
        returns.field("discount_rate_pct"),
        RichText(id="return_plan", label=_l("回报方案"), required=True, min=20, max=5000),
    ),
)
schedule = Section(
    "schedule",
    _l("进度承诺"),
    guidance=(_l("写到日，揭榜后按它督查。"),),
    fields=(
        Rows(
            id="schedule",
            label=_l("进度"),
            required=True,
            columns=(
                Text(id="name", label=_l("节点"), required=True, max=60),
                Day(id="due", label=_l("日期"), required=True),
            ),
        ),
    ),
)
team = Section(
    "team",
    _l("联合体与业绩"),
    guidance=(
        _l("成员包括牵头单位；单独揭榜时只有一行，份额 100。"),
        _l("成员须各自登录确认，改动成员或份额会使已有的确认失效。"),
    ),
    checks=(shares_sum_to_100,),
    fields=(
        Rows(
            id="members",
            label=_l("联合体成员"),
            required=True,
            total="share_pct",
            most=20,
            columns=(
                Text(
                    id="organisation",
                    label=_l("单位"),
                    required=True,
                    max=100,
                    hint=_l("单位名称、代码或统一社会信用代码"),
                ),
                Choice(id="role", label=_l("分工"), required=True, source=options.vocabulary("member_roles")),
                Number(
                    id="share_pct",
                    label=_l("份额"),
                    unit="%",
                    required=True,
                    short=True,
                    min=Decimal("0.01"),
                    max=Decimal(100),
                ),
            ),
        ),
        Rows(
            id="team",
            label=_l("团队"),
            required=True,
            columns=(
                Text(id="role", label=_l("岗位"), required=True, max=60),
                Integer(id="count", label=_l("人数"), required=True, short=True, min=Decimal(1), max=Decimal(10000)),
                Text(id="note", label=_l("说明"), max=200),
            ),
        ),
        Rows(
            id="record",
            label=_l("业绩"),
            columns=(
                Text(id="project", label=_l("项目"), required=True, max=100),
                Year(id="year", label=_l("年度"), required=True),
                Text(id="scale", label=_l("规模"), max=200),
            ),
        ),
    ),
)
attachments = Section(
    "attachments",
    _l("附件"),
    guidance=(_l("资质、业绩证明、资信。文件同样密封。"),),
    fields=(Files(id="attachments", label=_l("附件"), hint=_l("每个文件不超过 20 MB。")),),
)
CLAIM = Sheet("claim", _l("揭榜申请"), (proposal, operation, money, schedule, team, attachments))
