"""What an objection's acts bring about, and what their events say of it."""

from __future__ import annotations

from typing import Any

from marketplace.extensions import db
from marketplace.objections import answers, calling, replies, to_terms
from marketplace.objections.models import Objection, ObjectionCall
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move

LONGEST_NOTE = 2000


def _by(move: Move) -> Any:
    """Whose act it is, also where it follows from another's."""
    return move.person or move.actor


def note_subject(move: Move) -> None:
    """The event says what it is about."""
    move.notes |= {"scenario": move.subject.round.scenario.code, "about": move.subject.about}


def add(move: Move) -> None:
    """Another text of the same objector is answered with the open one."""
    row, values = move.subject, move.values
    addition = {
        "at": move.now.isoformat(timespec="seconds"),
        "objection": values["objection"],
        "remedy": values.get("remedy") or "",
        "files": values.get("file") or [],
    }
    row.additions = [*row.additions, addition]
    move.notes |= {"scenario": row.round.scenario.code, "addition": len(row.additions)}


def confirm(move: Move) -> None:
    """It is known to be its objector's: it counts, and its answer is due from now."""
    row: Objection = move.subject
    how = "mail" if _by(move) is None else "call"
    row.confirmed_at, row.confirmed_how = move.now, how
    row.due_at = workdays.due_after(settings.of_round(row.round.figures, "objection_answer_days"))
    move.notes |= {"scenario": row.round.scenario.code, "how": how}


def keep_call(move: Move) -> None:
    """Somebody was called; who says that it is not theirs is not answered."""
    row, outcome, purpose = move.subject, move.values["outcome"], calling.purpose_of(move.subject)
    db.session.add(
        ObjectionCall(
            objection_id=row.id,
            at=move.now,
            by_id=move.person.id,
            purpose=purpose,
            outcome=outcome,
            note=move.values.get("note") or "",
        )
    )
    if purpose == "confirm" and outcome == "denied":
        row.denied_at = move.now
    move.notes |= {"scenario": row.round.scenario.code, "purpose": purpose, "outcome": outcome}


def answer(move: Move) -> None:
    """The written answer, once; terms that it finds wrong have to change in time."""
    row, values = move.subject, move.values
    row.decision, row.answer = values["decision"], values["answer"]
    row.about_experts = bool(row.notice and values.get("about_experts"))
    row.decided_at, row.decided_by_id = move.now, _by(move).id
    if row.about == "terms" and row.decision == "upheld":
        row.amend_by = to_terms.amend_by(row.round)
        row.amend_sections = values.get("amend_sections") or []
    move.notes |= {
        "reason": row.answer,
        "decision": row.decision,
        "about": row.about,
        "objection": row.ref,
        "about_experts": row.about_experts,
        **_rests_on(row),
    }


def _rests_on(row: Objection) -> dict[str, Any]:
    """The leading group's decision, where it took an approver's place: its number, and its file by the hash."""
    if not row.decision_number:
        return {}
    held = [{"name": one["name"], "sha256": one["sha256"]} for one in row.decision_file]
    return {"decision_number": row.decision_number, "decision_file": held}


def issue_reply(move: Move) -> None:
    """The answer on paper, and the same for everybody."""
    db.session.flush()
    replies.issue_objection_reply(move.subject, by=_by(move))


def keep_upholding(move: Move) -> None:
    """What the first would uphold; nothing is decided nor public yet."""
    row, values = move.subject, move.values
    row.upholding = {
        "by": move.person.id,
        "who": move.person.title,
        "answer": values["answer"],
        "about_experts": bool(values.get("about_experts")),
        "at": move.now.isoformat(timespec="seconds"),
    }
    db.session.flush()
    move.notes |= {"objection": row.ref, "reason": values["answer"][:LONGEST_NOTE]}


def second(move: Move) -> None:
    """The second person agrees; it is then answered in the first one's words."""
    row: Objection = move.subject
    move.told["first"] = dict(row.upholding)
    for one in answers.alike(row):
        one.seconded_by_id, one.upholding = move.person.id, {}
    move.notes["objection"] = row.ref


def send_back(move: Move) -> None:
    """It waits for an answer again."""
    row: Objection = move.subject
    for one in answers.alike(row):
        one.upholding = {}
    move.notes |= {"objection": row.ref, "reason": str(move.values.get("answer") or "")[:LONGEST_NOTE]}


def keep_decision(move: Move) -> None:
    """On what the leading group decided the answer rests; it is published with it."""
    for one in answers.alike(move.subject):
        one.decision_number, one.decision_file = move.values["decision_number"], move.values["decision_file"]
