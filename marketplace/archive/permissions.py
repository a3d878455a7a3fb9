"""Who takes the file of a contest that is over."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.predicates import impartial, reads_archives
from marketplace.i18n import _l

PERMISSIONS = Permissions(
    _l("揭榜档案"), {"archive.read": Permission(_l("下载揭榜档案"), reads_archives & impartial, secret=True)}
)
