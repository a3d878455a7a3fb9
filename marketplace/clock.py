"""The only source of time. In rehearsal an offset moves it; every worker reads the same row.

Claim periods, deadlines and due dates use `now()`. Sessions, tokens and throttles use `real_now()`,
so that an office that leaps a month ahead stays signed in.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app, g
from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.errors import BadRequest
from marketplace.extensions import Base, db, unit_of_work

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
MOST_OFFSET = 80 * 365 * 86400
"""The clock can be moved by at most 80 years, in seconds."""


class ClockOffset(Base):
    """How far the rehearsal clock is ahead of the real one, in seconds; at most one row."""

    __tablename__ = "clock_offset"
    id: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[int]


def real_now() -> datetime:
    """The real time, UTC."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far the rehearsal clock is ahead; zero in production, which never reads the row."""
    if not current_app.config["DEMO"]:
        return timedelta(0)
    if "clock_offset" not in g:
        g.clock_offset = timedelta(seconds=db.session.scalar(select(ClockOffset.seconds)) or 0)
    result: timedelta = g.clock_offset
    return result


def now() -> datetime:
    """The application's time, UTC, aware."""
    return real_now() + offset()


def today() -> date:
    """The date in Shanghai."""
    return now().astimezone(SHANGHAI).date()


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """That hour of that day in Shanghai, as UTC. Hour 24 is the start of the next day."""
    start = day + timedelta(days=hour // 24)
    return datetime.combine(start, time(hour % 24, minute), SHANGHAI).astimezone(UTC)


def parse_span(span: str) -> timedelta:
    """`30d`, `2h`, `90m`, `1d12h`, `5s` as a duration.

    :raises BadRequest: the text is not of that form.
    """
    if not re.fullmatch(r"(\d{1,7}[dhms])+", span.strip()):
        raise BadRequest(f"{span!r}: write for example 30d, 12h, 90m or 1d12h")
    return sum((timedelta(seconds=int(n) * UNITS[u]) for n, u in re.findall(r"(\d+)([dhms])", span)), timedelta())


def parse_moment(text: str) -> datetime:
    """`2026-12-31`, `2026-12-31T09:00` (Shanghai) or with an offset of its own, as an aware moment.

    :raises BadRequest: the text is not of that form.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadRequest(f"{text!r}: write for example 2026-12-31 or 2026-12-31T09:00+08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def advance(span: timedelta) -> datetime:
    """Move the rehearsal clock ahead and answer the new time.

    :raises BadRequest: the application runs in production, or the span is absurd.
    """
    with unit_of_work() as session:
        _put((session.scalar(select(ClockOffset.seconds)) or 0) + int(span.total_seconds()))
    return now()


def set_to(moment: datetime) -> None:
    """Set the rehearsal clock to a moment, back or ahead, and never a part of a second before it: 10:00 is not 9:59. Inside
    an open unit of work it joins it.

    :raises BadRequest: the application runs in production, or the moment is absurd.
    """
    with unit_of_work():
        _put(math.ceil((moment - real_now()).total_seconds()))


def _put(seconds: int) -> None:
    if not current_app.config["DEMO"]:
        raise BadRequest("the clock moves in rehearsal mode only (DEMO=1)")
    if abs(seconds) > MOST_OFFSET:
        raise BadRequest("the clock can be moved by at most 80 years")
    changed = db.session.execute(update(ClockOffset).values(seconds=seconds))
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        db.session.add(ClockOffset(id=1, seconds=seconds))
        db.session.flush()
    g.clock_offset = timedelta(seconds=seconds)
