"""What is filled in around questions, as small sections of the sheet engine."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.sheets import Section
from marketplace.sheets.fields import LongText

QUESTION = Section(
    "ask",
    "",
    (
        LongText(
            id="question",
            label=_l("问题"),
            required=True,
            max=2000,
            hint=_l("不署名公开：请不要写单位名称、姓名、电话和邮箱。一次问一件事，写明方案的哪一部分。"),
        ),
    ),
)
ANSWER = Section(
    "reply",
    "",
    (
        LongText(
            id="answer",
            label=_l("答复"),
            required=True,
            max=5000,
            hint=_l("初审人公开后所有人同时看到；需要改方案的，另行变更公告。"),
        ),
    ),
)
