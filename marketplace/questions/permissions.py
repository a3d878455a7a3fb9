"""Who asks, and who reads what was asked and by whom; who answers and who releases stands in the table of these acts."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.predicates import asks, impartial, of_publisher, reads_cases, reads_names
from marketplace.i18n import _l

asks_about_it = asks & ~of_publisher

PERMISSIONS = Permissions(
    _l("答疑"),
    {
        "question.ask": Permission(_l("提问"), asks_about_it),
        "questions.list": Permission(_l("查看提问列表"), (reads_cases & impartial) | of_publisher),
        "question.read": Permission(_l("查看提问"), reads_cases | of_publisher, secret=True),
        "askers.read": Permission(_l("查看提问单位"), reads_names & impartial),
    },
)
