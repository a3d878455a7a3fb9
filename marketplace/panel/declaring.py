"""What an expert declares for a whole round: no interest, or one that recuses; and former employers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marketplace.accounts import employment
from marketplace.accounts.models import Person
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, NotFound
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.panel import changes, judging, queries, renewal, scores
from marketplace.panel.conflicts import Parties, why_not
from marketplace.panel.forms import INTEREST, NONE
from marketplace.panel.models import Assignment
from marketplace.sheets.texts import Invalid
from marketplace.workflow import Move


def why_gone(assignment: Assignment) -> str:
    """Why the expert no longer judges the round."""
    if assignment.released_at is not None:
        return _("本轮已由其他专家接替，你不再参加。")
    return _("你已声明有利害关系并回避本轮，声明不能收回。")


def own_assignment(claim: Claim, by: Person) -> Assignment:
    """The expert's place in the claim's round.

    :raises NotFound: they never had one, or the claim is not opened.
    """
    found = queries.assignment_of(claim, by.id)
    if found is None:
        raise NotFound(_("没有这份揭榜申请。"))
    return found


def shut(move: Move) -> Iterator[Complaint]:
    """The expert did not leave the round, and it is being judged; nobody steps aside once the scores are known."""
    place: Assignment = move.subject
    reasons = [why_gone(place)] if place.is_recused else judging.why_not_judging(place.round)
    if not reasons and move.values.get("declare") == INTEREST:
        reasons = changes.why_not_leaving(place)
    yield from map(Complaint, reasons)


def is_unbound(move: Move) -> Iterator[Complaint]:
    """Nothing binds whoever declares no interest to a party."""
    place: Assignment = move.subject
    if move.values.get("declare") == NONE and (why := why_not(Parties.of(place.round), place.expert)):
        yield Complaint(why, field="declare")


def is_declared(place: Assignment, form: Mapping[str, Sequence[str]]) -> bool:
    """Whether the form says once more that there is no interest, and nothing found since says otherwise."""
    said = "".join(form.get("declare", ())).strip()
    return place.declared == said == NONE and not why_not(Parties.of(place.round), place.expert)


def declare(move: Move) -> None:
    """It stands for the whole round; an interest recuses and can never be taken back."""
    place: Assignment = move.subject
    declared = move.values["declare"]
    place.declared, place.declare_reason = declared, move.values.get("declare_reason") or ""
    place.declared_at = move.now
    db.session.flush()
    move.notes["declared"] = declared


def follow(move: Move) -> None:
    """The next is drawn for whoever stepped aside, and perhaps no sheet is missing any more."""
    if move.subject.is_recused:
        renewal.replace(move.subject, move.person)
        scores.follow(move.subject.round)


def _merged(place: Assignment, new: employment.Employers) -> employment.Employers:
    return employment.merged(place.expert.profile.get("employers") or [], new)


def are_known(place: Assignment, form: Mapping[str, Sequence[str]]) -> bool:
    """Whether the form names no employer that the expert had not declared."""
    try:
        new = employment.parse("".join(form.get("employers", ())))
    except Invalid:
        return False
    return _merged(place, new) == (place.expert.profile.get("employers") or [])


def keep_employers(move: Move) -> None:
    """They stay, whatever is declared next: a match with the round's names is found at once."""
    employers = _merged(move.subject, move.values["employers"])
    employment.keep(move.subject.expert, employers)
    move.notes["employers"] = employers
