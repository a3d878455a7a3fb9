"""Which objections say the same and are answered together, why one is not answered any more, and what follows from the answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from marketplace.furniture import times
from marketplace.i18n import _, _l
from marketplace.objections import queries, to_terms
from marketplace.objections.models import Objection


def together(rows: Iterable[Objection]) -> list[list[Objection]]:
    """Objections by content: those to the same that say the same, of the same claim and with the same files, are one."""
    found: dict[tuple[object, ...], list[Objection]] = {}
    for row in rows:
        subject = (row.about, row.notice_id, row.end_proposal_id, row.claim_ref)
        found.setdefault((*subject, _content(row), _evidence(row)), []).append(row)
    return list(found.values())


def _content(row: Objection) -> str:
    """What it says, whatever the width of its signs, its spaces and its stops."""
    said = "\0".join(one["objection"] for one in row.texts)
    kept = (char for char in unicodedata.normalize("NFKC", said) if char == "\0" or char.isalnum())
    return "".join(kept).casefold()


def _evidence(row: Objection) -> frozenset[str]:
    """What its files hold: who brings other evidence is answered to it."""
    return frozenset(file["sha256"] for one in row.texts for file in one["files"])


def alike(objection: Objection) -> list[Objection]:
    """The objection and the open ones that say the same: they are answered together."""
    every = queries.objections(objection.round)
    waiting = [row for row in every if row is objection or (not row.decision and row.denied_at is None)]
    return next(group for group in together(waiting) if objection in group)


def why_not_answering(objection: Objection) -> list[str]:
    """Why nobody can answer it now; empty when somebody can."""
    if objection.decided_at is not None:
        return [_("这条异议已于 %(when)s 书面答复，不能更改。", when=times.moment(objection.decided_at))]
    if objection.denied_at is not None:
        return [_("经回电核实，这条异议不是留名的人提出的，不用答复。")]
    if queries.is_moot(objection):
        if objection.notice:
            return [_("这次公示已经结束，不用再答复。")]
        if objection.round.is_opened and not objection.round.outcome:
            return [_("申请已经开榜，对揭榜要求的异议不能再答复。")]
        return [_("这一轮已经结束，不用再答复。")]
    return []


def what_then(row: Objection) -> str:
    """What its objector reads of what happens now."""
    if row.decision != "upheld":
        return _l("答复已经公开，不用再办理。")
    if row.about == "terms":
        return _l(
            "接下来最迟 %(when)s 变更公告；届时没有变更的，本轮流榜，申请不开启。", when=to_terms.mended_words(row)
        )
    if row.end_proposal_id is not None:
        return _l("接下来由区城市办依程序处理并公开；你不用再办理。")
    if row.notice and row.notice.ended_at is not None:
        return _l("揭榜方已经确认；影响结果的，接下来由初审人提请终止揭榜、由审定人决定，结果公开；你不用再办理。")
    return _l("接下来由审定人撤销公示，重新评榜；你不用再办理。")
