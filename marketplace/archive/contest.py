"""A round's frame: its terms, the questions, the objections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.archive import attachments
from marketplace.archive.entries import Entry, both, when
from marketplace.archive.register import Register
from marketplace.evaluation import queries as evaluation
from marketplace.evaluation.forms import ABOUT
from marketplace.extensions import db
from marketplace.furniture.figures import figure
from marketplace.i18n import _
from marketplace.plans import options
from marketplace.questions.models import Question
from marketplace.scenarios.models import Round
from marketplace.scenarios.queries import OUTCOMES


def ended(round_: Round) -> datetime:
    """When the round came to its end; what the archive itself writes of it bears this time."""
    return round_.closed_at or round_.deadline


def terms(round_: Round, folder: str, register: Register) -> Iterator[Entry]:
    """What the round was published with, and how it ended."""
    title = _("第 %(n)d 轮：条件和结果", n=round_.number)
    methods = dict(options.selection_methods())
    method = str(round_.figures.get("method") or "")
    facts = [
        (_("遴选方式"), methods.get(method, method) or "—"),
        (_("开始"), when(round_.opens_at)),
        (_("揭榜截止"), when(round_.deadline)),
        (_("开榜"), when(round_.opened_claims_at)),
        (_("有效申请"), "—" if round_.claims_count is None else round_.claims_count),
        (_("结果"), OUTCOMES.get(round_.outcome, round_.outcome) or "—"),
        (_("揭榜申请"), round_.award_claim_ref or "—"),
        (_("确认揭榜"), when(round_.awarded_at)),
    ]
    criteria = [(one["name"], figure(one["weight"], "%"), one.get("min_score") or "—") for one in round_.criteria]
    yield from both(
        f"{folder}/round",
        title,
        ended(round_),
        [
            (_("条件和结果"), [_("项目"), _("内容")], facts),
            (_("评分项"), [_("评分项"), _("权重"), _("最低分")], criteria),
        ],
        register.row(round_),
    )


# --- questions ------------------------------------------------------------------------------------------------------


def questions(round_: Round, folder: str, register: Register) -> Iterator[Entry]:
    """Every question with who asked, whether it was released or not."""
    query = select(Question).where(Question.round_id == round_.id).order_by(Question.at, Question.ref)
    rows = db.session.scalars(query.options(joinedload(Question.organisation))).all()
    title = _("第 %(n)d 轮答疑", n=round_.number)
    heads = [_("提问单位"), _("提问"), _("提问时间"), _("答复"), _("公开时间")]
    lines = [[q.organisation.name, q.question, when(q.at), q.answer or "—", when(q.released_at)] for q in rows]
    yield from both(f"{folder}/questions", title, ended(round_), [(title, heads, lines)], register.rows(rows))


# --- objections -----------------------------------------------------------------------------------------------------


def objections(round_: Round, folder: str, register: Register) -> Iterator[Entry]:
    """Every objection, to the terms and to the results, with its written answer."""
    rows = evaluation.objections(round_)
    title = _("第 %(n)d 轮异议", n=round_.number)
    decisions = {"upheld": _("成立"), "rejected": _("不成立"), "": _("没有答复")}
    heads = [
        _("对什么"),
        _("提出人"),
        _("联系方式"),
        _("异议"),
        _("请求"),
        _("提出时间"),
        _("结论"),
        _("答复"),
        _("答复时间"),
    ]
    lines = [
        [
            ABOUT[row.about],
            row.name,
            row.contact,
            "\n".join(one["objection"] for one in row.texts),
            row.remedy or "—",
            when(row.at),
            decisions[row.decision],
            row.answer or "—",
            when(row.decided_at),
        ]
        for row in rows
    ]
    yield from both(f"{folder}/objections", title, ended(round_), [(title, heads, lines)], register.rows(rows))
    handed_in = [file for row in rows for one in row.texts for file in one["files"]]
    ids = [one["id"] for one in (*handed_in, *(file for row in rows for file in row.decision_file))]
    yield from attachments.entries(f"{folder}/objections", attachments.stored(ids))
