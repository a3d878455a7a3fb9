"""The pages of this room, on one blueprint: one's own account, people, organisations."""

from marketplace.people.views import account, colleagues, organisations, people, proposals
from marketplace.people.views.blueprint import bp

__all__ = ["account", "bp", "colleagues", "organisations", "people", "proposals"]
