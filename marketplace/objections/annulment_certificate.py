"""The annulment of a notice on paper."""

from __future__ import annotations

from marketplace.accounts.models import Person
from marketplace.claims.issuing import issue
from marketplace.documents import queries as documents
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Paper, chapters, paragraph, paragraphs, quoted
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.objections import queries
from marketplace.objections.models import Notice


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
