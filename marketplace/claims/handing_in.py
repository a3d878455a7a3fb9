"""A claimant hands in its own download in place of what cannot be opened; the receipt's hash alone decides."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import service as audit
from marketplace.claims import checking, opening, replacing, service, vault
from marketplace.claims.models import Claim, ClaimReplacement
from marketplace.claims.supplement_record import issue_supplement
from marketplace.errors import Complaint, DeadlinePassed, TooLarge, Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.files import service as files
from marketplace.files.models import StoredFile
from marketplace.furniture import times
from marketplace.i18n import _, _l
from marketplace.sheets.canonical import dumps, loads, sha256


def needs_content(claim: Claim) -> bool:
    """Whether the submission itself is asked for, not only files."""
    if claim.is_opened:
        return claim.damaged
    return claim.replacement is None or claim.replacement.sealed_content is None


def files_wanted(claim: Claim, by: Person) -> list[checking.Entry]:
    """The attachments that are still asked for, as they were registered; unknown until the submission is there."""
    if claim.is_opened:
        return [one for one in checking.attachments_in(claim.opened_body or {}) if one["id"] in claim.damaged_files]
    again = claim.replacement
    if again is None or again.sealed_content is None:
        return []
    content = vault.submission(opening.last_submission(claim), by)["content"]
    return [one for one in checking.attachments_in(content["claim"]) if one["id"] not in again.files]


def hand_in(*, ref: str, submission: FileStorage | None, uploads: Sequence[FileStorage], by: Person) -> Claim:
    """Take the submission or attachments that match the receipt; what does not match is refused and nothing is kept.

    :raises WrongState: nothing of the claim is asked for.
    :raises DeadlinePassed: the days for it are over.
    :raises Unmet: a file is not what was registered.
    """
    with unit_of_work():
        claim = service.claim_by_ref(ref)
        service.check_writer(claim, by)
        _check_running(claim)
        sent = [one for one in uploads if one.filename]
        content = submission if submission and submission.filename and needs_content(claim) else None
        if content is None and not sent:
            raise Unmet(_nothing_chosen(claim, submission))
        row = _row(claim, by)
        if content:
            _take_submission(claim, row, content, by)
        taken = [_take_file(claim, row, one, by) for one in sent]
        row.complete = not needs_content(claim) and not files_wanted(claim, by)
        _record(claim, [stored.id for stored, _sealed in taken], by, content=content is not None)
        db.session.flush()
        for stored, sealed in taken:  # last: what was refused must not have touched the disk
            files.put_back(stored, sealed)
    return claim


def _nothing_chosen(claim: Claim, submission: FileStorage | None) -> Complaint:
    if submission and submission.filename:
        return Complaint(_("提交件已经收下，不用再交，请选择要补交的附件。"), "file")
    return Complaint(_("请先选择文件。"), "submission" if needs_content(claim) else "file")


def _check_running(claim: Claim) -> None:
    if claim.replace_by is None or not replacing.lacks_something(claim):
        raise WrongState(_("这份申请没有要补交的内容，不用办理。"))
    if not replacing.is_running(claim):
        raise DeadlinePassed(_("补交期已于 %(when)s 届满。", when=times.until(claim.replace_by, clock.now())))


def _row(claim: Claim, by: Person) -> ClaimReplacement:
    if claim.replacement is not None:
        return claim.replacement
    row = ClaimReplacement(
        claim=claim, submission_number=opening.last_submission(claim).number, at=clock.now(), by_id=by.id, files=[]
    )
    vault.begin_replacement(row)
    db.session.add(row)
    db.session.flush()
    return row


def _take_submission(claim: Claim, row: ClaimReplacement, upload: FileStorage, by: Person) -> None:
    last = opening.last_submission(claim)
    salted = _read(upload)
    if salted is None or sha256(salted) != last.sha256:
        raise Unmet(
            Complaint(
                _(
                    "“%(name)s”的校验值与回执 %(receipt)s 不一致，没有收下。请交这次提交后下载的 %(receipt)s.json，不要改动。",
                    name=files.clean_name(upload.filename or ""),
                    receipt=last.receipt,
                ),
                "submission",
            )
        )
    seal = vault.replacement_seal(row, by)
    row.sealed_content = seal.seal(dumps(salted).encode(), f"submission/{row.submission_number}")
    if claim.is_opened:
        content = salted["content"]
        entries = checking.attachments_in(content["claim"])
        opening.take_in(claim, content, checking.damaged_files(claim, entries, by))


def _read(upload: FileStorage) -> Any:
    """The document in the file, however an editor laid it out; None where it is none."""
    raw = _bytes(upload)
    try:
        found = loads(raw.decode("utf-8-sig"))
        return found if isinstance(found, dict) and {"salt", "content"} <= found.keys() else None
    except (ValueError, RecursionError):
        return None


def _bytes(upload: FileStorage) -> bytes:
    content = upload.stream.read(files.MOST_BYTES + 1)
    if len(content) > files.MOST_BYTES:
        name = files.clean_name(upload.filename or "")
        raise TooLarge(Complaint(_("“%(name)s”超过 20 MB，没有收下。", name=name), "file"))
    return content


def _take_file(claim: Claim, row: ClaimReplacement, upload: FileStorage, by: Person) -> tuple[StoredFile, bytes]:
    content = _bytes(upload)
    digest = hashlib.sha256(content).hexdigest()
    entry = next((one for one in files_wanted(claim, by) if one["sha256"] == digest), None)
    if entry is None:
        raise Unmet(
            Complaint(
                _(
                    "“%(name)s”与要补交的附件登记的校验值都不一致，没有收下。请交提交时的原件，不要另存或改动。",
                    name=files.clean_name(upload.filename or ""),
                ),
                "file",
            )
        )
    file_id = str(entry["id"])
    seal = vault.replacement_seal(row, by)
    stored = _register(claim, entry, by)
    stored.sealed_name = seal.seal(str(entry["name"]).encode(), file_id + "/name").hex()
    row.files = [*row.files, file_id]
    claim.damaged_files = [one for one in claim.damaged_files if one != file_id]
    return stored, seal.seal(content, file_id)


def _register(claim: Claim, entry: checking.Entry, by: Person) -> StoredFile:
    """What is known of the file in the database; made anew where that was lost too."""
    stored = db.session.get(StoredFile, entry["id"])
    if stored is None:
        stored = StoredFile(
            id=entry["id"],
            owner_kind="claim",
            owner_ref=claim.ref,
            name="",
            media_type="",
            size=entry["size"],
            sha256="",
            sealed=True,
            stored_at=clock.now(),
            stored_by_id=by.id,
        )
        db.session.add(stored)
    return stored


def _record(claim: Claim, taken: Sequence[str], by: Person, *, content: bool) -> None:
    last = opening.last_submission(claim)
    audit.append(
        actor=by,
        action="replace",
        label=_l("补交"),
        subject_kind="claim",
        subject_ref=claim.ref,
        reason=_l("与回执 %(receipt)s 一致", receipt=last.receipt),
        data={"receipt": last.receipt, "sha256": last.sha256, "files": list(taken)},
    )
    if claim.is_opened:  # before it, the record of the opening itself will say how it was found
        paper = issue_supplement(claim, content=content, files=taken, by=by)
        audit.append(
            actor=None,
            action="replace",
            label=_l("补交"),
            subject_kind="scenario",
            subject_ref=claim.scenario.code,
            round_number=claim.round.number,
            reason=_l(
                "回执 %(receipt)s 的补交件与回执一致，照常参加评榜，见%(number)s。",
                receipt=last.receipt,
                number=paper.number,
            ),
            public=True,
            data={"receipt": last.receipt, "sha256": last.sha256, "supplement": paper.number},
        )
