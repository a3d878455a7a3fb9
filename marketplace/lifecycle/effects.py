"""What the scenario's moves bring about, in the same transaction."""

from __future__ import annotations

from typing import Any

from marketplace import clock
from marketplace.catalogue import derive
from marketplace.claims import opening, opening_record, recoveries
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.corrections import certificates
from marketplace.extensions import db
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.lifecycle import announcements, deadlines, holds, ruled
from marketplace.objections import award_letters, awarding, notice_certificates, notices, to_terms
from marketplace.objections import queries as objection_queries
from marketplace.panel import frozen_pool
from marketplace.plans import service as plans
from marketplace.plans import ties
from marketplace.publications import promotion as promotions
from marketplace.publications import service as publications
from marketplace.reference.tables import operating_models, return_mechanisms
from marketplace.scenarios import service as scenarios
from marketplace.scenarios.models import Round, Scenario, Vetting
from marketplace.scoring import concluding, report
from marketplace.scoring import queries as scoring_queries
from marketplace.scoring.panel_scores import in_order
from marketplace.settings import queries as settings
from marketplace.supervision import queries as supervised
from marketplace.supervision import service as supervision
from marketplace.workflow import Move

FINISHED = "finished"


def _round(move: Move) -> Round:
    round_: Round = move.subject.round
    return round_


def settle_comments(move: Move) -> None:
    """comments on sections that were changed since count as dealt with."""
    sheet = "implementation" if move.row.judges == "implementation" else "plan"
    if settled := scenarios.settle_changed(scenario=move.subject, sheet=sheet, by=move.person, at=move.now):
        move.notes["settled_comments"] = settled


def mark_submitted(move: Move) -> None:
    """count the submission."""
    move.subject.submitted_at = move.now
    move.subject.times_submitted += 1
    move.subject.presented_revision = None  # what comes back is handed over anew
    move.notes["plan_revision"] = plans.freeze(plans.document(move.subject.code, "plan"))


def present_plan(move: Move) -> None:
    """hand the plan over just as it stands; a later change takes that back."""
    move.subject.presented_revision = plans.freeze(plans.document(move.subject.code, "plan"))
    move.notes["plan_revision"] = move.subject.presented_revision


def record_vetting(move: Move) -> None:
    """record the three scores with their reasons."""
    names = ("traction", "feasibility", "leverage")
    scores = {n: {"score": move.values[f"score_{n}"], "reason": move.values[f"reason_{n}"]} for n in names}
    revision = plans.document(move.subject.code, "plan").revision
    move.subject.vettings.append(
        Vetting(cycle=move.subject.cycle, by_id=move.person.id, at=move.now, scores=scores, plan_revision=revision)
    )
    move.notes["scores"] = scores


def tie_comments(move: Move) -> None:
    """tie each comment to its section."""
    sheet = "implementation" if move.row.judges == "implementation" else "plan"
    tied = {}
    for name, text in move.values.items():
        if name.startswith("section_comments-") and text:
            section = name.removeprefix("section_comments-")
            scenarios.comment_section(scenario=move.subject, sheet=sheet, section=section, text=text, by=move.person)
            tied[section] = text
    move.notes["section_comments"] = tied


def _contest(round_: Round) -> dict[str, Any]:
    shown = round_.deadline.astimezone(clock.SHANGHAI)
    return {
        "round": round_.number,
        "opens_at": round_.opens_at.astimezone(clock.SHANGHAI).replace(microsecond=0).isoformat(),
        "deadline": shown.isoformat(),
        "selection": dict(round_.figures),
        "tie_rule": ties.rule(round_.criteria),
    }


def start_round(move: Move) -> None:
    """begin a round with the figures in force."""
    scenario: Scenario = move.subject
    plan = plans.document(scenario.code, "plan").body
    number = max((round_.number for round_ in scenario.rounds), default=0) + 1
    round_ = Round(
        scenario_id=scenario.id,
        number=number,
        opens_at=move.now,
        deadline=deadlines.opening_deadline(scenario).at,
        figures=deadlines.contest_figures(plan, move.now),
        criteria=plan["claim_terms"]["criteria"],
    )
    scenario.rounds.append(round_)
    db.session.flush()
    scenario.round = round_


def issue_opening(move: Move) -> None:
    """issue the publication that opens the contest."""
    plan = plans.document(move.subject.code, "plan").body
    publication = publications.issue(
        scenario=move.subject,
        plan=plan,
        kind="opening",
        round_number=_round(move).number,
        by=move.person,
        reason=move.values.get("comment") or "",
        contest=_contest(_round(move)),
        rules=ruled.published(move.subject),
    )
    move.notes |= {
        "number": publication.number,
        "version": publication.version,
        "sha256": publication.sha256,
        "deadline": _contest(_round(move))["deadline"],
        "fair_competition": move.values.get("fair_competition"),
        "fair_competition_note": move.values.get("fair_competition_note"),
    }
    promotions.issue_promotion(publication, by=move.person)
    derive.from_publication(move.subject, publication)


def issue_amendment(move: Move) -> None:
    """issue the next version and move the deadline."""
    scenario, round_ = move.subject, _round(move)
    changed = deadlines.changes(scenario)
    material = deadlines.is_material(changed)
    wanted = move.values.get("deadline")
    if deadlines.moves_deadline_alone(scenario, wanted):
        round_.deadline_moved_alone_at = move.now
    before, round_.deadline = round_.deadline, deadlines.amended_deadline(scenario, wanted).at
    opening.stay_hidden(round_, before)
    holds.release(round_)
    answered = to_terms.answered_by(round_, {one.section.id for one in changed}, move.values.get("objection") or ())
    reason = announcements.reason_with_answers(move.values["reason"], answered)
    plan = plans.document(scenario.code, "plan").body
    round_.criteria, round_.figures = plan["claim_terms"]["criteria"], deadlines.contest_figures(plan, round_.opens_at)
    publication = publications.issue(
        scenario=scenario,
        plan=plan,
        kind="amendment",
        round_number=round_.number,
        by=move.person,
        reason=reason,
        contest=_contest(round_),
        rules=ruled.published(scenario),
    )
    move.notes |= {
        "number": publication.number,
        "version": publication.version,
        "sha256": publication.sha256,
        "reason": reason,
        "deadline": _contest(round_)["deadline"],
        "material": material,
        "changed": [section.section.id for section in changed],
    }
    if answered:
        move.notes["answers"] = [one.ref for one in answered]
        to_terms.mark_answered(answered, publication.number)
    promotions.issue_promotion(publication, by=move.person)
    announcements.issue_amendment(round_, publication, changed, material=material, by=move.person)
    if material:
        opening.ask_to_confirm(round_, actor=move.person, publication=publication.number)
    derive.from_publication(scenario, publication)


def open_claims(move: Move) -> None:
    """unseal the claims and keep the record of the opening."""
    _round(move).closed_at = move.now
    holds.reveal(_round(move), move.now)
    move.notes["opening"] = opening.open_round(_round(move), move.now)
    frozen_pool.freeze(_round(move))
    move.notes["expert_pool_sha256"] = _round(move).expert_pool_sha256
    move.notes["never_opened"] = opening.never_opened(_round(move))
    opening_record.issue_opening_record(_round(move))
    recoveries.keep_at_opening(_round(move))


def lapse_claims(move: Move) -> None:
    """every live claim lapses; what was never opened stays sealed."""
    round_ = _round(move)
    if round_.claims_count is None and move.now >= round_.deadline:
        opening.keep_count(round_)
    lapsed = opening.lapse_all(round_, actor=move.person, reason=move.values.get("comment") or "")
    move.notes[FINISHED] = [claim.ref for claim in lapsed] if round_.opened_claims_at else []
    move.notes["never_opened"] = opening.never_opened(round_)
    round_.outcome = move.row.target
    round_.closed_at = round_.closed_at or move.now


def explain_lapse(move: Move) -> None:
    """say why it lapsed: too few claims, an upheld objection to the terms that no amendment answered in time, or who owed
    what the opening waited for."""
    round_ = _round(move)
    count, needed = round_.claims_count or 0, round_.figures["fewest_claims"]
    whys = []
    if move.now >= round_.deadline and not count:
        whys.append(_l("截止时没有收到揭榜申请，依程序流榜。"))
    elif move.now >= round_.deadline and count < needed:
        whys.append(_l("截止时收到揭榜申请 %(n)d 份，少于规定的 %(least)d 份，依程序流榜。", n=count, least=needed))
    if to_terms.not_mended_in_time(round_):
        days = settings.of_round(round_.figures, "terms_amendment_days")
        whys.append(_l("对揭榜要求的异议成立，%(n)d 个工作日内没有变更公告，依程序流榜。", n=days))
    if not whys:
        whys.append(holds.lapse_words(round_))
    move.notes["reason"] = move.told["why"] = kept.together(*whys)


def announce_lapse(move: Move) -> None:
    """announce in writing that the round ended without a winner."""
    reason = move.notes.get("reason") or move.values.get("comment") or ""
    announcements.issue_lapse(_round(move), reason=str(reason), by=move.person)


def announce_withdrawal(move: Move) -> None:
    """announce in writing that the scenario is taken back."""
    announcements.issue_withdrawal(_round(move), reason=move.values.get("comment") or "", by=move.person)


def rank_claims(move: Move) -> None:
    """rank the eligible claims by the weighted mean of the experts' scores."""
    round_ = _round(move)
    ranking = concluding.conclude(round_, by=move.person, why=move.values.get("comment") or "")
    move.notes["ranking"] = [{key: row[key] for key in ("claim", "score", "rank")} for row in ranking]
    chapter = certificates.report_chapter(in_order(opening.opened_claims(round_), ranking))
    report.issue_report(round_, eligibility=chapter, by=move.person)


def begin_notice(move: Move) -> None:
    """put the proposed winner on public notice."""
    claim = claims.claim_by_ref(move.values["claim"])
    notice = notices.begin_notice(
        round_=_round(move), claim=claim, by=move.person, reason=move.values.get("comment") or ""
    )
    move.notes |= {
        "claim": claim.ref,
        "organisation": claim.lead_organisation.code,
        "until": notice.until.astimezone(clock.SHANGHAI).isoformat(),
    }
    notice_certificates.issue_notice(notice, experts=len(scoring_queries.full_panel(_round(move))), by=move.person)
    certificates.issue_eligibility_letters(notice, by=move.person)


def award_claim(move: Move) -> None:
    """exactly one claim wins; the others are told with thanks."""
    round_ = _round(move)
    notice = objection_queries.current_notice(round_)
    assert notice is not None
    notices.end_notice(notice=notice, ending="award", reason=move.values.get("comment") or "")
    winner = notice.claim
    claims.carry(winner, "win", actor=move.person)
    award_letters.issue_award_letter(notice, by=move.person)
    for claim in opening.claims_of(round_, Claim.is_eligible):
        claims.carry(claim, "lose", actor=move.person)
        award_letters.issue_result_letter(claim, by=move.person)
    awarding.award(notice, at=move.now, by=move.person, why=move.values.get("comment") or "")
    round_.outcome = move.row.target
    supervision.begin_implementation(scenario=move.subject, claim=winner)
    move.notes |= {"claim": winner.ref, "organisation": winner.lead_organisation.code}


def forfeit_claim(move: Move) -> None:
    """the winner is out; the next ranked counts as the highest."""
    round_ = _round(move)
    winner = claims.claim_by_ref(round_.award_claim_ref or "")
    claims.carry(winner, "forfeit", actor=move.person, reason=move.values.get("comment") or "")
    for claim in opening.claims_of(round_, Claim.has_lost):
        claims.carry(claim, "return_to_contest", actor=move.person)
    why = move.values.get("comment") or ""
    concluding.leave_out(round_, winner.ref, by=move.person, why=why)
    awarding.forfeit(round_, by=move.person, why=why)
    round_.outcome = ""
    move.notes["claim"] = winner.ref


def issue_result(move: Move) -> None:
    """issue the publication that names operator, operating model and return mechanism."""
    scenario = move.subject
    body = supervised.implementation(scenario).body
    stood = publications.of_round(_round(move)).content["plan"].get("claim_terms") or {}
    plan = {key: value for key, value in body.items() if key != "agreement"} | {"claim_terms": stood}
    winner = claims.claim_by_ref(_round(move).award_claim_ref or "")
    operator = {
        "claim": winner.ref,
        "organisation": {"code": winner.lead_organisation.code, "name": winner.lead_organisation.name},
        "members": [
            {"code": m.organisation.code, "name": m.organisation.name, "role": m.role, "share_pct": m.share_pct}
            for m in winner.members
        ],
        "operating_model": _named(operating_models(), plan["operation"]["operating_model"]),
        "return_mechanisms": [_named(return_mechanisms(), one) for one in plan["returns"]["return_mechanisms"]],
        "agreement_signed_on": (body.get("agreement") or {}).get("signed_on"),
    }
    publication = publications.issue(
        scenario=scenario,
        plan=plan,
        kind="result",
        round_number=_round(move).number,
        by=move.person,
        reason=move.values.get("comment") or "",
        contest=_contest(_round(move)),
        operator=operator,
    )
    move.notes |= {
        "number": publication.number,
        "version": publication.version,
        "sha256": publication.sha256,
        "organisation": winner.lead_organisation.code,
    }
    promotions.issue_promotion(publication, by=move.person)
    derive.from_publication(scenario, publication)


def _named(table: Any, one: str) -> dict[str, str]:
    return {"id": one, "label": str(table[one].label) if one in table else one}


def record_achievement(move: Move) -> None:
    """keep the date and the evidence."""
    supervision.record_achievement(scenario=move.subject, action=move.row.action, values=move.values, by=move.person)
    evidence = [item["name"] for item in move.values.get("evidence") or []]
    move.notes |= {
        "happened_on": move.values["happened_on"],
        "evidence": evidence,
        "note": move.values.get("note") or "",
    }


def begin_new_cycle(move: Move) -> None:
    """the next planning begins; the earlier round stays as it was."""
    move.subject.cycle += 1


def terminate_claim(move: Move) -> None:
    """the awarded claim ends with its scenario."""
    round_ = _round(move)
    claims.carry(
        claims.claim_by_ref(round_.award_claim_ref or ""),
        "terminate",
        actor=move.person,
        reason=move.values.get("comment") or "",
    )
    round_.outcome = move.row.target


def announce_termination(move: Move) -> None:
    """announce in writing that the scenario ends."""
    round_ = _round(move)
    winner = claims.claim_by_ref(round_.award_claim_ref or "").lead_organisation.name
    announcements.issue_termination(round_, reason=move.values.get("comment") or "", winner=winner, by=move.person)
