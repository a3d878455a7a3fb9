"""What a hash is the hash of: a publication, a certificate, its printed form, a receipt. Nothing that is asked is kept."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from marketplace.audit import queries as audit
from marketplace.claims.models import Claim, ClaimSubmission, ClaimWithdrawal
from marketplace.documents import queries as documents
from marketplace.documents.models import Certificate
from marketplace.documents.rights import may_read
from marketplace.errors import Complaint, TooLarge, Unmet
from marketplace.extensions import db
from marketplace.files.service import MOST_BYTES
from marketplace.i18n import _, _l
from marketplace.publications import queries as publications
from marketplace.scenarios.models import Round
from marketplace.sheets.texts import code

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Found:
    """What a hash belongs to, as far as anybody may know it."""

    what: str
    number: str
    at: datetime
    scenario: str
    """Code of the scenario."""
    title: str
    url: str = ""
    """Its page, for someone who may read it."""
    note: str = ""


def asked_hash(raw: str) -> str:
    """A typed hash, without blanks and in lower case.

    :raises Unmet: it is none.
    """
    text = code(raw).lower().removeprefix("sha256:").removeprefix("sha-256:")
    if not HASH.fullmatch(text):
        raise Unmet(Complaint(_("SHA-256 是 64 位的数字和字母 a 到 f，请核对后重新填写。"), field="sha256"))
    return text


def file_hash(upload: FileStorage | None) -> str:
    """The hash of an uploaded file, which is not stored.

    :raises TooLarge: it is over 20 MB.
    :raises Unmet: there is none.
    """
    if upload is None or not upload.filename:
        raise Unmet(Complaint(_("请填写 SHA-256，或者选择一个文件。"), field="sha256"))
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES or getattr(upload.stream, "overflowed", False):
        raise TooLarge(
            _("文件超过 20 MB。平台出具的文书都小得多，请核对选择的文件；揭榜档案请填写核验程序打印的下载记录。")
        )
    return hashlib.sha256(content).hexdigest()


def look_up(sha256: str) -> Found | None:
    """What this is the hash of; None for one that is unknown, or that nobody may know of yet. Every place is asked each
    time, so that the answer takes as long whatever it is."""
    found = [_publication(sha256), _certificate(sha256), _submission(sha256), _withdrawal(sha256), _anchored(sha256)]
    return next((one for one in found if one is not None), None)


def _publication(sha256: str) -> Found | None:
    row = publications.by_hash(sha256)
    if row is None:
        return None
    newer = publications.replaced_by(row)
    note = _("已由 %(number)s 代替。", number=newer.number) if newer else _("现行版本。")
    url = url_for("publications.publication", slug=row.slug)
    what = _("推介文件（%(kind)s，第 %(n)d 版）的内容", kind=row.kind_label, n=row.version)
    return Found(what, row.number, row.issued_at, row.scenario.code, row.scenario.public_title, url, note)


def _round_of(code: str, number: int | None) -> Round | None:
    return db.session.scalar(
        select(Round).join(Round.scenario).where(Round.scenario.has(code=code), Round.number == number)
    )


def _certificate(sha256: str) -> Found | None:
    known = documents.by_hash(sha256)
    round_ = _round_of(known[0].scenario_code, known[0].round_number) if known else None
    if known is None or round_ is None or not _is_tellable(known[0], round_):
        return None
    row, form = known
    forms = {"": _("%(kind)s的内容", kind=row.label), "pdf": _("%(kind)s的 PDF 文件", kind=row.label)}
    what = forms.get(form) or _("%(kind)s的 Word 文件", kind=row.label)
    url = url_for("documents.certificate", slug=row.slug) if may_read(row) else ""
    return Found(what, row.number, row.issued_at, row.scenario_code, round_.scenario.public_title, url)


def _is_tellable(row: Certificate, round_: Round) -> bool:
    """A claim's receipts are known to its own people only, until the round was opened."""
    return row.owner_kind != "claim" or round_.opened_claims_at is not None


OPENED = Round.opened_claims_at.is_not(None)
"""Asked in the statement itself: a receipt of a round that is not opened is not even read."""


def _submission(sha256: str) -> Found | None:
    query = select(ClaimSubmission).join(ClaimSubmission.claim).join(Round, Round.id == Claim.round_id)
    row = db.session.scalar(query.where(ClaimSubmission.sha256 == sha256, OPENED).order_by(ClaimSubmission.id).limit(1))
    if row is None:
        return None
    claim = row.claim
    return _receipt(_("揭榜申请的提交"), row, claim, _what_became_of(row, claim))


def _what_became_of(row: ClaimSubmission, claim: Claim) -> str:
    if not claim.is_opened or claim.counting is None or claim.counting.id != row.id:
        return _("这次提交没有开启：后来又提交、撤回，或者截止时没有完成。")
    if claim.damaged:
        return _("密封内容与回执不一致，没有打开。")
    if claim.damaged_files:
        return _("开榜时开启的就是这次提交，但有附件缺失或与登记不一致。")
    if claim.replacement:
        return _("开榜时有内容打不开，后由揭榜单位补交，与这个校验值一致。")
    return _("开榜时开启的就是这次提交。")


def _withdrawal(sha256: str) -> Found | None:
    query = select(ClaimWithdrawal).join(ClaimWithdrawal.claim).join(Round, Round.id == Claim.round_id)
    row = db.session.scalar(query.where(ClaimWithdrawal.sha256 == sha256, OPENED).order_by(ClaimWithdrawal.id).limit(1))
    if row is None:
        return None
    return _receipt(_("揭榜申请的撤回"), row, row.claim, _("申请在截止前撤回，没有开启。"))


ANCHORS = {
    "taking": _l("揭榜档案的下载记录"),
    "archive": _l("揭榜档案（压缩包）"),
    "program": _l("揭榜档案的核验程序 verify.py"),
}


def _anchored(sha256: str) -> Found | None:
    """That such an archive was taken: when, of which scenario and round, and nothing else of it."""
    known = audit.anchored(sha256)
    if known is None:
        return None
    kind, event = known
    round_ = _round_of(event.subject_ref, event.round_number)
    number = _("第 %(n)d 轮", n=event.round_number) if event.round_number else "—"
    note = (
        _("这是平台提供的核验程序，最早随这份档案提供。")
        if kind == "program"
        else _("区城市办当时下载了这份档案。核验程序打印的下载记录与上面的摘要相同，档案就是平台给出的那一份。")
    )
    title = round_.scenario.public_title if round_ else event.subject_ref
    return Found(str(ANCHORS[kind]), number, event.at, event.subject_ref, title, note=note)


def _receipt(what: str, row: ClaimSubmission | ClaimWithdrawal, claim: Claim, note: str) -> Found:
    scenario = claim.scenario
    url = url_for("catalogue.scenario", code=scenario.code) + "#contest"
    return Found(what, row.receipt, row.at, scenario.code, scenario.public_title, url, note)
