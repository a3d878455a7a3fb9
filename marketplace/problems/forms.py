"""What is filled in when a problem is raised, and with each act on it."""

from __future__ import annotations

from dataclasses import replace

from marketplace.accounts import queries as accounts
from marketplace.i18n import _l
from marketplace.problems.limits import KINDS, last_day_of
from marketplace.problems.models import Problem
from marketplace.sheets import Section
from marketplace.sheets.fields import Choice, Day, Files, LongText, OneFile, Option, Text

MOST = 2000
KIND = Choice(id="kind", label=_l("类别"), required=True, source=lambda: [(k, str(v)) for k, v in KINDS.items()])
REASON = LongText(id="comment", label=_l("理由"), required=True, max=MOST)
NOTE = LongText(id="comment", label=_l("说明"), max=MOST)
DUE = Day(
    id="due", label=_l("办结期限"), required=True, hint=_l("最后一天，24:00 截止。按类别的规定时限已经填好，可以另定。")
)


def _units() -> list[Option]:
    """Who can be made responsible: every organisation that publishes."""
    return [(one.code, one.short_name) for one in accounts.organisations() if one.kind_row.publishes]


RAISE = Section(
    "problem",
    "",
    (
        Text(id="title", label=_l("问题"), required=True, max=60, hint=_l("一句话说清是什么事。")),
        KIND,
        LongText(
            id="description", label=_l("情况和诉求"), required=True, max=MOST, hint=_l("在哪里、影响谁、希望怎样解决。")
        ),
        Text(
            id="scenario",
            label=_l("有关场景编号"),
            max=20,
            hint=_l("与某个场景有关的，填它的编号，如 CJ-2026-0001；没有的不填。"),
        ),
        Files(id="files", label=_l("材料"), hint=_l("照片、来函等，每个不超过 20 MB。")),
    ),
)
UNIT = Choice(id="unit", label=_l("责任单位"), required=True, source=_units)
ASSIGN = Section("act", "", (UNIT, DUE, NOTE))
ANSWER = Section(
    "act",
    "",
    (
        LongText(id="answer", label=_l("办理结果"), required=True, max=MOST),
        Files(id="files", label=_l("证明材料"), hint=_l("完工照片、批复、协议等，每个不超过 20 MB。")),
    ),
)
REASONED = Section("act", "", (REASON,))
NOTED = Section("act", "", (NOTE,))
REOPEN = Section("act", "", (REASON, DUE))
EXTEND = Section(
    "act", "", (REASON, replace(DUE, label=_l("新的办结期限"), hint=_l("最后一天，24:00 截止，要晚于现在的期限。")))
)
DECIDE = Section(
    "act",
    "",
    (
        LongText(id="decision", label=_l("领导小组决定"), required=True, max=MOST),
        Day(id="decided_on", label=_l("决定日期"), required=True),
        OneFile(id="file", label=_l("会议纪要或决定"), required=True, hint=_l("不超过 20 MB。")),
    ),
)


def suggested(section: Section, problem: Problem) -> dict[str, str]:
    """What the form holds at first: the last day that the limit of the problem's kind leaves."""
    asks = {field.id for field in section.fields}
    day = last_day_of(problem.kind) if "due" in asks else None
    return {"due": day.isoformat()} if day else {}
