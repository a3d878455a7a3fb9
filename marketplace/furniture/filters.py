"""Hands the furniture to Jinja: filters that take a value, functions that draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask
from markupsafe import Markup

from marketplace import clock, i18n
from marketplace.furniture import chart, dots, measures, numbers, outlook, outlook_tables, tables, times, tornado, words

STYLES: dict[str, str] = {
    "moment": "moment",
    "day": "day",
    "short": "short_moment",
    "short_day": "short_day",
    "until": "until",
}


def _or_dash(show: Callable[[times.When], str]) -> Callable[[times.When | None], str]:
    """The same filter, with a dash for a time that isn't there."""

    @wraps(show)
    def answer(when: times.When | None) -> str:
        return numbers.NONE if when is None else show(when)

    return cast("Callable[[times.When | None], str]", answer)


def short_day(when: times.When) -> str:
    """`12月3日`, with the year when it is not this one."""
    return times.short_day(when, clock.now())


def short_moment(when: times.When) -> str:
    """`12月21日 17:00`, with the year when it is not this one."""
    return times.short_moment(when, clock.now())


def until(when: times.When) -> str:
    """An exclusive end in words: `12月3日 24:00`."""
    return times.until(when, clock.now())


def deadline(when: times.When | None, passed: str = "") -> Markup:
    """What is left until then, by the application's clock."""
    return times.deadline(when, clock.now(), passed)


FILTERS: dict[str, Callable[..., Any]] = {
    "money": numbers.money,
    "wan": numbers.wan,
    "percent": numbers.percent,
    "figure": numbers.figure,
    "file_size": numbers.file_size,
    "numeral": numbers.numeral,
    "moment": _or_dash(times.moment),
    "day": _or_dash(times.day),
    "kept_day": times.kept_day,
    "short_day": _or_dash(short_day),
    "short_moment": _or_dash(short_moment),
    "until": _or_dash(until),
    "weekday": _or_dash(times.weekday),
    "iso": times.iso,
    "deadline": deadline,
    "truncate_text": words.truncate_text,
    "text_length": words.text_length,
    "enumerated": i18n.enumerated,
    "column_total": numbers.column_total,
    "row_numbers": tables.row_numbers,
    "filled_columns": tables.filled_columns,
    "marked": words.marked,
    "figure_pairs": measures.figure_pairs,
    "outlook_only_pairs": outlook.outlook_only_pairs,
    "outlook_pairs": outlook.outlook_pairs,
    "switching_pairs": outlook.switching_pairs,
    "flow_tables": outlook_tables.flow_tables,
    "sensitivity_tables": outlook_tables.sensitivity_tables,
    "irr": measures.irr,
    "payback": measures.payback,
    "leverage": measures.leverage,
    "missing_words": measures.missing_words,
    "social_share": measures.social_share,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "cumulative_chart": chart.cumulative_chart,
    "tornado_chart": tornado.tornado_chart,
    "finance_convention": outlook.convention,
    "score_dots": dots.score_dots,
    "score_scale": dots.score_scale,
    "score_lowest": dots.lowest,
}


def time_tag(when: times.When | None, style: str = "moment") -> Markup:
    """`<time>` in one of the styles `moment`, `day`, `short`, `short_day`, `until`."""
    return Markup(numbers.NONE) if when is None else times.time_tag(when, FILTERS[STYLES[style]](when))


def install(app: Flask) -> None:
    """Give the application's templates the filters and functions of the furniture."""
    # the templates break their lines where that adds nothing to the page
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS, time_tag=time_tag)
    app.jinja_env.globals.update(FUNCTIONS)
    app.jinja_env.tests["iso_day"] = times.is_iso_day
