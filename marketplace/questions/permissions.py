"""Who asks, who reads what was asked and by whom, who answers, who makes the answer public."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.predicates import (
    asks,
    impartial,
    of_publisher,
    publisher_writer,
    reads_cases,
    reads_names,
    reviewer,
)
from marketplace.i18n import _l

PERMISSIONS = Permissions(
    _l("答疑"),
    {
        "question.ask": Permission(_l("提问"), asks & ~of_publisher),
        "questions.list": Permission(_l("查看提问列表"), (reads_cases & impartial) | of_publisher),
        "question.read": Permission(_l("查看提问"), reads_cases | of_publisher, secret=True),
        "askers.read": Permission(_l("查看提问单位"), reads_names & impartial),
        "question.answer": Permission(_l("答复提问"), publisher_writer),
        "question.release": Permission(_l("公开答复"), reviewer),
    },
)
