"""Conditions of the scenario's moves. The first line of each docstring stands in the printed table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from marketplace import clock
from marketplace.claims import keys, opening
from marketplace.claims.seal import named
from marketplace.corrections import redeciding
from marketplace.errors import CalendarEnds, Complaint
from marketplace.furniture import times
from marketplace.i18n import _, enumerated
from marketplace.lifecycle import deadlines, proposals
from marketplace.objections import answers, grounds, to_terms
from marketplace.objections import queries as objection_queries
from marketplace.panel import judging
from marketplace.panel import queries as panel_queries
from marketplace.plans import service as plans
from marketplace.plans.sheet import IMPLEMENTATION, PLAN
from marketplace.reference.methods import PanelSize
from marketplace.scenarios import queries as scenarios
from marketplace.scenarios.models import Round
from marketplace.scoring import queries as scoring_queries
from marketplace.settings import queries as settings
from marketplace.supervision import queries as supervision
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move

Complaints = Iterator[Complaint]
TWICE = 2
"""Annulments because of the experts after which a round lapses."""


# --- the plan -----------------------------------------------------------------------------------------------------


def plan_complete(move: Move) -> Complaints:
    """every required field and sum of the plan; the claim period is at least the configured minimum."""
    yield from PLAN.problems(plans.document(move.subject.code, "plan").body)


def not_presented_yet(move: Move) -> Complaints:
    """something was written since the clerk last handed it over."""
    if move.subject.presented_revision == plans.document(move.subject.code, "plan").revision:
        yield Complaint(_("这一稿已经提请签发，请负责人上报；修改后可以再提请。"), kind="done")


def deadline_can_be_computed(move: Move) -> Complaints:
    """the deadline falls in a year whose calendar is known."""
    try:
        deadlines.opening_deadline(move.subject)
    except CalendarEnds as ends:
        yield from ends.complaints


def comment_on_a_section(move: Move) -> Complaints:
    """at least one comment tied to a section."""
    if not any(value for name, value in move.values.items() if name.startswith("section_comments-")):
        sheet = "implementation" if move.row.judges == "implementation" else "plan"
        if not scenarios.open_comments(move.subject, sheet):
            yield Complaint(_("请至少对一个部分写明要改什么，发布方会在那一部分看到。"), "section_comments-basics")


def exception_is_explained(move: Move) -> Complaints:
    """an exception from fair competition names its ground."""
    if move.values.get("fair_competition") == "exception" and not move.values.get("fair_competition_note"):
        yield Complaint(_("适用例外规定的，请写明条款和期限。"), "fair_competition_note")


# --- the contest --------------------------------------------------------------------------------------------------


def contest_still_runs(move: Move) -> Complaints:
    """before the deadline, or while sealed claims wait for an upheld objection to the terms to be answered."""
    round_ = move.subject.round
    late = round_ and move.subject.takes_claims and move.now >= round_.deadline
    if late and not to_terms.awaiting_amendment(round_):
        yield Complaint(_("揭榜已于 %(when)s 截止，不能再变更。", when=times.moment(round_.deadline)))


def something_changed(move: Move) -> Complaints:
    """the working copy differs from the version in force, or the deadline moves."""
    changes = deadlines.changes(move.subject)
    if not changes and not move.values.get("deadline"):
        yield Complaint(_("方案与现行推介没有不同，截止日期也没有变，没有可以公告的变更。"))


def round_keeps_its_rules(move: Move) -> Complaints:
    """selection method and least number of claims stay; the deadline moves alone once at most, three days before it."""
    round_ = move.subject.round
    if deadlines.changes_fixed(deadlines.changes(move.subject)):
        yield Complaint(_("选择方式和最少揭榜家数在本轮内不能变更，请改回；需要改变的，流榜后重新谋划。"))
    if not deadlines.moves_deadline_alone(move.subject, move.values.get("deadline")):
        return
    if round_.deadline_moved_alone_at is not None:
        when = times.moment(round_.deadline_moved_alone_at)
        yield Complaint(_("截止日期已于 %(when)s 单独延长过一次，不能再单独延长。", when=when), "deadline")
    if move.now > round_.deadline - timedelta(days=deadlines.ALONE_DAYS):
        yield Complaint(_("单独延长截止日期，最迟在截止前 %(n)d 天公告。", n=deadlines.ALONE_DAYS), "deadline")


def answers_what_it_names(move: Move) -> Complaints:
    """the objections that it names are upheld ones, and the plan changes where their remedy asks for it."""
    round_ = move.subject.round
    changed = {section.section.id for section in deadlines.changes(move.subject)}
    for one in to_terms.awaiting_amendment(round_):
        if one.ref in (move.values.get("objection") or ()) and not to_terms.is_carried(one, changed):
            names = enumerated(str(PLAN.section(name).label) for name in one.amend_sections) or _("方案")
            yield Complaint(_("这次变更没有改动%(names)s，不能作为对这条异议的答复。", names=names), "objection")
    if move.now >= round_.deadline and not to_terms.answered_by(round_, changed, move.values.get("objection") or ()):
        yield Complaint(_("揭榜已经截止，只能为答复成立的异议变更公告，请先改好方案。"), "objection")


def deadline_as_the_rules_say(move: Move) -> Complaints:
    """a deadline never moves earlier; a material change leaves at least the configured minimum."""
    wanted = move.values.get("deadline")
    round_ = move.subject.round
    if not wanted or not round_:
        return
    day, late = date.fromisoformat(wanted), move.now >= round_.deadline
    present = round_.deadline.astimezone(clock.SHANGHAI).date()
    if day < present:
        yield Complaint(_("截止日期不能提前，现在是 %(day)s。", day=times.day(present)), "deadline")
    earliest = clock.today() + timedelta(days=deadlines.least_amendment_days(round_))
    if (late or deadlines.is_material(deadlines.changes(move.subject))) and day < earliest:
        why = _("原截止已过") if late else _("这次变更不只是联系方式、现场踏勘和摘要")
        yield Complaint(_("%(why)s，截止日期不能早于 %(day)s。", why=why, day=times.day(earliest)), "deadline")
    try:
        workdays.next_working_day(day)
    except CalendarEnds as ends:
        yield Complaint(ends.reasons[0], "deadline")


def deadline_passed(move: Move) -> Complaints:
    """the deadline has passed."""
    if not move.subject.round or move.now < move.subject.round.deadline:
        yield Complaint(_("还没有到截止时间。"))


def enough_claims(move: Move) -> Complaints:
    """at least the selection method's number of submitted claims."""
    if opening.count_submitted(move.subject.round) < move.subject.round.figures["fewest_claims"]:
        yield Complaint(_("提交的揭榜申请不足规定家数。"))


def terms_decided(move: Move) -> Complaints:
    """every objection to the terms is answered; till then the round waits."""
    if waiting := to_terms.unanswered(move.subject.round):
        yield Complaint(_("有 %(n)d 条对揭榜要求的异议未书面答复，答复后才能开榜。", n=len(waiting)))


def terms_stand(move: Move) -> Complaints:
    """no upheld objection to the terms is without an amendment; till then the round waits, ten working days at most."""
    if upheld := to_terms.awaiting_amendment(move.subject.round):
        yield Complaint(
            _("对揭榜要求的异议成立，还没有变更公告，最迟 %(when)s。", when=to_terms.mended_words(upheld[0]))
        )


def every_key_is_here(move: Move) -> Complaints:
    """every key that the claims were sealed with is there; till then the round waits."""
    if lacking := keys.missing_for(move.subject.round):
        yield Complaint(_("密封揭榜申请用的钥匙（指纹 %(named)s）不在系统里，恢复后自动开榜。", named=named(lacking)))


def waited_too_long(move: Move) -> bool:
    """Whether what keeps the round from being opened lasted to the end of the wait."""
    ends = move.subject.round.lapses_at
    return ends is not None and move.now >= ends


def cannot_be_opened(move: Move) -> Complaints:
    """after the deadline fewer submitted claims than the selection method asks for, or an upheld objection to the terms
    without an amendment within its working days, or claims still sealed after the most days that they wait."""
    round_ = move.subject.round
    if to_terms.not_mended_in_time(round_) or waited_too_long(move):
        return
    if [*deadline_passed(move)] or not [*enough_claims(move)]:
        yield Complaint(_("提交的揭榜申请已达规定家数，揭榜要求没有到期未变更的异议，应当开榜。"))


# --- evaluation and notice ----------------------------------------------------------------------------------------


def eligibility_decided(move: Move) -> Complaints:
    """eligibility decided for every claim."""
    open_ones = [claim.ref for claim in opening.opened_claims(move.subject.round) if claim.is_entered]
    if open_ones:
        yield Complaint(_("还有 %(n)d 份申请没有作资格审查：%(refs)s。", n=len(open_ones), refs=enumerated(open_ones)))
    if again := [claim.ref for claim in redeciding.pending(move.subject.round)]:
        yield Complaint(_("异议成立的申请须由没有审查过的初审人重新作资格审查：%(refs)s。", refs=enumerated(again)))


def some_claim_eligible(move: Move) -> Complaints:
    """at least one claim is eligible."""
    if not opening.eligible_claims(move.subject.round) and not list(eligibility_decided(move)):
        yield Complaint(_("没有资格通过的申请，请办理流榜。"))


def _owing_sheets(round_: Round) -> list[str]:
    """Names of the experts of the panel who have not handed in every sheet."""
    done = {a.id for a in scoring_queries.full_panel(round_)}
    return [a.expert.name for a in panel_queries.assignments(round_) if not a.is_recused and a.id not in done]


def experts_have_scored(move: Move) -> Complaints:
    """every assigned expert has scored every eligible claim or is recused."""
    if owing := _owing_sheets(move.subject.round):
        yield Complaint(
            _(
                "还有专家没有交齐评分表：%(names)s。交齐后可作出评榜结论，评榜期限 %(due)s。",
                names=enumerated(owing),
                due=judging.by_when(move.subject.round),
            )
        )


def enough_experts(move: Move) -> Complaints:
    """at least the selection method's number of experts' full sheets."""
    round_ = move.subject.round
    owing, needed = len(_owing_sheets(round_)), PanelSize.of(round_.figures)
    count = len(scoring_queries.full_panel(round_)) + owing  # who still owes is asked for the sheets, not replaced
    least = needed.fewest
    if count < least and owing:
        yield Complaint(
            _("连同还没有交齐评分表的，专家只有 %(n)d 位，至少要 %(least)d 位，请抽取专家。", n=count, least=least)
        )
    elif count < least:
        yield Complaint(_("交齐评分表的专家有 %(n)d 位，至少要 %(least)d 位，请抽取专家。", n=count, least=least))
    if not needed.is_right_parity(count):
        yield Complaint(_("本轮选定程序的专家人数应当为单数，现在是 %(n)d 位，请再抽取一位。", n=count))


def none_qualifies(move: Move) -> Complaints:
    """no claim qualifies."""
    yield from proposals.why_not_lapse(move.subject)


def notice_calendar_known(move: Move) -> Complaints:
    """the notice falls in a year whose calendar is known."""
    try:
        workdays.end_of_working_days(clock.now(), settings.of_round(move.subject.round.figures, "notice_days"))
    except CalendarEnds as ends:
        yield from ends.complaints


def claim_may_be_announced(move: Move) -> Complaints:
    """the highest-ranked eligible claim that no `min_score` bars, and no other."""
    wanted = move.values.get("claim")
    if not wanted:
        return
    ranking = {row["claim"]: row for row in move.subject.round.ranking or []}
    row = ranking.get(wanted)
    if row is None:
        yield Complaint(_("“%(ref)s”不在本轮排名里，请从排名中选。", ref=str(wanted)[:30]), "claim")
        return
    if not row["may_win"]:
        yield Complaint(
            _("%(ref)s有评分项低于最低分，不能公示：%(names)s。", ref=wanted, names=enumerated(row["below"])), "claim"
        )
        return
    first = next(r for r in move.subject.round.ranking if r["may_win"])
    if row["claim"] != first["claim"]:
        yield Complaint(
            _(
                "须公示排名最前、各项都达到最低分的 %(ref)s。对排名有异议的，在公示期内提出；中榜方放弃的，取消中榜资格后顺延。",
                ref=first["claim"],
            ),
            "claim",
        )


def annulment_has_ground(move: Move) -> Complaints:
    """an upheld objection to the result, or the decision of a court or supervising body with its number and file."""
    notice = objection_queries.current_notice(move.subject.round)
    if notice and grounds.upheld(notice):
        return
    number, file = move.values.get("decision_number"), move.values.get("decision_file")
    if not number:
        yield Complaint(
            _("没有成立的异议。依法院判决或监督机关决定撤销的，请填写文书号；否则不能撤销公示。"), "decision_number"
        )
    if not file:
        yield Complaint(_("依法院判决或监督机关决定撤销的，请上传文书。"), "decision_file")


def annulled_twice_for_experts(move: Move) -> Complaints:
    """the round was annulled because of its experts a second time."""
    if grounds.times_for_experts(move.subject.round) < TWICE:
        yield Complaint(_("没有因专家的原因第二次撤销公示。"))


def notice_over(move: Move) -> Complaints:
    """the notice period is over."""
    notice = objection_queries.current_notice(move.subject.round) if move.subject.round else None
    if notice and move.now < notice.until:
        yield Complaint(
            _("还不能确认揭榜：公示期至 %(when)s，届时可确认揭榜。", when=times.until(notice.until, move.now))
        )


def objections_answered(move: Move) -> Complaints:
    """every objection that counts is answered (a citizen's blocks three working days past the notice at most), none upheld."""
    notice = objection_queries.current_notice(move.subject.round) if move.subject.round else None
    if waiting := answers.together(objection_queries.blocking(notice) if notice else []):
        due = max((row.due_at for rows in waiting for row in rows if row.due_at), default=None)
        yield Complaint(
            _(
                "有 %(n)d 条异议未答复，请先书面答复；答复期限 %(when)s，全部答复、没有成立的，可确认揭榜。",
                n=len(waiting),
                when=times.until(due, move.now),
            )
            if due
            else _("有 %(n)d 条异议未答复，请先书面答复；全部答复、没有成立的，可确认揭榜。", n=len(waiting))
        )
    if notice and any(row.decision == "upheld" for row in objection_queries.objections_to(notice)):
        yield Complaint(_("有异议成立，只能撤销公示，重新评榜后再次公示。"))


# --- after the award ----------------------------------------------------------------------------------------------


def implementation_complete(move: Move) -> Complaints:
    """every required field of the implementation plan, the agreement signed."""
    yield from IMPLEMENTATION.problems(supervision.implementation(move.subject).body)


def publisher_endorsed(move: Move) -> Complaints:
    """the publisher has endorsed this revision."""
    document = supervision.implementation(move.subject)
    if not supervision.is_endorsed(document):
        yield Complaint(_("发布方还没有确认修订 %(n)d，请联系发布方负责人确认后再提交。", n=document.revision))


def happened_already(move: Move) -> Complaints:
    """the date is not in the future."""
    day = move.values.get("happened_on")
    if day and date.fromisoformat(day) > clock.today():
        yield Complaint(_("发生日期不能晚于今天 %(day)s。", day=times.day(clock.today())), "happened_on")
