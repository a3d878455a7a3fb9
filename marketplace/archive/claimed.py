"""A round's claims: all by number; of those that were opened, every word, file and receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from marketplace.accounts.models import Person
from marketplace.archive import attachments
from marketplace.archive.contest import ended
from marketplace.archive.entries import Entry, both, document, iso, page, tables, when
from marketplace.claims import pages, vault
from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.claims.opening import claims_of
from marketplace.claims.papers import member_rows
from marketplace.claims.seal import Damaged
from marketplace.claims.sheet import CLAIM
from marketplace.claims.workflow import STATES
from marketplace.i18n import _
from marketplace.scenarios.models import Round


def claims(round_: Round, folder: str, reader: Person) -> Iterator[Entry]:
    """The list, then each opened claim. One that was never opened shows nothing but that it is sealed."""
    rows = claims_of(round_)
    yield from _listed(round_, rows, folder)
    for claim in rows:
        if claim.is_opened:
            yield from _claim(claim, reader, f"{folder}/claims/{claim.ref}")


def _listed(round_: Round, rows: Sequence[Claim], folder: str) -> Iterator[Entry]:
    title = _("第 %(n)d 轮揭榜申请和回执", n=round_.number)
    heads = [_("揭榜编号"), _("情况"), _("回执号"), _("提交时间"), "SHA-256"]
    lines = [line for claim in rows for line in _lines(claim)]
    yield from both(
        f"{folder}/claims", title, ended(round_), [(title, heads, lines)], [_listed_claim(row) for row in rows]
    )


def _lines(claim: Claim) -> list[list[Any]]:
    if not claim.is_opened:
        return [[claim.ref, _("密封，没有开启"), "—", "—", "—"]]
    label = STATES[claim.state].label
    return [[claim.ref, label, one.receipt, when(one.at), one.sha256] for one in claim.submissions]


def _listed_claim(claim: Claim) -> dict[str, Any]:
    if not claim.is_opened:
        return {"claim": claim.ref, "opened": None}
    return {
        "claim": claim.ref,
        "opened": iso(claim.opened_at),
        "damaged": claim.damaged,
        "damaged_files": list(claim.damaged_files),
        "state": claim.state,
        "members": [dict(one) for one in member_rows(claim)],
        "eligible": claim.eligible,
        "eligibility_reason": claim.eligibility_reason,
        "receipts": [{"receipt": one.receipt, "at": iso(one.at), "sha256": one.sha256} for one in claim.submissions],
    }


def _claim(claim: Claim, reader: Person, folder: str) -> Iterator[Entry]:
    """What was submitted, byte by byte as its receipt's hash was taken, a page to read, its files in clear."""
    row, opened = claim.submissions[-1], claim.opened_at or claim.created_at
    title = _("揭榜申请 %(ref)s（%(name)s）", ref=claim.ref, name=claim.lead_organisation.name)
    submitted = _submitted(claim, row, reader)
    if submitted is None:
        yield tables(f"{folder}/claim.html", title, opened, [(_("密封内容已损坏，开榜时没有打开。"), [], [])])
        return
    cipher = vault.FileSeal(claim, reader)
    files = list(attachments.entries(f"{folder}/files", attachments.stored(row.files), cipher))
    yield page(
        f"{folder}/claim.html",
        title,
        opened,
        "sheet",
        sections=CLAIM.sections,
        values=pages.readable(submitted["content"]["claim"]),
        facts=_facts(claim, row),
        hrefs=attachments.links(files, folder),
    )
    yield document(f"{folder}/submission.json", title, row.at, submitted, registered=row.sha256)
    yield from files


def _submitted(claim: Claim, row: ClaimSubmission, reader: Person) -> dict[str, Any] | None:
    """What the opening unsealed; None where it was damaged, then or since."""
    try:
        return None if claim.damaged else vault.submission(row, reader)
    except Damaged:
        return None


def _facts(claim: Claim, row: ClaimSubmission) -> list[tuple[str, str]]:
    members = "；".join(_("%(name)s（%(role)s，%(share)s）", **one) for one in member_rows(claim))
    verdict = {True: _("通过"), False: _("不符"), None: "—"}[claim.eligible]
    return [
        (_("揭榜单位"), members),
        (_("回执号"), row.receipt),
        (_("提交时间"), when(row.at)),
        ("SHA-256", row.sha256),
        (_("资格审查"), f"{verdict}　{claim.eligibility_reason}"),
        (_("状态"), str(STATES[claim.state].label)),
    ]
