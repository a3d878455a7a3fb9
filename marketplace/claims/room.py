"""Claims as a room of the house."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.claims import attachments, issuing, recoveries, unsealings
from marketplace.claims.audience import participants
from marketplace.claims.desk import desk
from marketplace.claims.filed import FILED
from marketplace.claims.permissions import PERMISSIONS
from marketplace.claims.reminders import remind
from marketplace.claims.views import bp
from marketplace.claims.workflow import CLAIM_TABLE
from marketplace.i18n import _l
from marketplace.room import Room, Shortcut


def _remind() -> Iterable[str]:
    remind()
    return ()  # silently: who reads what was done must not learn where a claim is being written


ROOM = Room(
    "claims",
    "claim sheet and table; seals, consortia, receipts",
    doors=(bp,),
    tables=(CLAIM_TABLE,),
    permissions=PERMISSIONS,
    filed=FILED,
    grants=attachments.GRANTS,
    papers=issuing.OWNERS,
    panels={"claim": (issuing.papers_panel,)},
    answers={"participants of a round": participants, "who keeps a recovery": recoveries.keep},
    desk=desk,
    shortcuts=(Shortcut("claims.own", _l("本单位的揭榜"), "claims.mine"),),
    scheduled=(_remind,),
    install=unsealings.install,
)
