"""The statutory holidays of a year whose notice is not out: what a rehearsal counts with, and nothing else.

《全国年节及纪念日放假办法》 (revision of 2024-11-10), articles 2 and 6: 13 days; a day that falls on a weekend is made
up on the next free weekday. Which further weekdays the notice will swap with weekends cannot be known, so it is left
out. The festivals' dates are those of the lunar calendar.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.workdays.arithmetic import is_weekend

SOURCE = "《全国年节及纪念日放假办法》，调休未公布"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Festivals:
    """First days of the holidays that move with the moon or the sun, as (month, day)."""

    new_year: tuple[int, int]
    """春节, 正月初一; its holiday begins the day before."""
    qingming: tuple[int, int]
    dragon_boat: tuple[int, int]
    mid_autumn: tuple[int, int]


FESTIVALS: dict[int, Festivals] = {
    2027: Festivals((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: Festivals((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: Festivals((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: Festivals((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: Festivals((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: Festivals((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: Festivals((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: Festivals((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: Festivals((2, 8), (4, 5), (6, 10), (9, 16)),
    2036: Festivals((1, 28), (4, 4), (5, 30), (10, 4)),
}


def weekdays_off(year: int) -> dict[date, str]:
    """Each weekday off of a year in `FESTIVALS`, with the holiday's name; KeyError for any other year."""
    holidays = _holidays(year)
    off = {day: name for day, name in holidays.items() if not is_weekend(day)}
    for day, name in holidays.items():
        if is_weekend(day):
            off[_next_free(day, off)] = f"{name}补休"
    return dict(sorted(off.items()))


def _holidays(year: int) -> dict[date, str]:
    moving = FESTIVALS[year]
    new_year = date(year, *moving.new_year)
    spans = [
        ("元旦", date(year, 1, 1), 1),
        ("春节", new_year - _DAY, 4),
        ("清明节", date(year, *moving.qingming), 1),
        ("劳动节", date(year, 5, 1), 2),
        ("端午节", date(year, *moving.dragon_boat), 1),
        ("中秋节", date(year, *moving.mid_autumn), 1),
        ("国庆节", date(year, 10, 1), 3),
    ]
    return {first + _DAY * n: name for name, first, length in spans for n in range(length)}


def _next_free(day: date, taken: dict[date, str]) -> date:
    while is_weekend(day) or day in taken:
        day += _DAY
    return day
