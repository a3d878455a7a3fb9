"""推介公告 on paper: the publication in its publisher's name, as PDF and Word, issued in the transaction that publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app

from marketplace.accounts.models import Person
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, paragraph, paragraphs, quoted, table
from marketplace.documents.kinds import PROMOTION
from marketplace.documents.models import Certificate
from marketplace.finance import Figures, figures_of
from marketplace.furniture import measures, times
from marketplace.furniture.numbers import wan
from marketplace.furniture.words import sentence
from marketplace.i18n import _, enumerated
from marketplace.plans import ties
from marketplace.plans.sheet import returns, schedule, supports
from marketplace.publications import letterhead
from marketplace.publications.kinds import KINDS
from marketplace.publications.models import Publication
from marketplace.reference import options
from marketplace.sheets import richtext
from marketplace.sheets.fields import Field, Number, Rows

Plan = Mapping[str, Any]


def issue_promotion(publication: Publication, *, by: Person) -> None:
    """推介公告: its number is the publication's, its issuer the publisher."""
    certificates.issue(
        kind=PROMOTION,
        paper=promotion_paper(publication),
        scenario_code=publication.content["scenario"],
        round_number=publication.round_number,
        owner_kind="scenario",
        owner_ref=publication.content["scenario"],
        by=by,
        number=publication.number,
        slug=publication.slug,
        issuer=publication.content["publisher"]["name"],
    )


def paper_of(publication: Publication) -> Certificate | None:
    """Its paper; None where it was published before there were papers of this kind."""
    return documents.by_slug(publication.slug)


def promotion_paper(publication: Publication) -> Paper:
    """What is offered, how it is run, how the money comes back, what is asked of whoever wants it, until when."""
    content = publication.content
    plan: Plan = content["plan"]
    before, after = map(str, KINDS[publication.kind].phrases)
    is_result = publication.kind == "result"
    parts = [
        (_("场景概况"), _about(plan)),
        (_("经营主体"), _operator(content.get("operator"))),
        (_("运营模式"), _operation(plan)),
        (_("投资与回报"), _money(plan)),
        (_("支持举措"), _rows(supports.field("supports"), (plan.get("supports") or {}).get("supports"))),
        (_("实施计划"), _rows(schedule.field("milestones"), (plan.get("schedule") or {}).get("milestones"))),
        (_("揭榜要求"), [] if is_result else _terms(plan, content["contest"])),
        (_("时间与联系"), _contact(publication, plan)),
    ]
    reason = paragraphs(_("理由：%(reason)s", reason=content["reason"])) if content["reason"] else []
    return Paper(
        [before, quoted(plan["basics"]["title"]), after],
        [paragraph(letterhead.opening_words(publication)), *reason, *chapters(parts), paragraph(_annex(publication))],
        copies=[certificates.office_name()],
        facts=[(_("推介版本"), _("第%(n)d版", n=publication.version)), (_("推介内容的摘要"), publication.sha256)],
    )


def _annex(publication: Publication) -> str:
    code, version = publication.content["scenario"], publication.version
    address = f"{current_app.config['BASE_URL']}/scenarios/{code}/versions/{version}/"
    return _("附件：场景方案（第%(n)d版），全文见%(address)s", n=version, address=address)


def _about(plan: Plan) -> list[Block]:
    basics = plan["basics"]
    return [
        *paragraphs(str(basics.get("summary") or "")),
        paragraph(_("建设地点：%(place)s", place=sentence(basics.get("place") or "—"))),
    ]


def _operator(operator: Mapping[str, Any] | None) -> list[Block]:
    if not operator:
        return []
    members = [one["name"] for one in operator["members"]]
    if len(members) < 2:
        return [paragraph(_("经营主体为%(name)s。", name=operator["organisation"]["name"]))]
    lead, listed = operator["organisation"]["name"], enumerated(members)
    return [paragraph(_("经营主体为%(members)s组成的联合体，%(lead)s牵头。", members=listed, lead=lead))]


def _operation(plan: Plan) -> list[Block]:
    operation = plan["operation"]
    models = dict(options.operating_models())
    model = str(operation.get("operating_model") or "")
    words = _("%(model)s，运营%(n)s年。", model=models.get(model, model), n=operation.get("term_years") or "—")
    blocks = [paragraph(words), *paragraphs(richtext.plain(str(operation.get("operation") or "")))]
    if operation.get("asset_ownership"):
        blocks += paragraphs(
            _("资产权属：%(words)s", words=sentence(richtext.plain(str(operation["asset_ownership"]))))
        )
    return blocks


def _money(plan: Plan) -> list[Block]:
    part = plan["returns"]
    mechanisms = dict(options.return_mechanisms())
    named = enumerated(mechanisms.get(one, one) for one in part.get("return_mechanisms") or [])
    figures = figures_of(dict(plan))
    words = _("回报机制：%(mechanisms)s。%(figures)s", mechanisms=named, figures=_figure_words(figures))
    return [paragraph(words), *_rows(returns.field("investment"), part.get("investment"))]


def _figure_words(figures: Figures | None) -> str:
    if figures is None:
        return ""
    return _invested(figures) + _(
        "测算内部收益率：%(irr)s；静态投资回收期：%(payback)s（含建设期）；测算不是承诺。",
        irr=measures.irr(figures),
        payback=measures.payback(figures),
    )


def _invested(figures: Figures) -> str:
    """Who brings what, loans apart from social capital."""
    amounts = {
        "total": wan(figures.total_investment_wan),
        "government": wan(figures.government_wan),
        "social": wan(figures.social_wan - figures.loan_wan),
    }
    if not figures.loan_wan:
        return _("总投资%(total)s万元，其中政府投入%(government)s万元，社会资本%(social)s万元。", **amounts)
    return _(
        "总投资%(total)s万元，其中政府投入%(government)s万元，社会资本%(social)s万元，贷款%(loan)s万元。",
        **amounts,
        loan=wan(figures.loan_wan),
    )


def _rows(field: Any, rows: Sequence[Mapping[str, Any]] | None) -> list[Block]:
    """A table of the plan; nothing where it has no rows."""
    if not rows or not isinstance(field, Rows):
        return []
    columns = [
        (head_of(column), "r", 2) if isinstance(column, Number) else (head_of(column), "l", 4)
        for column in field.columns
    ]
    return [table(columns, [[words or "—" for words in field.said(row)] for row in rows])]


def head_of(column: Field) -> str:
    """What stands over a column, with its unit unless it is the unit."""
    return f"{column.label}（{column.unit}）" if column.unit and column.unit not in column.label else str(column.label)


def _terms(plan: Plan, contest: Mapping[str, Any]) -> list[Block]:
    terms = plan["claim_terms"]
    methods = dict(options.selection_methods())
    method = str((contest.get("selection") or {}).get("method") or "")
    fewest = (contest.get("selection") or {}).get("fewest_claims") or 1
    consortium = _("接受联合体揭榜。") if terms.get("consortium_allowed") else _("不接受联合体揭榜。")
    ways = _(
        "选定程序：%(method)s，截止时有效的揭榜申请不足%(n)d份的流榜。%(consortium)s",
        method=methods.get(method, method),
        n=fewest,
        consortium=consortium,
    )
    criteria = [
        [row["name"], row["weight"], "—" if row.get("min_score") is None else row["min_score"]]
        for row in terms.get("criteria") or []
    ]
    return [
        *paragraphs(richtext.plain(str(terms.get("qualifications") or ""))),
        paragraph(ways),
        table([(_("评审标准"), "l", 8), (_("权重（%）"), "r", 3), (_("最低分（分）"), "r", 3)], criteria),
        paragraph(
            _("总分为各专家加权分的平均值，低于某项最低分的不能中榜。%(ties)s", ties=ties.rule(terms["criteria"]))
        ),
    ]


def _contact(publication: Publication, plan: Plan) -> list[Block]:
    terms = plan.get("claim_terms") or {}
    deadline = publication.deadline
    blocks = []
    if publication.kind != "result" and deadline is not None:
        words = _(
            "揭榜截止时间为%(at)s。揭榜申请在平台在线提交，截止前密封，任何人不能查看。",
            at=times.moment_in_beijing(deadline),
        )
        blocks.append(paragraph(words))
        visits = [
            "，".join(str(one[key]) for key in ("when", "place", "note") if one.get(key))
            for one in terms.get("site_visits") or []
        ]
        if visits:
            blocks.append(paragraph(_("现场踏勘：%(visits)s", visits=sentence("；".join(visits)))))
    who = _(
        "联系人：%(name)s，电话：%(phone)s，邮箱：%(email)s。",
        name=terms.get("contact_name") or "—",
        phone=terms.get("contact_phone") or "—",
        email=terms.get("contact_email") or "—",
    )
    return [*blocks, paragraph(who)]
