"""Letters to one party: what is to be remedied, whether a claim met the qualifications, the answer to an objection; and
that answer for everybody, without whom it was given to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.claims.models import Claim
from marketplace.claims.opening import opened_claims
from marketplace.claims.papers import member_rows
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, paragraph, paragraphs, quoted
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.documents.rights import Owners
from marketplace.evaluation import terms, unnamed
from marketplace.evaluation.forms import ABOUT
from marketplace.evaluation.models import Correction, Notice, Objection
from marketplace.evaluation.papers import issue
from marketplace.extensions import db
from marketplace.furniture import times
from marketplace.i18n import _

ELIGIBILITY = "eligibility_letter"
REPLY, PUBLIC_REPLY = "objection_reply", "objection_answer"


def _to(claim: Claim) -> str:
    return "、".join(one["name"] for one in member_rows(claim)) + "："


def _your_claim(claim: Claim) -> str:
    return _(
        "你单位揭榜%(title)s（场景编号%(code)s）的申请（揭榜编号%(ref)s）",
        title=quoted(claim.scenario.public_title),
        code=claim.scenario.code,
        ref=claim.ref,
    )


# --- remedies ---------------------------------------------------------------------------------------------------------


def issue_correction_notice(correction: Correction, *, by: Person) -> None:
    """补正通知: the defect, until when, how, and that it is the only time."""
    claim = correction.claim
    opening = _("%(claim)s，经审查有形式问题，请按下列要求补正。", claim=_your_claim(claim))
    how = _(
        "请牵头单位在%(due)s前登录平台，在本申请的页面提交补正说明和材料。补正只有一次；逾期没有提交的，依现有材料审查。",
        due=times.until_in_full(correction.due_at),
    )
    limit = _("补正只限形式问题，已提交的揭榜方案、报价和承诺不能更改。")
    paper = Paper(
        [_("关于补正"), quoted(claim.scenario.public_title), _("揭榜申请的通知")],
        [
            paragraph(opening),
            *chapters(
                [
                    (_("须补正的问题"), paragraphs(correction.defect)),
                    (_("办理期限和方式"), [paragraph(how), paragraph(limit)]),
                ]
            ),
            paragraph(_("特此通知。")),
        ],
        addressee=_to(claim),
        facts=[(_("揭榜编号"), claim.ref)],
    )
    issue("correction_notice", claim.round, paper, by=by, claim=claim)


# --- eligibility ------------------------------------------------------------------------------------------------------


def issue_eligibility_letters(notice: Notice, *, by: Person) -> None:
    """资格审查结果通知 to every claimant, when the notice begins: each can still object. A result told before is not told
    again."""
    for claim in opened_claims(notice.round):
        told = [row for row in documents.of_claim(claim.ref) if row.kind == ELIGIBILITY]
        if claim.eligible is None or (told and claim.eligibility_at and told[-1].issued_at >= claim.eligibility_at):
            continue
        issue(ELIGIBILITY, notice.round, _eligibility_paper(claim, notice), by=by, claim=claim)


def _eligibility_paper(claim: Claim, notice: Notice) -> Paper:
    result = _("资格通过") if claim.eligible else _("资格不符")
    then = (
        _("你单位的申请参加评榜。评榜结果正在公示，公示期至%(until)s。")
        if claim.eligible
        else _("你单位的申请不参加评分和排名。评榜结果正在公示，公示期至%(until)s。")
    )
    object_ = _("对资格审查结果有异议的，可以在公示期内登录平台，在本场景的“异议”页面提出，写明理由并附证据。")
    words = _("%(claim)s，资格审查结果为：%(result)s。", claim=_your_claim(claim), result=result)
    return Paper(
        [_("关于"), quoted(claim.scenario.public_title), _("资格审查结果的通知")],
        [
            paragraph(words),
            *chapters(
                [
                    (_("理由"), paragraphs(claim.eligibility_reason)),
                    (_("后续"), [paragraph(then % {"until": times.until_in_full(notice.until)}), paragraph(object_)]),
                ]
            ),
            paragraph(_("特此通知。")),
        ],
        addressee=_to(claim),
        facts=[(_("揭榜编号"), claim.ref)],
    )


# --- objections -------------------------------------------------------------------------------------------------------


def issue_objection_reply(objection: Objection, *, by: Person) -> None:
    """异议答复书: what was objected, whether it is upheld and why, what follows, what can still be done; and the same
    for everybody. The public one counts the answers of its round, which the public page shows too: a number of the
    running series would lead to the letter's."""
    _issue(REPLY, _reply_paper(objection), objection, by)
    scenario, number = objection.round.scenario, objection.round.number
    place = documents.count_of(PUBLIC_REPLY, scenario.code, number) + 1
    own = f"{scenario.code}-{number}-{place}"
    _issue(PUBLIC_REPLY, _public_paper(objection, own), objection, by, own)


def _issue(kind: str, paper: Paper, objection: Objection, by: Person, number: str | None = None) -> None:
    certificates.issue(
        kind=kind,
        paper=paper,
        scenario_code=objection.round.scenario.code,
        round_number=objection.round.number,
        owner_kind="objection",
        owner_ref=objection.ref,
        by=by,
        number=number,
    )


def _reply_paper(objection: Objection) -> Paper:
    title = quoted(objection.round.scenario.public_title)
    who, at = _("你单位") if objection.organisation_id else _("你"), times.moment(objection.at)
    return Paper(
        [_("关于对"), title, _("异议的答复书")],
        [*_reply_blocks(objection, who, at, objection.objection, objection.answer), paragraph(_("特此答复。"))],
        addressee=f"{objection.name}：",
    )


def _public_paper(objection: Objection, number: str) -> Paper:
    """The same decision. Whatever tells who objected is left out of the typed texts, and of the time all but the day."""
    hidden = unnamed.marks([objection])[objection.id]
    said, answer = (unnamed.without(text, hidden) for text in (objection.objection, objection.answer))
    note = _("本件是异议答复书的公开件，决定与送达异议人的答复书相同，略去能够识别异议人的内容。")
    return Paper(
        [_("关于对"), quoted(objection.round.scenario.public_title), _("异议的答复书（公开件）")],
        [*_reply_blocks(objection, _("异议人"), times.day(objection.at), said, answer), paragraph(note)],
        addressee=_("异议人（异议编号%(number)s）：", number=number),
    )


def _reply_blocks(objection: Objection, who: str, at: str, said: str, answer: str) -> list[Block]:
    scenario = objection.round.scenario
    received = _(
        "%(who)s于%(at)s对%(title)s（场景编号%(code)s）的%(about)s提出的异议收悉，现书面答复如下。",
        who=who,
        at=at,
        title=quoted(scenario.public_title),
        code=scenario.code,
        about=ABOUT[objection.about],
    )
    verdict = _("经研究，异议成立。") if objection.decision == "upheld" else _("经研究，异议不成立。")
    remedy = _("对本答复不服的，可以依法向有关行政监督部门投诉，或者申请行政复议、提起行政诉讼。")
    return [
        paragraph(received),
        *chapters(
            [
                (_("异议的内容"), paragraphs(said)),
                (_("答复"), [paragraph(verdict), *paragraphs(answer)]),
                (_("后续"), [paragraph(_what_follows(objection)), paragraph(remedy)]),
            ]
        ),
    ]


def _what_follows(objection: Objection) -> str:
    if objection.decision != "upheld":
        unchanged = _("原办理结果不变。") if objection.end_proposal_id else _("原揭榜要求继续有效。")
        return unchanged if objection.notice is None else _("公示的结果不变，按程序继续办理。")
    if objection.end_proposal_id:
        return _("由区城市办依程序处理并公开。")
    if objection.notice and objection.notice.ended_at:
        return _("揭榜方已经确认；影响结果的，由初审人提请终止揭榜、由审定人决定，结果公开。")
    if objection.notice is not None:
        return _("由审定人撤销公示，重新评榜，结论形成后另行公示。")
    when = terms.mended_words(objection)
    return _("最迟%(when)s另行发布变更公告；届时没有变更的，本轮流榜，申请不开启。", when=when)


def _owner(certificate: Certificate) -> Objection | None:
    return db.session.scalar(select(Objection).where(Objection.ref == certificate.owner_ref))


OWNERS: Owners = {"objection": _owner}


def replies_to(rows: Sequence[Objection]) -> dict[str, list[Certificate]]:
    """The answers on paper that the person who is signed in may read, by the objection's reference: the public one, and
    the letter for its objector and the office. Those answered before there were such papers have none."""
    found: dict[str, list[Certificate]] = {row.ref: [] for row in rows}
    own = {row.ref for row in rows if may(KINDS[REPLY].permission, row)}
    query = select(Certificate).where(Certificate.owner_kind == "objection", Certificate.owner_ref.in_(list(found)))
    for one in db.session.scalars(query.order_by(Certificate.id)):
        if one.kind == PUBLIC_REPLY or one.owner_ref in own:
            found[one.owner_ref].append(one)
    return found
