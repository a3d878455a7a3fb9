"""A round's evaluation: who judged and how they came to it, every score with its reason, corrections, notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from marketplace.archive import attachments
from marketplace.archive.contest import ended
from marketplace.archive.entries import Entry, Table, both, document, when
from marketplace.archive.register import Register
from marketplace.claims.models import Claim
from marketplace.claims.opening import claims_of
from marketplace.evaluation import queries
from marketplace.evaluation.models import Assignment, Correction, Draw, Notice, ScoreSheet
from marketplace.extensions import db
from marketplace.furniture.times import until_in_full
from marketplace.i18n import _
from marketplace.scenarios.models import Round

Refs = dict[int, str]
"""References of the round's claims, by id."""


def evaluation(round_: Round, folder: str, register: Register) -> Iterator[Entry]:
    """Everything between the opening and the end of the round; nothing where it was never opened."""
    if round_.opened_claims_at is None:
        return
    claims = claims_of(round_)
    refs = {claim.id: claim.ref for claim in claims}
    seats, draws = queries.assignments(round_), queries.draws(round_)
    sheets = [sheet for sheet in queries.sheets(round_) if sheet.locked_at]  # others were never handed in
    query = select(Correction).join(Claim).where(Claim.round_id == round_.id).order_by(Correction.id)
    corrections = db.session.scalars(query).all()
    notices = db.session.scalars(select(Notice).where(Notice.round_id == round_.id).order_by(Notice.id)).all()
    yield from both(
        f"{folder}/evaluation",
        _("第 %(n)d 轮评榜", n=round_.number),
        ended(round_),
        [
            _seats_table(seats),
            _draws_table(draws, seats),
            _corrections_table(corrections, refs),
            _sheets_table(round_, sheets, refs),
            _ranking_table(round_, {claim.ref: claim.lead_organisation.name for claim in claims}),
            _notices_table(notices, refs),
        ],
        {
            "experts": register.rows(seats),
            "corrections": register.rows(corrections),
            "sheets": register.rows(sheets),
            "notices": register.rows(notices),
        },
    )
    yield from _draw_files(draws, folder, register)
    ids = [one["id"] for row in corrections for one in row.files]
    yield from attachments.entries(f"{folder}/corrections", attachments.stored(ids))


def _draw_files(draws: Sequence[Draw], folder: str, register: Register) -> Iterator[Entry]:
    """Each draw as it can be played again."""
    for number, one in enumerate(draws, 1):
        title = _("第 %(n)d 次抽取专家", n=number)
        yield document(f"{folder}/draws/{number}.json", title, one.at, register.row(one))


def _seats_table(seats: Sequence[Assignment]) -> Table:
    heads = [_("专家"), _("怎样产生"), _("声明"), _("说明"), _("声明时间")]
    labels = {"none": _("无利害关系"), "interest": _("有利害关系，回避"), "": _("没有声明")}
    lines = [
        [
            one.expert.name,
            _("随机抽取") if one.draw_id else _("初审人选定"),
            labels[one.declared],
            one.declare_reason or one.released_reason or "—",
            when(one.declared_at),
        ]
        for one in seats
    ]
    return _("专家和声明"), heads, lines


def _draws_table(draws: Sequence[Draw], seats: Sequence[Assignment]) -> Table:
    names = {one.expert_id: one.expert.name for one in seats}
    heads = [_("次序"), _("时间"), _("种子"), _("抽取"), _("候选"), _("抽中"), _("替补谁")]
    lines = [
        [
            number,
            when(one.at),
            one.seed,
            one.wanted,
            sum(1 for row in one.pool if not row["excluded"]),
            "、".join(names.get(who, str(who)) for who in one.chosen),
            names.get(one.replaces_id or 0, "—"),
        ]
        for number, one in enumerate(draws, 1)
    ]
    return _("抽取专家"), heads, lines


def _corrections_table(rows: Sequence[Correction], refs: Refs) -> Table:
    heads = [_("揭榜编号"), _("要求补正"), _("期限"), _("补正"), _("补正时间")]
    lines = [[refs[r.claim_id], r.defect, until_in_full(r.due_at), r.remedy or "—", when(r.remedied_at)] for r in rows]
    return _("补正"), heads, lines


def _sheets_table(round_: Round, sheets: Sequence[ScoreSheet], refs: Refs) -> Table:
    heads = [_("揭榜编号"), _("专家"), _("评分项"), _("评分"), _("理由"), _("偏差说明"), _("锁定时间")]
    lines = [
        [
            refs[sheet.claim_id],
            sheet.expert.name,
            criterion["name"],
            "—" if row.get("score") is None else row["score"],
            row.get("note") or "—",
            (sheet.explanations.get(str(place)) or {}).get("text") or "—",
            when(sheet.locked_at),
        ]
        for sheet in sheets
        for place, (criterion, row) in enumerate(zip(round_.criteria, sheet.scores, strict=False))
    ]
    return _("评分"), heads, lines


def _ranking_table(round_: Round, leads: Mapping[str, str]) -> Table:
    heads = [_("名次"), _("揭榜编号"), _("揭榜单位"), _("得分")]
    lines = [[row["rank"], row["claim"], leads[row["claim"]], row["score"]] for row in round_.ranking or []]
    return _("排名"), heads, lines


def _notices_table(rows: Sequence[Notice], refs: Refs) -> Table:
    heads = [_("拟揭榜申请"), _("公示自"), _("公示至"), _("结果"), _("理由")]
    endings = {"award": _("确认揭榜"), "annul": _("撤销公示"), "": "—"}
    lines = [
        [
            refs[row.claim_id],
            when(row.announced_at),
            until_in_full(row.until),
            endings.get(row.ending, row.ending),
            row.ending_reason or row.reason or "—",
        ]
        for row in rows
    ]
    return _("公示"), heads, lines
