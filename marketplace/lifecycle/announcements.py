"""Announcements that the scenario's own moves issue: an amendment of the terms, the end of a round without a winner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.documents import service as certificates
from marketplace.documents.blocks import Block, Paper, chapters, paragraph, paragraphs, quoted, table
from marketplace.furniture import times
from marketplace.i18n import _, for_good
from marketplace.objections.models import Objection
from marketplace.publications.models import Publication
from marketplace.publications.promotion import head_of
from marketplace.scenarios.models import Round, Scenario
from marketplace.sheets.diff import FieldDiff, SectionDiff
from marketplace.sheets.fields import Number, Rows

Cell = tuple[tuple[str, str], ...]
"""What a cell shows: the words that stayed, went or came."""


def reason_with_answers(reason: str, answered: Sequence[Objection]) -> str:
    """Why the terms change, and the objections that the change answers, each by its day and its answer."""
    lines = [
        _("本次变更答复%(day)s提出的异议，该异议成立：%(answer)s", day=times.day(one.at), answer=one.answer)
        for one in answered
    ]
    return "\n".join([reason, *lines])


def issue_amendment(
    round_: Round, publication: Publication, changed: Sequence[SectionDiff], *, material: bool, by: Person
) -> None:
    """变更公告: what changed and why, the deadline, what a claimant has to do."""
    number = publication.number
    opening = _(
        "%(title)s（场景编号%(code)s）的推介内容作了变更，以推介文件%(number)s（第%(version)d版）为准，第%(before)d版同时停止使用。",
        title=quoted(round_.scenario.public_title),
        code=round_.scenario.code,
        number=number,
        version=publication.version,
        before=publication.version - 1,
    )
    paper = Paper(
        [_("关于变更"), quoted(round_.scenario.public_title), _("揭榜内容的公告")],
        [
            paragraph(opening),
            *chapters(
                [
                    (_("变更理由"), paragraphs(publication.reason)),
                    (_("变更内容"), _changes(changed)),
                    (_("揭榜截止"), [paragraph(_deadline_words(round_))]),
                    (_("揭榜方须办理"), [paragraph(_what_now(round_, material=material))]),
                ]
            ),
            paragraph(_("特此公告。")),
        ],
        copies=[round_.scenario.publisher.name],
        facts=[(_("推介文件"), f"{number} SHA-256 {publication.sha256}")],
    )
    _issue("amendment", round_, paper, by=by)


def _issue(kind: str, round_: Round, paper: Paper, *, by: Person | None) -> None:
    certificates.issue(
        kind=kind,
        paper=paper,
        scenario_code=round_.scenario.code,
        round_number=round_.number,
        owner_kind="scenario",
        owner_ref=round_.scenario.code,
        by=by,
    )


def _changes(changed: Sequence[SectionDiff]) -> list[Block]:
    """Every changed field in full: texts before and after, tables by their rows."""
    every = [(section, one) for section in changed for one in section.fields]
    texts = [[_where(section, one), *_values(one)] for section, one in every if not isinstance(one.field, Rows)]
    columns = [(_("项目"), "l", 3), (_("变更前"), "l", 7), (_("变更后"), "l", 7)]
    note = _("注：删去的文字加删除线，新增的文字加下划线。")
    blocks = [table(columns, texts, note=note)] if texts else []
    return blocks + [_changed_rows(section, one) for section, one in every if isinstance(one.field, Rows)]


def _values(one: FieldDiff) -> tuple[Cell, Cell]:
    if not one.is_seen:
        same = (("same", _("文字没有变，只调整了格式。")),)
        return same, same
    sides = [tuple((kind, text) for kind, text in one.spans if kind in ("same", side)) for side in ("del", "ins")]
    before, after = (side or (("same", "—"),) for side in sides)
    return before, after


def _changed_rows(section: SectionDiff, one: FieldDiff) -> Block:
    """A table's rows that were added, removed or changed, under its own heads with their units."""
    assert isinstance(one.field, Rows)
    kinds = {"ins": _("新增"), "del": _("删去"), "change": _("修改")}
    rows = [[kinds[row.kind], *(cell.spans or (("same", "—"),) for cell in row.cells)] for row in one.rows]
    if not rows:
        rows = [[_("顺序"), (("same", _("内容没有变，只调整了顺序。")),), *["—"] * (len(one.field.columns) - 1)]]
    heads = [(head_of(column), "r" if isinstance(column, Number) else "l", 4) for column in one.field.columns]
    return table([(_("变更"), "c", 2), *heads], rows, caption=_where(section, one))


def _where(section: SectionDiff, one: FieldDiff) -> str:
    """The field with its section; one name where both are called the same."""
    names = dict.fromkeys((str(section.section.label), str(one.field.label)))
    return "：".join(names)


def _deadline_words(round_: Round) -> str:
    return _("揭榜截止时间为%(deadline)s。", deadline=times.moment_in_beijing(round_.deadline))


def _what_now(round_: Round, *, material: bool) -> str:
    if material:
        return _(
            "本次变更涉及揭榜条件、评审标准或资金，已提交的揭榜申请须在截止前登录平台确认或者修改后重新提交，逾期未确认的不开启。自本公告发布至截止还有%(n)d日。",
            n=(round_.deadline.astimezone(clock.SHANGHAI).date() - clock.today()).days,
        )
    return _("已提交的揭榜申请继续有效；需要修改的，可以在截止前修改后重新提交。")


def issue_lapse(round_: Round, *, reason: str, by: Person | None) -> None:
    """流榜公告: why the round ended without a winner, what becomes of the claims, what comes next."""
    opening = _(
        "%(title)s（场景编号%(code)s，第%(round)d轮）于%(opened)s推介，%(deadline)s揭榜截止。本轮流榜，现予公告。",
        title=quoted(round_.scenario.public_title),
        code=round_.scenario.code,
        round=round_.number,
        opened=times.day(round_.opens_at),
        deadline=times.moment(round_.deadline),
    )
    paper = Paper(
        [_("关于"), quoted(round_.scenario.public_title), _("流榜的公告")],
        [
            paragraph(opening),
            *chapters(
                [
                    (_("流榜理由"), paragraphs(reason)),
                    (_("揭榜申请的处理"), [paragraph(_claims_words(round_))]),
                    (
                        _("后续"),
                        [
                            paragraph(
                                _(
                                    "%(publisher)s可以重新谋划后再次推介，届时另行公告。本轮的公开记录继续保留。",
                                    publisher=round_.scenario.publisher.name,
                                )
                            )
                        ],
                    ),
                ]
            ),
            paragraph(_("特此公告。")),
        ],
        copies=[round_.scenario.publisher.name],
    )
    _issue("lapse", round_, paper, by=by)


def _claims_words(round_: Round) -> str:
    """What becomes of the claims of a round that lapses; said too where there were none."""
    if round_.opened_claims_at is not None:
        return _("已开启的揭榜申请不再评审，内容不公开；没有开启的一直密封。")
    if round_.claims_count == 0:
        return _("截止时没有收到揭榜申请，没有需要处理的申请。")
    return _("收到的揭榜申请没有开启，一直密封，任何人不能查看。")


def issue_withdrawal(round_: Round, *, reason: str, by: Person) -> None:
    """撤回公告: the scenario is taken back before the deadline; what was sealed stays sealed."""
    opening = _(
        "%(title)s（场景编号%(code)s）于%(opened)s推介，原定%(deadline)s揭榜截止，现予撤回，揭榜终止。",
        title=quoted(round_.scenario.public_title),
        code=round_.scenario.code,
        opened=times.day(round_.opens_at),
        deadline=times.moment(round_.deadline),
    )
    claims = _("截止前收到的揭榜申请不开启，一直密封，任何人不能查看；不用另行办理撤回。")
    _issue("withdrawal", round_, _ending_paper(round_, _("撤回"), opening, reason, claims), by=by)


def issue_termination(round_: Round, *, reason: str, winner: str, by: Person) -> None:
    """终止公告: the scenario ends after the award; how operator and assets part stands in the reason."""
    opening = _(
        "%(title)s（场景编号%(code)s，揭榜方%(winner)s）现予终止。",
        title=quoted(round_.scenario.public_title),
        code=round_.scenario.code,
        winner=winner,
    )
    parting = _("揭榜方和%(publisher)s按协议和方案的退出机制办理交接。", publisher=round_.scenario.publisher.name)
    _issue("termination", round_, _ending_paper(round_, _("终止"), opening, reason, parting), by=by)


def _ending_paper(round_: Round, what: str, opening: str, reason: str, then: str) -> Paper:
    after = _("本场景的公开记录继续保留。咨询请联系%(publisher)s。", publisher=round_.scenario.publisher.name)
    return Paper(
        [_("关于") + what, quoted(round_.scenario.public_title), _("的公告")],
        [
            paragraph(opening),
            *chapters(
                [
                    (_("%(what)s理由", what=what), paragraphs(reason)),
                    (_("后续办理"), [paragraph(then), paragraph(after)]),
                ]
            ),
            paragraph(_("特此公告。")),
        ],
        copies=[round_.scenario.publisher.name],
    )


@for_good()
def issue_prolongation(scenario: Scenario, *, step: str, before: datetime, reason: str, by: Person) -> None:
    """延期通知: which step takes longer, until when now, and why; for a round that the public sees."""
    round_ = scenario.round
    if round_ is None or scenario.due_at is None:
        return
    words = _(
        "%(title)s（场景编号%(code)s，第%(round)d轮）的“%(step)s”原定于%(before)s前办结，现延至%(until)s。",
        title=quoted(scenario.public_title),
        code=scenario.code,
        round=round_.number,
        step=step,
        before=times.until_in_full(before),
        until=times.until_in_full(scenario.due_at),
    )
    paper = Paper(
        [_("关于"), quoted(scenario.public_title), _("办理延期的通知")],
        [paragraph(words), *chapters([(_("延期理由"), paragraphs(reason))]), paragraph(_("其他期限不变。特此通知。"))],
    )
    _issue("prolongation", round_, paper, by=by)
