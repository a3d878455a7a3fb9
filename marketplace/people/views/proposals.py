"""What an admin proposed and an approver confirms, and the page on which anybody concerned objects to a recovery."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, may, permission, why_not
from marketplace.errors import Complaint, Unmet
from marketplace.i18n import _
from marketplace.people import deciding, forms, proposals, recovery
from marketplace.people.views.blueprint import bp, fresh, sent
from marketplace.refused import or_again
from marketplace.sheets import Bound, Section

OBJECTING = Section("objecting", "", (forms.OBJECTION,))


@bp.get("/desk/people/proposals/")
@permission("proposals.see")
def proposals_list() -> ResponseReturnValue:
    return render_template(
        "people/proposals.html",
        nav="desk",
        rows=[(row, deciding.label_of(row), deciding.name_of(row)) for row in proposals.newest()],
        outcomes=proposals.OUTCOMES,
    )


@bp.get("/desk/people/proposals/<int(max=2147483647):proposal_id>/")
@permission("proposals.see")
def proposal(proposal_id: int) -> ResponseReturnValue:
    return _page(proposal_id, fresh(deciding.FORM))


@bp.post("/desk/people/proposals/<int(max=2147483647):proposal_id>/")
@permission("proposal.decide")
def decide(proposal_id: int) -> ResponseReturnValue:
    authorise("proposals.see")
    row = proposals.proposal_by_id(proposal_id)
    authorise("proposal.decide", row)
    bound = sent(deciding.FORM)

    def do() -> ResponseReturnValue:
        if bound.complaints:
            raise Unmet
        deciding.decide(
            proposal_id=proposal_id,
            decision=bound.values["decision"],
            answer=bound.values.get("answer") or "",
            by=current_person(),
        )
        flash(_("已办理。"))
        return redirect(proposals.address(row))

    return or_again(do, lambda refused: _page(proposal_id, bound, refused))


@bp.post("/desk/people/proposals/<int(max=2147483647):proposal_id>/withdraw")
@permission("proposal.withdraw")
def withdraw_proposal(proposal_id: int) -> ResponseReturnValue:
    authorise("proposals.see")
    row, person = proposals.proposal_by_id(proposal_id), current_person()
    authorise("proposal.withdraw", row)
    bound = sent(deciding.WITHDRAWING)

    def do() -> ResponseReturnValue:
        if bound.complaints:
            raise Unmet
        deciding.withdraw(proposal_id=proposal_id, reason=bound.values["reason"], by=person)
        flash(_("提请已撤回，已告知审定人。"))
        return redirect(proposals.address(row))

    return or_again(do, lambda refused: _page(proposal_id, bound, refused))


def _page(proposal_id: int, bound: Bound, refused: tuple[Complaint, ...] = ()) -> str:
    bound.complaints = [*refused, *bound.complaints]
    row = proposals.proposal_by_id(proposal_id)
    withdraws = not row.outcome and may("proposal.withdraw", row)
    if withdraws and bound.section is not deciding.WITHDRAWING:
        bound = fresh(deciding.WITHDRAWING)
    return render_template(
        "people/proposal.html",
        nav="desk",
        row=row,
        label=deciding.label_of(row),
        name=deciding.name_of(row),
        facts=deciding.facts_of(row),
        loses=deciding.loses(row),
        bound=bound,
        withdraws=withdraws,
        outcome=proposals.OUTCOMES[row.outcome],
        decides=not row.outcome and may("proposal.decide", row),
        refused=why_not("proposal.decide", row) if not row.outcome else [],
    )


@bp.get("/account/recovery/<token>")
@permission("public")
def recovery_page(token: str) -> ResponseReturnValue:
    return _recovery(token, fresh(OBJECTING))


@bp.post("/account/recovery/<token>")
@permission("public")
def object_to_recovery(token: str) -> ResponseReturnValue:
    recovery.read(token)
    bound = sent(OBJECTING)

    def do() -> ResponseReturnValue:
        if bound.complaints:
            raise Unmet
        recovery.object_to(token=token, reason=bound.values["objection"])
        flash(_("异议已收到，这次找回已告结束，并已告知你单位每一个人和区城市办。"))
        return redirect(f"/account/recovery/{token}")

    return or_again(do, lambda _refused: _recovery(token, bound))


def _recovery(token: str, bound: Bound) -> str:
    row, _person = recovery.read(token)
    return render_template(
        "people/recovery.html",
        nav="login",
        row=row,
        done=recovery.of_proposal(row),
        bound=bound,
        why_not=recovery.why_no_objection(row),
        token=token,
    )
