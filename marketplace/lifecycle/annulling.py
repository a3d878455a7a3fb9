"""What an annulment brings about: only what it is about is done again."""

from __future__ import annotations

from marketplace.corrections import redeciding
from marketplace.i18n import _l
from marketplace.objections import annulment_certificate, grounds, notices
from marketplace.objections import queries as objection_queries
from marketplace.objections.models import Notice
from marketplace.panel import service as panels
from marketplace.scoring import concluding
from marketplace.workflow import Move


def annul_notice(move: Move) -> None:
    """end the notice; the ranking is void until concluded again, and what it was about is done again."""
    round_, reason = move.subject.round, move.values.get("comment") or ""
    if notice := objection_queries.current_notice(round_):
        ground = grounds.of_annulment(notice, move.values)
        notices.end_notice(notice=notice, ending="annul", reason=reason, ground=ground)
        annulment_certificate.issue_annulment(notice, reason=reason, by=move.person)
        move.notes["ground"] = ground
        if ground["claims"]:
            redeciding.reopen(round_, by=move.person, why=reason)
        if ground["experts"] and grounds.times_for_experts(round_) == 1:
            move.notes["released_experts"] = panels.renew(
                scenario=move.subject, why=_why_experts(notice, reason), by=move.person
            )
    concluding.void(round_, by=move.person, why=reason)


def _why_experts(notice: Notice, reason: str) -> str:
    """Why the experts were taken off, in the words of the answer to the objection, or of the annulment."""
    return next((one.answer for one in grounds.upheld(notice) if grounds.is_about_experts(one)), reason)


def explain_second_annulment(move: Move) -> None:
    """say that a round is annulled for its experts only once."""
    move.notes["reason"] = move.told["why"] = _l("因专家的原因第二次撤销公示，依程序流榜。")
