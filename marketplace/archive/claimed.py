"""A round's claims: all by number; of those that were opened, every word, file and receipt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from marketplace.accounts.models import Person
from marketplace.archive import attachments
from marketplace.archive.contest import ended
from marketplace.archive.entries import Entry, both, document, page, tables, when
from marketplace.archive.register import Register
from marketplace.claims import pages, vault
from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.claims.opening import claims_of
from marketplace.claims.papers import member_rows
from marketplace.claims.seal import Damaged
from marketplace.claims.sheet import CLAIM
from marketplace.claims.workflow import STATES
from marketplace.i18n import _
from marketplace.scenarios.models import Round


def claims(round_: Round, folder: str, reader: Person, register: Register) -> Iterator[Entry]:
    """The list, then each opened claim. One that was never opened shows nothing but that it is sealed."""
    rows = claims_of(round_)
    yield from _listed(round_, rows, folder, register)
    for claim in rows:
        if claim.is_opened:
            yield from _claim(claim, reader, f"{folder}/claims/{claim.ref}")


def _listed(round_: Round, rows: Sequence[Claim], folder: str, register: Register) -> Iterator[Entry]:
    title = _("第 %(n)d 轮揭榜申请和回执", n=round_.number)
    heads = [_("揭榜编号"), _("情况"), _("回执号"), _("提交时间"), "SHA-256"]
    lines = [line for claim in rows for line in _lines(claim)]
    yield from both(f"{folder}/claims", title, ended(round_), [(title, heads, lines)], _documents(rows, register))


def _lines(claim: Claim) -> list[list[Any]]:
    if not claim.is_opened:
        return [[claim.ref, _("密封，没有开启"), "—", "—", "—"]]
    label = STATES[claim.state].label
    return [[claim.ref, label, one.receipt, when(one.at), one.sha256] for one in claim.submissions]


def _documents(rows: Sequence[Claim], register: Register) -> dict[str, Any]:
    """The opened claims with their members and submissions; of the others nothing but the number."""
    opened = [claim for claim in rows if claim.is_opened]
    return {
        "claims": register.rows(opened),
        "members": register.rows(member for claim in opened for member in claim.members),
        "submissions": register.rows(one for claim in opened for one in claim.submissions),
        "replacements": register.rows(claim.replacement for claim in opened if claim.replacement),
        "never_opened": [claim.ref for claim in rows if not claim.is_opened],
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
