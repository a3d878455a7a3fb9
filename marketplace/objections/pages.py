"""What the pages of objections show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from marketplace import clock
from marketplace.accounts.policy import current_person, may
from marketplace.furniture import components, times
from marketplace.i18n import _
from marketplace.objections import answers, calling, group_decisions, redaction, replies
from marketplace.objections.forms import ABOUT, CONFIRMED, DECISIONS
from marketplace.objections.models import Objection
from marketplace.objections.workflow import answers_it
from marketplace.sheets.texts import folded


def contact_of(row: Objection) -> str:
    """How to reach who objected, in plain digits and letters; a telephone number can be dialled at a touch."""
    words = folded(row.contact)
    if not re.fullmatch(r"[\d+() -]+", words):
        return words
    digits = re.sub(r"[^\d+]", "", words)
    return Markup('<a class="code" href="tel:{}">{}</a>').format(digits, words)


def objection_events(rows: Sequence[Objection], *, named: bool) -> list[dict[str, Any]]:
    """Objections of one round for a list, each with its answer on paper."""
    hidden = {} if named else redaction.marks(rows)
    papers_of = replies.replies_to(rows)
    return [
        objection_event(row, named=named, hidden=hidden.get(row.id, frozenset())) | {"papers": papers_of[row.ref]}
        for row in rows
    ]


def objection_event(row: Objection, *, named: bool, hidden: redaction.Marks = frozenset()) -> dict[str, Any]:
    """An objection on its page; the objector's name, files and how it is confirmed only for who may know them, and for
    the others its texts without what is to be hidden."""
    shut = answers.why_not_answering(row) or answers_it(row).refusals(current_person(), row)
    return {
        "row": row,
        "texts": [
            {**one, **{key: redaction.without(one[key], hidden) for key in ("objection", "remedy")}}
            for one in row.texts
        ],
        "answer": redaction.without(row.answer, hidden),
        "tag": _objection_tag(row),
        "who": row.name if named else "",
        "contact": contact_of(row) if named else "",
        "files": [file for one in row.texts for file in one["files"]] if named else [],
        "standing": _standing(row) if named else "",
        "call": calling.PURPOSES.get(calling.purpose_of(row), "") if named and may("objection.call", row) else "",
        "by_group": named
        and may("objection.enter_decision", row)
        and not group_decisions.why_not(row, current_person()),
        "about": _("对%(about)s的异议", about=ABOUT[row.about]),
        "may_decide": not shut,
        "shut": shut,
        "due": row.due_at,
        "claim": row.claim_ref or (row.notice.claim.ref if row.notice else ""),
        "when": times.moment(row.at),
    }


def _objection_tag(row: Objection) -> components.Tag:
    if row.decision:
        return components.Tag(str(DECISIONS[row.decision]), "wrong" if row.decision == "upheld" else "done")
    if row.denied_at is not None:
        return components.Tag(_("不是本人提出"), "over")
    return (
        components.Tag(_("待答复"), "waiting") if row.counts_at(clock.now()) else components.Tag(_("待核实"), "waiting")
    )


def _standing(row: Objection) -> str:
    """How it is known whose it is, or how that is found out."""
    if row.denied_at is not None:
        return _("回电核实：不是本人提出的，不计入。")
    if row.confirmed_at is not None:
        return _("已核实（%(how)s）", how=CONFIRMED[row.confirmed_how])
    if row.confirm_by is not None:
        by = times.until(row.confirm_by, clock.now())
        if row.confirm_by <= clock.now():
            return _("在 %(by)s 前没有回电，视为已核实。", by=by)
        return _("留的是电话，请在 %(by)s 前回电核实；没有打的，届时视为已核实。", by=by)
    return _("等提出人打开邮件里的链接确认；确认前不计入。")
