"""What has to hold before something is done with an objection, and why it is not done any more."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.objections import answers, calling, confirming, group_decisions
from marketplace.workflow import Move

MOST_ADDITIONS = 10


def not_to_be_answered(move: Move) -> Iterator[Complaint]:
    """It is not answered yet, it is its objector's, and what it is about is not over."""
    yield from map(Complaint, answers.why_not_answering(move.subject))


def not_to_be_entered(move: Move) -> Iterator[Complaint]:
    """No approver may answer it, or none did in time; whoever took one out enters nothing."""
    yield from map(Complaint, group_decisions.why_not(move.subject, move.person))


def not_to_be_called(move: Move) -> Iterator[Complaint]:
    """A citizen left a telephone number, and is to be asked or told something."""
    if not calling.purpose_of(move.subject):
        yield Complaint(_("这条异议现在不用回电。"))


def not_to_be_confirmed(move: Move) -> Iterator[Complaint]:
    """It is not confirmed yet."""
    if move.subject.confirmed_at is not None:
        yield Complaint(confirming.confirmed_words(move.subject))


def not_added_to_too_often(move: Move) -> Iterator[Complaint]:
    """Ten texts at most are added to one."""
    if len(move.subject.additions) >= MOST_ADDITIONS:
        most = _("已补充 %(n)d 次，请等书面答复后再提出。", n=MOST_ADDITIONS)
        yield Complaint(most, "objection")


def upheld_by_two(move: Move) -> Iterator[Complaint]:
    """One to the result is upheld by two persons."""
    if move.person is not None and move.subject.notice is not None and move.values.get("decision") == "upheld":
        yield Complaint(_("对公示结果的异议，须由没有参与评榜结论和公示的另一人同意才成立。"), "decision")


def experts_only_where_upheld(move: Move) -> Iterator[Complaint]:
    """Other experts evaluate again only where it is upheld."""
    if move.values.get("decision") == "rejected" and move.values.get("about_experts"):
        yield Complaint(_("异议不成立的，不用其他专家重新评审，请选“否”。"), "about_experts")
