"""Conditions on a claim's moves; each says what to do."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.accounts.models import Person
from marketplace.claims import leaving, presenting, seats, vault
from marketplace.claims.sheet import CLAIM
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.people import standing
from marketplace.publications import service as publications
from marketplace.reference.tables import operating_models, same_promises
from marketplace.workflow import Move


def organisation_verified(move: Move) -> Iterator[Complaint]:
    """The lead organisation is verified, or counts as verified; neither refused nor suspended before the claim began."""
    if reason := standing.why_not_submit(move.subject.lead_organisation, move.subject.created_at):
        yield Complaint(reason)


def presented_if_sealed_before(move: Move) -> Iterator[Complaint]:
    """A lead who came by a recovery signs only what a colleague of before presented."""
    if _reader(move) is None:
        yield Complaint(
            _(
                "这份申请在找回负责人之前已经密封，你不能查看。请原来的经办人写完后“提请签发”，你再签发；"
                "提请之后又有修改的，要再提请一次。"
            )
        )


def _reader(move: Move) -> Person | None:
    return presenting.reader_of(move.subject, move.person)


def _body(move: Move) -> vault.Body | None:
    reader = _reader(move)
    return None if reader is None else vault.body(move.subject, reader)


def every_section_complete(move: Move) -> Iterator[Complaint]:
    """Every required field and sum of the claim sheet."""
    if (body := _body(move)) is not None:
        yield from CLAIM.problems(body)


def consortium_as_allowed(move: Move) -> Iterator[Complaint]:
    """A consortium only where the terms allow one, and the lead organisation is a member."""
    members = ((_body(move) or {}).get("team") or {}).get("members") or []
    terms = publications.of_round(move.subject.round).content["plan"].get("claim_terms") or {}
    if len(members) > 1 and terms.get("consortium_allowed") is False:
        yield Complaint(_("这个场景不允许联合体，请只保留本单位一行，份额 100。"), "members", section="team")
    if members and move.subject.lead_organisation.code not in {row.get("organisation") for row in members}:
        yield Complaint(_("成员里要有牵头单位自己，请添加一行。"), "members", section="team")


def members_confirmed(move: Move) -> Iterator[Complaint]:
    """Every member organisation has confirmed on line."""
    for member in move.subject.members:
        if member.left_at is not None:
            yield Complaint(
                _("%(name)s已退出联合体，请去掉这一行并调整份额。", name=member.organisation.name),
                "members",
                section="team",
            )
        elif member.confirmed_at is None and member.organisation_id != move.subject.lead_organisation_id:
            yield Complaint(
                _("%(name)s尚未在线确认，请其负责人登录后确认。", name=member.organisation.name),
                "members",
                section="team",
            )


def keeps_the_promises(move: Move) -> Iterator[Complaint]:
    """The operating model is the plan's, or keeps its two promises."""
    offered = ((_body(move) or {}).get("operation") or {}).get("operating_model")
    wanted = (publications.of_round(move.subject.round).content["plan"].get("operation") or {}).get("operating_model")
    if offered and wanted and offered != wanted and not same_promises(offered, wanted):
        yield Complaint(
            _(
                "“%(offered)s”与推介的“%(wanted)s”在是否特许经营或期满资产去向上不同，请换一种运营模式。",
                offered=operating_models()[offered].label,
                wanted=operating_models()[wanted].label,
            ),
            "operating_model",
            section="operation",
        )


def not_confirmed_yet(move: Move) -> Iterator[Complaint]:
    """The organisation has not confirmed already."""
    if move.person.organisation_id in move.subject.confirmed_member_ids:
        yield Complaint(_("你单位已经确认过了。"), kind="done")


def member_verified(move: Move) -> Iterator[Complaint]:
    """The confirming organisation has been verified: nobody wins through a partner whom nobody looked at."""
    organisation = move.person.organisation
    if organisation is not None and (reason := standing.why_not_submit(organisation, move.subject.created_at)):
        yield Complaint(reason)


def seat_is_free(move: Move) -> Iterator[Complaint]:
    """The organisation is in no other live claim of the round."""
    taken = seats.taken_by(move.subject.round_id, move.person.organisation_id)
    if taken is not None and taken != move.subject.id:
        yield Complaint(_("你单位在这一轮已有揭榜申请。一个单位一轮只能参加一份，请先撤回自己的那一份再来确认。"))


def joins_no_second(move: Move) -> Iterator[Complaint]:
    """The organisation did not leave another claim of the round by its own act."""
    if leaving.departed(move.subject.round_id, move.person.organisation_id, but=move.subject.id):
        yield Complaint(_("你单位已自行退出本轮另一份申请的联合体，本轮不能再参加别的申请。"))


def leaves_in_time(move: Move) -> Iterator[Complaint]:
    """A day before the deadline, or with the lead's consent: nobody voids the claim of all at the last minute."""
    claim = move.subject
    if leaving.needs_consent(claim, move.person.organisation_id):
        yield Complaint(
            _(
                "距揭榜截止不到 %(n)d 小时，退出会使各单位来不及重新提交，须经牵头单位同意。请联系%(lead)s的负责人登录同意后再退出。",
                n=leaving.hours(claim),
                lead=claim.lead_organisation.name,
            )
        )


def not_presented_yet(move: Move) -> Iterator[Complaint]:
    """Something was written since it was last presented or submitted."""
    claim = move.subject
    if claim.document_revision in (claim.presented_revision, claim.submitted_revision):
        yield Complaint(_("这一稿已经提请签发或者提交过。"), kind="done")
