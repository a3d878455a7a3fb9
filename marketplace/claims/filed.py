"""What claims put into the file of a contest: those that were opened; of the others nothing but the number."""

from __future__ import annotations

from marketplace.claims.decided import Opening
from marketplace.claims.models import ClaimMember, ClaimReplacement, ClaimSubmission
from marketplace.claims.opening import never_opened, opened_claims
from marketplace.room import Filed
from marketplace.scenarios.decisions import filed
from marketplace.scenarios.models import Round

DOCUMENT = "claims.json"


def _members(round_: Round) -> list[ClaimMember]:
    return [member for claim in opened_claims(round_) for member in claim.members]


def _submissions(round_: Round) -> list[ClaimSubmission]:
    return [one for claim in opened_claims(round_) for one in claim.submissions]


def _replacements(round_: Round) -> list[ClaimReplacement]:
    return [claim.replacement for claim in opened_claims(round_) if claim.replacement]


FILED = (
    Filed(DOCUMENT, opened_claims, "claims", subject="claim", refs=lambda one: [row.ref for row in opened_claims(one)]),
    Filed(DOCUMENT, _members, "members"),
    Filed(DOCUMENT, _submissions, "submissions"),
    Filed(DOCUMENT, _replacements, "replacements"),
    Filed(DOCUMENT, never_opened, "never_opened"),
    filed(Opening),
)
