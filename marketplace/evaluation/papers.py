"""The letters of a result: public notice, its annulment, the letter to the winner, the letters to the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.claims import money
from marketplace.claims.models import Claim
from marketplace.claims.papers import member_rows
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, pairs, paragraph, paragraphs, quoted, table
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.errors import CalendarEnds
from marketplace.evaluation import queries
from marketplace.evaluation.models import Notice, Objection
from marketplace.furniture import times
from marketplace.furniture.figures import wan
from marketplace.i18n import _
from marketplace.plans.sheet import IMPLEMENTATION
from marketplace.publications import service as publications
from marketplace.publications.models import Publication
from marketplace.reference import options
from marketplace.scenarios.models import Round
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays


def issue(kind: str, round_: Round, paper: Paper, *, by: Person, claim: Claim | None = None) -> None:
    """Issue a paper of a round or, where one is named, of a claim."""
    certificates.issue(
        kind=kind,
        paper=paper,
        scenario_code=round_.scenario.code,
        round_number=round_.number,
        owner_kind="claim" if claim else "scenario",
        owner_ref=claim.ref if claim else round_.scenario.code,
        by=by,
    )


def _row_of(round_: Round, ref: str) -> dict[str, Any]:
    return next((row for row in round_.ranking or [] if row["claim"] == ref), {})


def score_words(score: Any) -> str:
    """A score as papers write it: two decimals."""
    return f"{float(score):.2f}"


def _about(publication: Publication) -> str:
    return _(
        "%(publisher)s于%(day)s推介%(title)s（场景编号%(code)s，推介文件%(number)s）",
        title=quoted(publication.content["plan"]["basics"]["title"]),
        code=publication.content["scenario"],
        number=publication.number,
        day=times.day(publication.issued_at),
        publisher=publication.content["publisher"]["name"],
    )


def papers_of(round_: Round) -> list[Certificate]:
    """What was issued for a round as a whole and the person who is signed in may read, oldest first."""
    rows = documents.of_round(round_.scenario.code, round_.number)
    return [row for row in rows if may(KINDS[row.kind].permission, round_)]


# --- the notice -----------------------------------------------------------------------------------------------------


def issue_notice(notice: Notice, *, by: Person) -> None:
    """公示公告, with the notice that it announces."""
    issue("notice", notice.round, notice_paper(notice), by=by)


def notice_paper(notice: Notice) -> Paper:
    """Who is proposed and why, until when, and how to object. No expert is named, and no other claimant."""
    round_, claim = notice.round, notice.claim
    publication = publications.newest(round_.scenario)
    opening = _("%(about)s，评榜已经完成。现将拟揭榜方予以公示。", about=_about(publication))
    return Paper(
        [_("关于"), quoted(round_.scenario.public_title), _("拟揭榜方的公示")],
        [
            paragraph(opening),
            *chapters(
                [
                    (_("竞争情况"), [paragraph(_contest_words(round_))]),
                    (_("拟揭榜方"), _proposed(notice, publication)),
                    (_("公示期"), [paragraph(_period_words(notice))]),
                    (_("异议"), [paragraph(words) for words in _objection_words(round_, publication)]),
                ]
            ),
        ],
        copies=[round_.scenario.publisher.name],
        facts=[(_("揭榜编号"), claim.ref)],
    )


def _contest_words(round_: Round) -> str:
    rows = round_.ranking or []
    experts = len(queries.full_panel(round_))
    return _(
        "%(opened)s推介，%(deadline)s截止，收到揭榜申请%(claims)d份，其中资格通过%(eligible)d份，由%(experts)d位专家独立评分。",
        opened=times.day(round_.opens_at),
        deadline=times.moment(round_.deadline),
        claims=round_.claims_count or 0,
        eligible=len(rows),
        experts=experts,
    )


def _proposed(notice: Notice, publication: Publication) -> list[Block]:
    claim, row = notice.claim, _row_of(notice.round, notice.claim.ref)
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
    amounts = (
        _(
            "总投资%(total)s万元，其中社会资本%(social)s万元",
            total=wan(figures.total_investment_wan),
            social=wan(figures.social_wan),
        )
        if figures
        else _("投资以揭榜方案为准")
    )
    return _(
        "运营模式：%(model)s；回报机制：%(mechanisms)s；%(amounts)s。",
        model=models.get(str(model), model),
        mechanisms="、".join(named),
        amounts=amounts,
    )


def _period_words(notice: Notice) -> str:
    last = notice.until - timedelta(seconds=1)
    words = _(
        "%(first)s至%(last)s 24:00，共%(days)d个工作日。",
        first=times.moment(notice.announced_at),
        last=times.day(last),
        days=settings.of_round(notice.round.figures, "notice_days"),
    )
    return words + (_("（暂按法定节假日推算）") if notice.provisional else "")


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


# --- the annulment --------------------------------------------------------------------------------------------------


def issue_annulment(notice: Notice, *, reason: str, by: Person) -> None:
    """撤销公示, in the transaction that annuls."""
    round_ = notice.round
    issued = documents.newest_of("notice", round_.scenario.code, round_.number)
    upheld = [one for one in queries.objections_to(notice) if one.decision == "upheld"]
    which = _(
        "%(day)s对%(title)s（场景编号%(code)s）拟揭榜方%(name)s的公示%(number)s，现予撤销。",
        day=times.day(notice.announced_at),
        title=quoted(round_.scenario.public_title),
        code=round_.scenario.code,
        name=notice.claim.lead_organisation.name,
        number=f"（{issued.number}）" if issued else "",
    )
    cause = [paragraph(_("公示期间提出的异议成立%(n)d条。", n=len(upheld)))] if upheld else []
    paper = Paper(
        [_("关于撤销"), quoted(round_.scenario.public_title), _("拟揭榜方公示的公告")],
        [
            paragraph(which),
            *chapters(
                [
                    (_("理由"), [*cause, *paragraphs(reason)]),
                    (
                        _("后续"),
                        [
                            paragraph(
                                _(
                                    "原评榜结论同时失效，由%(office)s重新组织评榜，结论形成后另行公示。已锁定的评分表照原样保留，本轮的公开记录继续公开。",
                                    office=certificates.office_name(),
                                )
                            )
                        ],
                    ),
                ]
            ),
            paragraph(_("特此公告。")),
        ],
        copies=[round_.scenario.publisher.name],
        facts=[(_("揭榜编号"), notice.claim.ref)],
    )
    issue("annulment", round_, paper, by=by)


# --- the letters ------------------------------------------------------------------------------------------------------


def issue_award_letter(notice: Notice, *, by: Person) -> None:
    """揭榜通知书 to the winner and its consortium."""
    issue("award_letter", notice.round, award_paper(notice), by=by, claim=notice.claim)


def award_paper(notice: Notice) -> Paper:
    """What was decided, what follows by when, what lapses if not."""
    round_, claim = notice.round, notice.claim
    publication = publications.newest(round_.scenario)
    return Paper(
        [_("关于"), quoted(round_.scenario.public_title), _("的揭榜通知书")],
        [
            paragraph(_result_words(notice, publication)),
            *chapters(
                [
                    (_("公示情况"), [paragraph(_ended_words(notice, queries.objections_to(notice)))]),
                    (_("有关要求"), [paragraph(words) for words in _duties(round_, publication)]),
                    (_("签收"), [pairs([(_("签收单位（盖章）"), ""), (_("签收人（签字）"), ""), (_("签收日期"), "")])]),
                ]
            ),
            paragraph(_("请签收后将本页复印件送回%(office)s。特此通知。", office=certificates.office_name())),
        ],
        addressee="、".join(one["name"] for one in member_rows(claim)) + "：",
        copies=[round_.scenario.publisher.name],
        facts=[(_("揭榜编号"), claim.ref)],
    )


def _result_words(notice: Notice, publication: Publication) -> str:
    row = _row_of(notice.round, notice.claim.ref)
    members = member_rows(notice.claim)
    who = _("你单位") if len(members) < 2 else _("%(lead)s牵头的联合体", lead=notice.claim.lead_organisation.name)
    return _(
        "%(about)s。经评榜和公示，确认%(who)s（揭榜编号%(ref)s，总得分%(score)s分，排名第%(rank)d）为本场景的揭榜方。",
        about=_about(publication),
        who=who,
        ref=notice.claim.ref,
        score=score_words(row.get("score") or 0),
        rank=row.get("rank") or 0,
    )


def _ended_words(notice: Notice, objections: Sequence[Objection]) -> str:
    last = times.day(notice.until - timedelta(seconds=1))
    first = times.day(notice.announced_at)
    if not objections:
        return _("公示期%(first)s至%(last)s，期间没有收到异议。", first=first, last=last)
    days = list(dict.fromkeys(times.day(one.decided_at) for one in objections if one.decided_at))
    one, several = _("已于%(days)s书面答复，不成立"), _("已于%(days)s书面答复，均不成立")
    each = _("已分别于%(days)s书面答复，均不成立")
    words = one if len(objections) == 1 else several if len(days) == 1 else each
    return _(
        "公示期%(first)s至%(last)s，期间收到异议%(n)d条，%(answered)s。",
        first=first,
        last=last,
        n=len(objections),
        answered=words % {"days": "、".join(days)},
    )


def _duties(round_: Round, publication: Publication) -> list[str]:
    now = clock.now()
    plan_due = _plan_due(now)
    terms = publication.content["plan"].get("claim_terms") or {}
    sections = "、".join(str(section.label) for section in IMPLEMENTATION.sections)
    return [
        _(
            "请于%(day)s前与%(publisher)s签订协议（法定期限为自本通知发出之日起%(n)d日内）。",
            publisher=round_.scenario.publisher.name,
            day=times.day(agreement_due(round_, now, plan_due)),
            n=settings.of_round(round_.figures, "agreement_days"),
        ),
        _(
            "协议签订后，请%(due)s在平台编写并提交实施方案，内容包括：%(sections)s。揭榜要求不能更改。",
            due=_plan_due_words(plan_due),
            sections=sections,
        ),
        _(
            "逾期不签订协议或者放弃的，取消中榜资格，由排名在后者依次递补。联系人：%(name)s，电话：%(phone)s。",
            name=terms.get("contact_name") or "—",
            phone=terms.get("contact_phone") or "—",
        ),
    ]


def agreement_due(round_: Round, now: datetime, plan_due: datetime | None) -> date:
    """The last day for the agreement: the law's, and always before the plan is due, since the plan rests on it."""
    law = (now + timedelta(days=settings.of_round(round_.figures, "agreement_days"))).astimezone(clock.SHANGHAI).date()
    if plan_due is None:
        return law
    last = plan_due.astimezone(clock.SHANGHAI).date() - timedelta(days=1)
    while not workdays.is_working_day(last):
        last -= timedelta(days=1)
    return min(law, last)


def _plan_due(now: datetime) -> datetime | None:
    """The last moment for the plan; None where the calendar does not reach."""
    try:
        return workdays.end_of_working_days(now, settings.in_force("limit.awarded")) - timedelta(seconds=1)
    except CalendarEnds:
        return None


def _plan_due_words(due: datetime | None) -> str:
    days = settings.in_force("limit.awarded")
    if due is None:
        return _("在%(n)d个工作日内", n=days)
    return _("在%(day)s前（%(n)d个工作日）", day=times.day(due), n=days)


def issue_result_letter(claim: Claim, *, by: Person) -> None:
    """结果通知 to one who did not win: its own score and rank, nobody else's."""
    round_, row = claim.round, _row_of(claim.round, claim.ref)
    head = [(_("评审标准"), "l", 6), (_("权重（%）"), "r", 3), (_("你单位得分（分）"), "r", 4)]
    means = zip(round_.criteria, row.get("means") or [], strict=False)
    rows = [[one["name"], one["weight"], score_words(mean)] for one, mean in means]
    words = _(
        "感谢参加%(title)s（场景编号%(code)s）的揭榜。本次揭榜结果已经确认，你单位的申请（揭榜编号%(ref)s）没有中榜，总得分%(score)s分，排名第%(rank)d。",
        title=quoted(round_.scenario.public_title),
        code=round_.scenario.code,
        ref=claim.ref,
        score=score_words(row.get("score") or 0),
        rank=row.get("rank") or 0,
    )
    paper = Paper(
        [_("关于"), quoted(round_.scenario.public_title), _("揭榜结果的通知")],
        [
            paragraph(words),
            *([table(head, rows)] if rows else []),
            paragraph(
                _(
                    "各位专家对你单位申请的评分和理由可以登录平台，在本申请的页面查看。揭榜方放弃或者被取消资格时，按排名依次递补，届时另行通知。"
                )
            ),
            paragraph(_("特此通知。")),
        ],
        addressee="、".join(one["name"] for one in member_rows(claim)) + "：",
        facts=[(_("揭榜编号"), claim.ref)],
    )
    issue("result_letter", round_, paper, by=by, claim=claim)
