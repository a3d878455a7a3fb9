"""A claim's files: sealed with its key, opened for those who may read the claim as it counts."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage

from marketplace.accounts.models import Person
from marketplace.accounts.policy import current_person, may
from marketplace.claims import service, vault
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, NotFound, Unmet
from marketplace.extensions import unit_of_work
from marketplace.files import rights
from marketplace.files import service as files
from marketplace.files.models import StoredFile
from marketplace.i18n import _
from marketplace.sheets.texts import Invalid

KIND = "claim"


def attach(*, ref: str, upload: FileStorage | None, by: Person) -> Claim:
    """Seal an uploaded file and add it to the claim's attachments.

    :raises DeadlinePassed: the contest is over.
    :raises TooLarge: the file is over 20 MB.
    :raises Unmet: there is none, or it is not what its name says.
    """
    with unit_of_work():
        claim = service.claim_by_ref(ref)
        service.check_writable(claim, by)
        if upload is None or not upload.filename:
            raise Unmet(Complaint(_("请先选择文件。"), "file"))
        try:
            checked = files.check(upload)
        except Invalid as invalid:
            raise Unmet(Complaint(str(invalid), "file")) from invalid
        stored = files.keep(checked, owner_kind=KIND, owner_ref=ref, by=by, cipher=vault.envelope(claim, by))
        return service.add_attachment(ref=ref, entry=files.entry(stored, checked), by=by)


def _owner(stored: StoredFile) -> Claim | None:
    try:
        return service.claim_by_ref(stored.owner_ref)
    except NotFound:
        return None


def _readable(stored: StoredFile) -> bool:
    """The claim's own people read all its files, others those of the submission that was opened."""
    claim = _owner(stored)
    if claim is None or not may("claim.read", claim):
        return False
    return may("claim.unseal", claim) or (claim.counting is not None and stored.id in claim.counting.files)


def _cipher(stored: StoredFile) -> files.Cipher:
    return vault.FileSeal(service.claim_by_ref(stored.owner_ref), current_person())


GRANTS: rights.Grants = ((KIND, rights.Grant(_readable, cipher=_cipher)),)
