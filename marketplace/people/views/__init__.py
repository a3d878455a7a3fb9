"""The pages of this room, on one blueprint: one's own account, people, organisations."""

from marketplace.people.views import account, organisations, people
from marketplace.people.views.door import bp

__all__ = ["account", "bp", "organisations", "people"]
