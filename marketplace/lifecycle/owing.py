"""Who still owes something after the award: what the publisher owes is no ground against the winner."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.errors import Complaint
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.plans.sheet import IMPLEMENTATION
from marketplace.scenarios.models import Scenario
from marketplace.supervision import queries as supervision
from marketplace.workflow import Move


def why_not_the_winner(scenario: Scenario) -> str:
    """Why the winner cannot be reproached with anything now; empty while something is the winner's own to do."""
    due = times.moment(scenario.due_at) if scenario.due_at else "—"
    if scenario.judges_implementation:
        return _(
            "揭榜方已经提交实施方案，该办的都办了，不能取消中榜资格；请审定人审定或退回修改，期限 %(due)s。", due=due
        )
    document = supervision.implementation(scenario)
    problems = IMPLEMENTATION.problems(document.body)
    if not problems and not supervision.is_endorsed(document):
        return _(
            "揭榜方的实施方案已经填齐（修订 %(n)d），只欠发布方确认；发布方欠的不能作为对揭榜方的理由，"
            "请发布方负责人确认，期限 %(due)s。",
            n=document.revision,
            due=due,
        )
    if problems and all(one.section == "agreement" and one.kind == "missing" for one in problems):
        return _(
            "揭榜方的实施方案除协议外已经填齐，只欠双方签章的协议；发布方欠的签章不能作为对揭榜方的理由，"
            "请发布方签章后由揭榜方上传，期限 %(due)s。",
            due=due,
        )
    return ""


def winner_owes_something(move: Move) -> Iterator[Complaint]:
    """something is the winner's own to do, not only a signature or endorsement that the publisher owes, or the winner's
    written waiver is attached."""
    if move.values.get("written_waiver"):
        return
    if why := why_not_the_winner(move.subject):
        words = _("%(why)s揭榜方自愿放弃的，请上传加盖公章的书面放弃声明。", why=why)
        yield Complaint(words, "written_waiver")


def proposed_against_who_owes(move: Move) -> Iterator[Complaint]:
    """a forfeit is proposed where something is the winner's own to do, or with the winner's written waiver."""
    if move.values.get("act") != "forfeit" or move.values.get("file"):
        return
    if why := why_not_the_winner(move.subject):
        words = _("%(why)s揭榜方自愿放弃的，请把加盖公章的书面放弃声明作为依据材料上传。", why=why)
        yield Complaint(words, "file")
