"""The calendar's form: a year, its notice, and the days that are not as their weekday says."""

from __future__ import annotations

from decimal import Decimal

from marketplace.furniture.components import Tag
from marketplace.i18n import _l
from marketplace.sheets import Section
from marketplace.sheets.fields import Choice, Day, Option, Rows, Text, Year
from marketplace.workdays.arrangement import EARLIEST_YEAR, LATEST_YEAR, MOST_LETTERS
from marketplace.workdays.models import OFF, OFFICIAL, PROVISIONAL, WORKED

STATUSES = {OFFICIAL: Tag(_l("正式"), "done"), PROVISIONAL: Tag(_l("暂定"), "waiting")}
KINDS = {OFF: _l("放假"), WORKED: _l("上班")}


def _statuses() -> list[Option]:
    return [(status, str(tag.label)) for status, tag in STATUSES.items()]


def _kinds() -> list[Option]:
    return [(kind, str(label)) for kind, label in KINDS.items()]


CALENDAR = Section(
    "calendar",
    _l("放假安排"),
    (
        Year(id="year", label=_l("年份"), required=True, min=Decimal(EARLIEST_YEAR), max=Decimal(LATEST_YEAR)),
        Choice(id="status", label=_l("性质"), required=True, widget="radio", source=_statuses),
        Text(
            id="notice",
            label=_l("通知的文号或标题"),
            max=MOST_LETTERS["source"],
            hint=_l("例如国办发明电〔2025〕7号。正式的必须填写。"),
        ),
        Day(id="issued_on", label=_l("发布日期")),
        Rows(
            id="days",
            label=_l("放假和调休上班的日子"),
            required=True,
            hint=_l("只填两种：放假的工作日，上班的周末。"),
            columns=(
                Day(id="day", label=_l("日期"), required=True),
                Choice(id="kind", label=_l("安排"), required=True, source=_kinds, short=True),
                Text(id="name", label=_l("名称"), max=MOST_LETTERS["name"], short=True),
                Text(id="source", label=_l("来源"), max=MOST_LETTERS["source"]),
            ),
        ),
    ),
)
