"""A change of one figure, as a small section of the sheet engine."""

from __future__ import annotations

from decimal import Decimal

from marketplace.i18n import _, _l
from marketplace.settings.figures import Figure
from marketplace.sheets import Section
from marketplace.sheets.fields import Day, Integer, LongText


def change_of(row: Figure) -> Section:
    """The form in which this figure is changed."""
    bound = _("%(least)d 至 %(most)d，%(source)s", least=row.least, most=row.most, source=row.source)
    return Section(
        "setting",
        row.label,
        (
            Integer(
                id="value",
                label=row.label,
                unit=str(row.unit),
                hint=bound,
                required=True,
                min=Decimal(0),
                max=Decimal(9999),
            ),
            Day(id="effective_on", label=_l("生效日期"), hint=_l("不填即从现在起。已经发布的揭榜沿用发布时的数。")),
            LongText(id="reason", label=_l("理由"), required=True, max=2000, hint=_l("写明依据的文件或会议。")),
        ),
    )
