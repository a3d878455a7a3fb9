"""Who decides on eligibility."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.predicates import reviewer
from marketplace.i18n import _l

PERMISSIONS = Permissions(_l("资格审查"), {"eligibility.decide": Permission(_l("审查资格、要求补正"), reviewer)})
