"""Days, amounts and counts are written as the reader's language writes them; in Chinese as an official document does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from marketplace.furniture import kept, numbers, times
from marketplace.i18n import _, enumerated, for_good, in_page, reading

AT = datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
NOW = AT - timedelta(days=20)
WORDS: dict[str, tuple[Callable[[], object], str, str]] = {
    "day": (lambda: times.day(date(2026, 3, 1)), "2026年3月1日", "March 1, 2026"),
    "moment": (lambda: times.moment(AT), "2026年3月9日 0:00", "March 9, 2026, 0:00"),
    "until": (lambda: times.until(AT, NOW), "3月8日 24:00", "Mar 8, 24:00"),
    "weekday": (lambda: times.weekday(AT), "星期一", "Monday"),
    "amount": (lambda: numbers.figure(Decimal("-1280.50")), "−1,280.5", "−1,280.5"),
    "count": (lambda: _("%(n)d 位", n=1280), "1280 位", "1,280 位"),
    "count in a page": (
        lambda: in_page("%(n)d 位 %(who)s", n=1280, who="<b>"),
        "1280 位 &lt;b&gt;",
        "1,280 位 &lt;b&gt;",
    ),
    "number by name": (lambda: _("%(year)s 年", year=2026), "2026 年", "2026 年"),
    "sentences": (lambda: kept.together("甲。", "乙。"), "甲。乙。", "甲。 乙。"),
    "names": (lambda: enumerated(["甲", "乙"]), "甲、乙", "甲、乙"),
}


@pytest.mark.parametrize("what", WORDS)
def test_a_value_reads_as_the_language_writes_it(app: Flask, what: str) -> None:
    words, chinese, english = WORDS[what]
    with app.app_context():
        assert str(words()) == chinese
        with reading("en"):
            assert str(words()) == english
            with for_good():
                assert str(words()) == chinese
            assert str(words()) == english
        assert str(words()) == chinese


def test_german_has_its_own_marks(app: Flask) -> None:
    with app.app_context(), reading("de"):
        assert numbers.figure(Decimal("1280.5")) == "1.280,5"
        assert times.day(date(2026, 3, 1)) == "1. März 2026"


@pytest.mark.parametrize("value", [AT, date(2026, 3, 1)])
@pytest.mark.parametrize("kind", ["day", "moment", "until_in_full"])
def test_what_is_kept_reads_as_what_is_shown(app: Flask, kind: str, value: date) -> None:
    with app.app_context():
        said = kept.Value(kind, value)
        assert str(kept.read(said.stored())) == str(said) == kept.KINDS[kind](value)
