"""The kinds of certificate, one row each: what it is called, how it is numbered, who reads it, in which forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from marketplace.i18n import _l

LETTER_SERIES = "亳高城办"
"""The counter of the red-headed documents. What their numbers begin with, the 机关代字, is a setting: when it changes, the
count goes on, so that no number comes twice."""
LETTER_SLUG = "GW"
PROMOTION = "promotion"


@dataclass(frozen=True)
class Kind:
    """A kind of certificate."""

    id: str
    label: str
    slug: str
    """How its number begins in addresses."""
    red_head: bool
    """Whether it is a 公文 with head, running number and the place for a seal; else a working document."""
    permission: str
    """Who reads it: asked of what it belongs to."""
    labelled: bool = True
    """Whether a working document's number begins with what it is; a receipt's is the receipt number alone."""
    salted: bool = False
    """Whether all that it says but a name is public: then a salt is hashed with it, so that nobody finds out by its hash
    at /verify which of a few names stands in it."""
    most_pages: int = 0
    """On how many pages it must fit, with tighter lines where needed; 0 where it takes what it takes."""


# A table: each row keeps the line in which it reads best.
# fmt: off
ROWS = (
    Kind(PROMOTION, _l("推介公告"), "CT", red_head=True, permission="public", labelled=False),
    Kind("receipt", _l("回执"), "HZ", red_head=False, permission="claim.receipts", labelled=False),
    Kind("opening_record", _l("开榜记录"), "KB", red_head=False, permission="public"),
    Kind("opening_supplement", _l("补充开榜记录"), "BKB", red_head=False, permission="public"),
    Kind("correction_notice", _l("补正通知"), LETTER_SLUG, red_head=True, permission="paper.result", most_pages=2),
    Kind("evaluation_report", _l("评榜报告"), "PB", red_head=False, permission="paper.report"),
    Kind("notice", _l("公示公告"), LETTER_SLUG, red_head=True, permission="public", most_pages=2),
    Kind("eligibility_letter", _l("资格审查结果通知"), LETTER_SLUG, red_head=True, permission="paper.result", most_pages=2),
    Kind("objection_reply", _l("异议答复书"), LETTER_SLUG, red_head=True, permission="paper.objection", salted=True),
    Kind("objection_answer", _l("异议答复书公开件"), "YDG", red_head=False, permission="public"),
    Kind("annulment", _l("撤销公示"), LETTER_SLUG, red_head=True, permission="public"),
    Kind("amendment", _l("变更公告"), LETTER_SLUG, red_head=True, permission="public"),
    Kind("prolongation", _l("延期通知"), LETTER_SLUG, red_head=True, permission="public", most_pages=2),
    Kind("lapse", _l("流榜公告"), LETTER_SLUG, red_head=True, permission="public"),
    Kind("withdrawal", _l("撤回公告"), LETTER_SLUG, red_head=True, permission="public"),
    Kind("termination", _l("终止公告"), LETTER_SLUG, red_head=True, permission="public"),
    Kind("award_letter", _l("揭榜通知书"), LETTER_SLUG, red_head=True, permission="paper.award", most_pages=2),
    Kind("result_letter", _l("结果通知"), LETTER_SLUG, red_head=True, permission="paper.result", most_pages=2),
)
# fmt: on
KINDS: Mapping[str, Kind] = MappingProxyType({row.id: row for row in ROWS})
PUBLIC_KINDS = frozenset(row.id for row in ROWS if row.permission == "public")
