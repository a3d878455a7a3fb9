"""What keeps a correction or a decision on eligibility from being made now."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.claims import replacing
from marketplace.claims.models import Claim
from marketplace.corrections import queries, redeciding
from marketplace.corrections.models import Correction
from marketplace.errors import Complaint
from marketplace.furniture import kept
from marketplace.i18n import _
from marketplace.panel.judging import why_not_judging
from marketplace.publications import service as publications
from marketplace.workflow import Move


def until(correction: Correction) -> str:
    """When it is due, in words: the end is exclusive."""
    return kept.until(correction.due_at, clock.now())


def _is_allowed(claim: Claim) -> bool:
    """Whether the terms that the contest was published with allow it."""
    terms = publications.of_round(claim.round).content["plan"].get("claim_terms") or {}
    return bool(terms.get("correction_allowed"))


def not_to_be_asked(move: Move) -> Iterator[Complaint]:
    """The round is being judged, the terms allow a correction, none was asked, and eligibility is not decided."""
    yield from map(Complaint, _why_not_asking(move.subject))


def _why_not_asking(claim: Claim) -> list[str]:
    if reasons := why_not_judging(claim.round):
        return reasons
    if queries.correction_of(claim) is not None:
        return [_("这份申请已经要求过补正。补正只有一次，请依现有材料作资格审查。")]
    if claim.eligible is not None:
        return [_("这份申请已有资格审查结论，不再补正。")]
    if not claim.is_entered:
        return [_("这份申请不在资格审查中，不能要求补正。")]
    return [] if _is_allowed(claim) else [_("揭榜要求没有允许补正，请依提交的材料作资格审查。")]


def too_late(move: Move) -> Iterator[Complaint]:
    """The time to remedy is over."""
    asked = queries.correction_of(move.subject)
    if asked is not None and asked.remedied_at is None and move.now >= asked.due_at:
        yield Complaint(_("补正期已于 %(when)s 结束，不能再补正。", when=until(asked)))


def not_to_be_remedied(move: Move) -> Iterator[Complaint]:
    """The round is being judged, and the correction was not answered."""
    asked = queries.correction_of(move.subject)
    if reasons := why_not_judging(move.subject.round):
        yield from map(Complaint, reasons)
    elif asked is not None and asked.remedied_at is not None:
        yield Complaint(_("补正已经提交，不能更改。"))


def _why_to_wait(claim: Claim) -> list[str]:
    """A correction runs unanswered, or what could not be opened may be handed in."""
    if waiting := replacing.why_not_judging(claim):
        return waiting
    asked = queries.correction_of(claim)
    if asked is None or asked.remedied_at is not None or clock.now() >= asked.due_at:
        return []
    return [_("补正期至 %(when)s，揭榜方答复后或期满后可以作资格审查。", when=until(asked))]


def not_to_be_decided(move: Move) -> Iterator[Complaint]:
    """The round is being judged, nothing of the claim is awaited, and the scores are not known; or an upheld objection names
    it, and another officer decides."""
    claim: Claim = move.subject
    by = move.person if isinstance(move.person, Person) else None
    reasons = why_not_judging(claim.round) or _why_to_wait(claim) or redeciding.why_not_again(claim, by)
    yield from map(Complaint, reasons)
