"""What an organisation wrote for the same scenario before, in an earlier round or a claim that it withdrew, taken into its
new claim with one click."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from marketplace.accounts.models import Person
from marketplace.audit import service as audit
from marketplace.claims import service, vault
from marketplace.claims.models import Claim
from marketplace.claims.sheet import CLAIM
from marketplace.errors import NotFound, Stale, Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.files import service as files
from marketplace.files.models import StoredFile
from marketplace.i18n import _, _l
from marketplace.scenarios.models import Round
from marketplace.sheets import Bound


def earlier_claim(claim: Claim) -> Claim | None:
    """The lead organisation's newest claim in the scenario before this one: of an earlier round, or one that it withdrew
    in this; None without one."""
    query = (
        select(Claim)
        .join(Round, Round.id == Claim.round_id)
        .where(
            Round.scenario_id == claim.round.scenario_id,
            or_(
                Round.number < claim.round.number,
                and_(Claim.round_id == claim.round_id, Claim.is_withdrawn, Claim.id < claim.id),
            ),
            Claim.lead_organisation_id == claim.lead_organisation_id,
        )
        .order_by(Round.number.desc(), Claim.id.desc())
    )
    return db.session.scalars(query.limit(1)).unique().one_or_none()


def sections_to_take(claim: Claim) -> list[str]:
    """Sections that nobody wrote in yet: what was typed is never replaced."""
    return [section.id for section in CLAIM.sections if claim.counter(section.id) == 1]


def adopt(*, ref: str, by: Person, revision: int | None) -> Claim:
    """Take the earlier claim's text into every section that is still untouched; members confirm anew.

    :raises NotFound: there is no earlier claim.
    :raises Stale: the claim moved since the person looked.
    :raises Unmet: every section was written in already.
    """
    with unit_of_work():
        claim = service.claim_by_ref(ref)
        service.check_writable(claim, by)
        earlier = earlier_claim(claim)
        if earlier is None:
            raise NotFound(_("你单位在这个场景里没有以前的申请。"))
        if revision != claim.revision:
            raise Stale(current=claim.revision)
        wanted = sections_to_take(claim)
        content = vault.body(earlier, by)
        taken = [section for section in wanted if content.get(section)]
        if not taken:
            raise Unmet(_("各节都已经写过，没有可以取用的；以前的内容可以在 %(ref)s 里查看。", ref=earlier.ref))
        for section_id in taken:
            _take(claim, earlier, section_id, content[section_id], by)
        audit.append(
            actor=by,
            action="adopt",
            label=_l("取用以前的内容"),
            subject_kind="claim",
            subject_ref=ref,
            data={"from": earlier.ref, "sections": taken},
        )
    return claim


def _take(claim: Claim, earlier: Claim, section_id: str, values: dict[str, Any], by: Person) -> None:
    section = CLAIM.section(section_id)
    if section_id == "attachments":
        values = {"attachments": [_seal_anew(item, claim, earlier, by) for item in values.get("attachments") or []]}
    service.save_claim_section(
        ref=claim.ref, bound=Bound(section, {}, dict(values)), revision=claim.counter(section_id), by=by
    )


def _seal_anew(item: dict[str, Any], claim: Claim, earlier: Claim, by: Person) -> dict[str, Any]:
    """A copy of an attachment under the new claim's key: the old one stays sealed under its own."""
    stored = db.session.get(StoredFile, item["id"])
    if stored is None:
        raise NotFound(_("文件不在了，请联系管理员。"))
    checked = files.content_of(stored, vault.FileSeal(earlier, by))
    copy = files.keep(
        checked, owner_kind=stored.owner_kind, owner_ref=claim.ref, by=by, cipher=vault.envelope(claim, by)
    )
    return files.entry(copy, checked)
