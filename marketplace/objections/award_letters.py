"""The letter to the winner, and the letters to the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.claims.issuing import addressee, issue, member_rows
from marketplace.claims.models import Claim
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Paper, chapters, pairs, paragraph, quoted, table
from marketplace.errors import CalendarEnds
from marketplace.furniture import times
from marketplace.furniture.numbers import score_words
from marketplace.i18n import _, enumerated
from marketplace.objections import notice_certificates, queries
from marketplace.objections.models import Notice, Objection
from marketplace.plans.sheet import IMPLEMENTATION
from marketplace.publications import service as publications
from marketplace.publications.models import Publication
from marketplace.scenarios.models import Round
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays


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
        addressee=addressee(claim),
        copies=[round_.scenario.publisher.name],
        facts=[(_("揭榜编号"), claim.ref)],
    )


def _result_words(notice: Notice, publication: Publication) -> str:
    row = notice_certificates.row_of(notice.round, notice.claim.ref)
    members = member_rows(notice.claim)
    who = _("你单位") if len(members) < 2 else _("%(lead)s牵头的联合体", lead=notice.claim.lead_organisation.name)
    return _(
        "%(about)s。经评榜和公示，确认%(who)s（揭榜编号%(ref)s，总得分%(score)s分，排名第%(rank)d）为本场景的揭榜方。",
        about=notice_certificates.about(publication),
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
        answered=words % {"days": enumerated(days)},
    )


def _duties(round_: Round, publication: Publication) -> list[str]:
    now = clock.now()
    plan_due = _plan_due(now)
    terms = publication.content["plan"].get("claim_terms") or {}
    sections = enumerated(str(section.label) for section in IMPLEMENTATION.sections)
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
    round_, row = claim.round, notice_certificates.row_of(claim.round, claim.ref)
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
        addressee=addressee(claim),
        facts=[(_("揭榜编号"), claim.ref)],
    )
    issue("result_letter", round_, paper, by=by, claim=claim)
