"""The answer to an objection on paper, and the same for everybody, without whom it was given to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, paragraph, paragraphs, quoted
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.documents.rights import Owners
from marketplace.extensions import db
from marketplace.furniture import times
from marketplace.i18n import _, for_good
from marketplace.objections import redaction, to_terms
from marketplace.objections.forms import ABOUT
from marketplace.objections.models import Objection

REPLY, PUBLIC_REPLY = "objection_reply", "objection_answer"


@for_good()
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
    hidden = redaction.marks([objection])[objection.id]
    said, answer = (redaction.without(text, hidden) for text in (objection.objection, objection.answer))
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
    when = to_terms.mended_words(objection)
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
