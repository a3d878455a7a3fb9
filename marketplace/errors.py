"""The one tree of errors. Services and engines raise these; `web.py` maps each to its status in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.i18n import _


@dataclass(frozen=True)
class Complaint:
    """One thing that is not as it must be, in words that say what to do, and where it stands on the page."""

    message: str
    field: str = ""
    row: int | None = None
    column: str = ""
    section: str = ""
    kind: str = ""

    @property
    def anchor(self) -> str:
        """Id of the control that the message belongs to; empty when it belongs to none."""
        if self.row is None:
            return self.field
        return f"{self.field}-{self.row}-{self.column}" if self.column else f"{self.field}-{self.row}"


class MarketplaceError(Exception):
    """Root of everything that the product refuses on purpose; `reasons` are for the person who asked."""

    status = 400
    title = "请求无法处理"

    def __init__(self, *reasons: str | Complaint) -> None:
        self.complaints = tuple(r if isinstance(r, Complaint) else Complaint(str(r)) for r in reasons)
        super().__init__("; ".join(self.reasons))

    @property
    def reasons(self) -> list[str]:
        """The messages alone."""
        return [str(c.message) for c in self.complaints]


class BadRequest(MarketplaceError):
    """The request itself makes no sense (400)."""


class SignInNeeded(MarketplaceError):
    """Nobody is signed in, or the session has ended (401 for a POST, a redirect for a GET)."""

    status, title = 401, "请先登录"


class Forbidden(MarketplaceError):
    """The person's role, organisation or past acts forbid it (403)."""

    status, title = 403, "没有权限"


class NotFound(MarketplaceError):
    """There is no such thing, or its very existence is not this person's to know (404)."""

    status, title = 404, "没有找到"


class WrongState(MarketplaceError):
    """The object's state does not allow the action now (409)."""

    status, title = 409, "当前状态不能办理"


class Stale(MarketplaceError):
    """The document changed since the person loaded it (409): both versions are shown, nothing is saved."""

    status, title = 409, "还没有保存：内容已被别人改过"

    def __init__(self, *reasons: str, current: int, saved: Mapping[str, Any] | None = None) -> None:
        super().__init__(*(reasons or (_("你打开页面之后，内容已有新的修订。请核对后再保存。"),)))
        self.current = current
        self.saved = saved


class TooLarge(MarketplaceError):
    """A file or a body is over its limit (413)."""

    status, title = 413, "文件太大"


class Unmet(MarketplaceError):
    """A guard or a field says no (422); every reason is given at once."""

    status, title = 422, "还不能办理"

    @classmethod
    def of(cls, complaints: Iterable[Complaint]) -> Unmet:
        """The error that carries all these complaints."""
        return cls(*complaints)


def refuse(complaints: Iterable[Complaint]) -> None:
    """Refuse what was sent for these complaints, where there are any: a file that is too large before all else.

    :raises TooLarge: a file is.
    :raises Unmet: anything else is missing or cannot be taken.
    """
    found = list(complaints)
    if large := [one for one in found if one.kind == "too_large"]:
        raise TooLarge(*large)
    if found:
        raise Unmet.of(found)


class DeadlinePassed(Unmet):
    """The server's clock has passed the deadline that ends this kind of write (422)."""

    title = "已过截止时间，没有提交"


class CalendarEnds(Unmet):
    """Working days reach into a year whose holiday arrangement is not official yet (422).

    Source: State Council notice on holidays, published each autumn for the next year only.
    """

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            _(
                "%(year)s 年放假安排尚未录入，无法计算工作日。请管理员在“工作日历”中录入国务院办公厅通知后再试。",
                year=year,
            )
        )


class Throttled(MarketplaceError):
    """Too many attempts (429); `retry_after` is in seconds."""

    status, title = 429, "尝试次数过多"

    def __init__(self, reason: str, *, retry_after: int) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
