"""Dates, times and deadlines in the manner of an official document, always in Shanghai's time.

How a language writes a day is Babel's to know; the examples below are Chinese.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_skeleton, get_datetime_format
from markupsafe import Markup

from marketplace.clock import SHANGHAI
from marketplace.i18n import _, locale

When = datetime | date
SOON, URGENT = 10, 3
"""Days left up to which a deadline is amber, and below which it is 朱砂."""
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def local(when: When) -> When:
    """A moment on Shanghai's clock; a date stays what it is."""
    return when.astimezone(SHANGHAI) if isinstance(when, datetime) else when


def day(when: When) -> str:
    """`2026年12月3日`."""
    return format_date(local(when), "long", locale())


def moment(when: When) -> str:
    """`2026年12月3日 17:00`; a date has no hour."""
    return _joined(day(when), _hour(when))


def moment_with_zone(when: datetime) -> str:
    """`2026年12月3日 17:00:00（北京时间）`: for receipts, where zone and second matter."""
    return _("%(moment)s（北京时间）", moment=second(when))


def second(when: datetime) -> str:
    """`2026年12月3日 17:00:00`."""
    return _joined(day(when), f"{local(when):%-H:%M:%S}")


def moment_in_beijing(when: datetime) -> str:
    """`2026年12月3日 17:00（北京时间）`: a deadline."""
    return _("%(moment)s（北京时间）", moment=moment(when))


def short_day(when: When, now: datetime) -> str:
    """`12月3日`, with the year when it is not this one."""
    there = local(when)
    if there.year != local(now).year:
        return day(when)
    return format_skeleton("MMMd", there, locale=locale())


def short_moment(when: When, now: datetime) -> str:
    """`12月21日 17:00`, with the year when it is not this one."""
    return _joined(short_day(when, now), _hour(when))


def until(when: When, now: datetime) -> str:
    """An exclusive end in words: midnight is 24:00 of the day before, as a notice says it."""
    last, hour = _end(when)
    return _joined(short_day(last, now), hour)


def until_in_full(when: When) -> str:
    """The same with the year."""
    last, hour = _end(when)
    return _joined(day(last), hour)


def _end(when: When) -> tuple[When, str]:
    """The last day before an exclusive end, and the hour on it."""
    there = local(when)
    if not isinstance(there, datetime) or there.hour or there.minute:
        return there, _hour(when)
    return (there - DAY).date(), "24:00"


def limit(due: When | None, now: datetime) -> str:
    """The end of a service limit in words, also where the calendar does not reach it."""
    return until(due, now) if due is not None else _("规定时限")


def within(due: When | None, days: int, now: datetime) -> str:
    """By when something is due, in words: an exclusive end, or, where the calendar does not reach, so many working days."""
    return until(due, now) if due is not None else _("%(n)d 个工作日内", n=days)


def weekday(when: When) -> str:
    """`星期三`."""
    return format_date(local(when), "EEEE", locale())


def iso(when: When) -> str:
    """ISO 8601: a moment with Shanghai's offset, a date alone."""
    there = local(when)
    return there.isoformat(timespec="seconds") if isinstance(there, datetime) else there.isoformat()


def is_iso_day(text: str) -> bool:
    """Whether a date control can show this text; what it cannot show it would lose."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def kept_day(text: str) -> str:
    """A date that is kept as a text, `2026-12-03`, as people read it."""
    return day(date.fromisoformat(text))


def time_tag(when: When | None, words: str = "") -> Markup:
    """The `<time>` of a moment that matters, with the given words or the full ones; a dash where there is none."""
    if when is None:
        return Markup("—")
    return Markup('<time datetime="{}">{}</time>').format(iso(when), words or moment(when))


def deadline(when: When | None, now: datetime, passed: str = "") -> Markup:
    """What is left until `when`: amber from ten days, 朱砂 under three or late; `passed` replaces 已超 n 天."""
    if when is None:
        return Markup("")
    left = _left(when, now)
    if left < timedelta(0) and passed:
        return Markup('<span class="deadline">{}</span>').format(passed)
    return Markup('<span class="deadline{}"><b>{}</b></span>').format(
        _shade(left), _words(left, isinstance(when, datetime))
    )


def _hour(when: When) -> str:
    there = local(when)
    return f"{there.hour}:{there.minute:02}" if isinstance(there, datetime) else ""


def _joined(day_words: str, hour: str) -> str:
    """A day and the hour on it, as the language puts them together."""
    return str(get_datetime_format("medium", locale())).format(hour, day_words) if hour else day_words


def _left(when: When, now: datetime) -> timedelta:
    """Time left; between two days where `when` is one."""
    there, here = local(when), local(now)
    if isinstance(there, datetime) and isinstance(here, datetime):
        return there - here
    return date(there.year, there.month, there.day) - date(here.year, here.month, here.day)


def _shade(left: timedelta) -> str:
    return " deadline--urgent" if left.days < URGENT else " deadline--soon" if left.days <= SOON else ""


def _words(left: timedelta, exact: bool) -> str:
    """What is left, in days, or in hours or minutes where less than a day of an exact moment is."""
    if not exact and not left:
        return str(_("今天到期"))
    late, span = left < timedelta(0), abs(left)
    if not exact or span >= DAY:
        return _days(span.days, late)
    if span >= HOUR:
        n = span // HOUR
        return _("已超 %(n)d\u00a0小时", n=n) if late else _("还有 %(n)d\u00a0小时", n=n)
    n = max(1, span // MINUTE)
    return _("已超 %(n)d\u00a0分钟", n=n) if late else _("还有 %(n)d\u00a0分钟", n=n)


def _days(n: int, late: bool) -> str:
    return _("已超 %(n)d\u00a0天", n=n) if late else _("还有 %(n)d\u00a0天", n=n)
