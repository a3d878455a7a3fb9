"""The public notice on paper, and its annulment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.claims import money
from marketplace.claims.issuing import issue, member_rows
from marketplace.claims.models import Claim
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, paragraph, quoted
from marketplace.finance import Figures
from marketplace.furniture import times
from marketplace.furniture.numbers import score_words, wan
from marketplace.i18n import _, enumerated
from marketplace.objections.models import Notice
from marketplace.publications import service as publications
from marketplace.publications.models import Publication
from marketplace.reference import options
from marketplace.scenarios.models import Round
from marketplace.settings import queries as settings


def row_of(round_: Round, ref: str) -> dict[str, Any]:
    """A claim's row of the ranking; empty where it has none."""
    return next((row for row in round_.ranking or [] if row["claim"] == ref), {})


def about(publication: Publication) -> str:
    """The contest by what it was published with, as a letter begins."""
    return _(
        "%(publisher)s于%(day)s推介%(title)s（场景编号%(code)s，推介文件%(number)s）",
        title=quoted(publication.content["plan"]["basics"]["title"]),
        code=publication.content["scenario"],
        number=publication.number,
        day=times.day(publication.issued_at),
        publisher=publication.content["publisher"]["name"],
    )


def issue_notice(notice: Notice, *, experts: int, by: Person) -> None:
    """公示公告, with the notice that it announces; so many experts scored every claim."""
    issue("notice", notice.round, notice_paper(notice, experts), by=by)


def notice_paper(notice: Notice, experts: int) -> Paper:
    """Who is proposed and why, until when, and how to object. No expert is named, and no other claimant."""
    round_, claim = notice.round, notice.claim
    publication = publications.newest(round_.scenario)
    opening = _("%(about)s，评榜已经完成。现将拟揭榜方予以公示。", about=about(publication))
    return Paper(
        [_("关于"), quoted(round_.scenario.public_title), _("拟揭榜方的公示")],
        [
            paragraph(opening),
            *chapters(
                [
                    (_("竞争情况"), [paragraph(_contest_words(round_, experts))]),
                    (_("拟揭榜方"), _proposed(notice, publication)),
                    (_("公示期"), [paragraph(_period_words(notice))]),
                    (_("异议"), [paragraph(words) for words in _objection_words(round_, publication)]),
                ]
            ),
        ],
        copies=[round_.scenario.publisher.name],
        facts=[(_("揭榜编号"), claim.ref)],
    )


def _contest_words(round_: Round, experts: int) -> str:
    rows = round_.ranking or []
    return _(
        "%(opened)s推介，%(deadline)s截止，收到揭榜申请%(claims)d份，其中资格通过%(eligible)d份，由%(experts)d位专家独立评分。",
        opened=times.day(round_.opens_at),
        deadline=times.moment(round_.deadline),
        claims=round_.claims_count or 0,
        eligible=len(rows),
        experts=experts,
    )


def _proposed(notice: Notice, publication: Publication) -> list[Block]:
    claim, row = notice.claim, row_of(notice.round, notice.claim.ref)
    lead = claim.lead_organisation
    words = _(
        "牵头单位：%(name)s（统一社会信用代码%(code)s），总得分%(score)s分，排名第%(rank)d。",
        name=lead.name,
        code=lead.credit_code or _("无"),
        score=score_words(row.get("score") or 0),
        rank=row.get("rank") or 0,
    )
    blocks = [paragraph(words)]
    members = member_rows(claim)
    if len(members) > 1:
        listed = "；".join(f"{one['name']}（{one['credit_code']}），{one['role']}，{one['share']}" for one in members)
        blocks.append(paragraph(_("联合体成员、分工和份额：%(members)s。", members=listed)))
    if notice.reason and row.get("rank") != 1:
        blocks.append(paragraph(_("未选排名在前者的理由：%(reason)s", reason=notice.reason)))
    return [*blocks, paragraph(_offer_words(claim, publication))]


def _offer_words(claim: Claim, publication: Publication) -> str:
    plan, body = publication.content["plan"], claim.opened_body or {}
    models, mechanisms = dict(options.operating_models()), dict(options.return_mechanisms())
    model = (body.get("operation") or {}).get("operating_model") or (plan.get("operation") or {}).get("operating_model")
    named = [mechanisms.get(one, one) for one in (plan.get("returns") or {}).get("return_mechanisms") or []]
    figures = money.figures_of_claim(body, plan)
    amounts = _invested(figures) if figures else _("投资以揭榜方案为准")
    return _(
        "运营模式：%(model)s；回报机制：%(mechanisms)s；%(amounts)s。",
        model=models.get(str(model), model),
        mechanisms=enumerated(named),
        amounts=amounts,
    )


def _invested(figures: Figures) -> str:
    """What is invested, loans apart from social capital."""
    amounts = {"total": wan(figures.total_investment_wan), "social": wan(figures.social_wan - figures.loan_wan)}
    if not figures.loan_wan:
        return _("总投资%(total)s万元，其中社会资本%(social)s万元", **amounts)
    return _("总投资%(total)s万元，其中社会资本%(social)s万元、贷款%(loan)s万元", **amounts, loan=wan(figures.loan_wan))


def _period_words(notice: Notice) -> str:
    last = notice.until - timedelta(seconds=1)
    words = {
        "first": times.moment(notice.announced_at),
        "last": times.day(last),
        "days": settings.of_round(notice.round.figures, "notice_days"),
    }
    if notice.provisional:
        return _("%(first)s至%(last)s 24:00，共%(days)d个工作日。（暂按法定节假日推算）", **words)
    return _("%(first)s至%(last)s 24:00，共%(days)d个工作日。", **words)


def _objection_words(round_: Round, publication: Publication) -> list[str]:
    terms = publication.content["plan"].get("claim_terms") or {}
    office = accounts.the_office()
    profile = office.profile if office else {}
    reach = "，".join(
        f"{label}{profile[key]}"
        for key, label in (("address", _("地址：")), ("phone", _("电话：")), ("email", _("邮箱：")))
        if profile.get(key)
    )
    return [
        _(
            "公示期内，任何单位和实名公民有异议的，可以在平台本场景的“异议”页面提出，或者向%(office)s书面提出，"
            "写明名称或姓名、联系方式、理由和证据，单位加盖公章，个人签名。%(reach)s",
            office=certificates.office_name(),
            reach=reach + ("。" if reach else ""),
        ),
        _(
            "%(office)s在收到异议后%(days)d个工作日内书面答复，由没有参加评榜结论和公示的审定人办理；"
            "异议没有答复的不确认揭榜，异议成立的撤销公示。",
            office=certificates.office_name(),
            days=settings.of_round(round_.figures, "objection_answer_days"),
        ),
        _(
            "场景内容咨询：%(name)s，电话：%(phone)s，邮箱：%(email)s。",
            name=terms.get("contact_name") or "—",
            phone=terms.get("contact_phone") or "—",
            email=terms.get("contact_email") or "—",
        ),
    ]
