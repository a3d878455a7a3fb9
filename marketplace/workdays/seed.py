"""The arrangements that come with the product: official for 2024 to 2026, provisional from 2027 on.

Read in full from the notices of the General Office of the State Council. Only exceptions are rows: weekdays off and
weekend days worked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.workdays import statutory
from marketplace.workdays.models import OFF, OFFICIAL, PROVISIONAL, WORKED


@dataclass(frozen=True)
class Holiday:
    """One holiday of a notice: weekdays `off` and weekend days `worked`, as days `MM-DD` or spans `MM-DD/MM-DD`."""

    name: str
    off: str = ""
    worked: str = ""


@dataclass(frozen=True)
class YearSeed:
    """One year's notice."""

    year: int
    notice: str
    issued_on: date | None
    holidays: tuple[Holiday, ...]
    status: str = OFFICIAL


@dataclass(frozen=True)
class DaySeed:
    """One exceptional day."""

    day: date
    kind: str
    name: str
    source: str


OFFICIAL_YEARS: tuple[YearSeed, ...] = (
    YearSeed(
        year=2024,
        notice="国办发明电〔2023〕7号",
        issued_on=date(2023, 10, 25),
        holidays=(
            Holiday("元旦", off="01-01"),
            Holiday("春节", off="02-12/02-16", worked="02-04 02-18"),
            Holiday("清明节", off="04-04 04-05", worked="04-07"),
            Holiday("劳动节", off="05-01/05-03", worked="04-28 05-11"),
            Holiday("端午节", off="06-10"),
            Holiday("中秋节", off="09-16 09-17", worked="09-14"),
            Holiday("国庆节", off="10-01/10-04 10-07", worked="09-29 10-12"),
        ),
    ),
    YearSeed(
        year=2025,
        notice="国办发明电〔2024〕12号",
        issued_on=date(2024, 11, 12),
        holidays=(
            Holiday("元旦", off="01-01"),
            Holiday("春节", off="01-28/01-31 02-03 02-04", worked="01-26 02-08"),
            Holiday("清明节", off="04-04"),
            Holiday("劳动节", off="05-01 05-02 05-05", worked="04-27"),
            Holiday("端午节", off="06-02"),
            Holiday("国庆节、中秋节", off="10-01/10-03 10-06/10-08", worked="09-28 10-11"),
        ),
    ),
    YearSeed(
        year=2026,
        notice="国务院办公厅关于2026年部分节假日安排的通知",
        issued_on=date(2025, 11, 4),
        holidays=(
            Holiday("元旦", off="01-01 01-02", worked="01-04"),
            Holiday("春节", off="02-16/02-20 02-23", worked="02-14 02-28"),
            Holiday("清明节", off="04-06"),
            Holiday("劳动节", off="05-01 05-04 05-05", worked="05-09"),
            Holiday("端午节", off="06-19"),
            Holiday("中秋节", off="09-25"),
            Holiday("国庆节", off="10-01 10-02 10-05/10-07", worked="09-20 10-10"),
        ),
    ),
)

PROVISIONAL_YEARS: tuple[YearSeed, ...] = tuple(
    YearSeed(year, statutory.SOURCE, None, (), PROVISIONAL) for year in statutory.FESTIVALS
)


def days_of(seed: YearSeed) -> list[DaySeed]:
    """The exceptional days of a year's seed, in order."""
    if seed.status == PROVISIONAL:
        off = statutory.weekdays_off(seed.year)
        return [DaySeed(day, OFF, name, statutory.SOURCE) for day, name in off.items()]
    return sorted(_days_of_notice(seed), key=lambda row: row.day)


def _days_of_notice(seed: YearSeed) -> Iterator[DaySeed]:
    for holiday in seed.holidays:
        for day in _days(seed.year, holiday.off):
            yield DaySeed(day, OFF, holiday.name, seed.notice)
        for day in _days(seed.year, holiday.worked):
            yield DaySeed(day, WORKED, f"{holiday.name}调休", seed.notice)


def _days(year: int, spans: str) -> Iterator[date]:
    for span in spans.split():
        first, _, last = span.partition("/")
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")
        while day <= end:
            yield day
            day += timedelta(days=1)
