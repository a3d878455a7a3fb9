"""Messages as a room of the house."""

from __future__ import annotations

from marketplace.notifications.permissions import PERMISSIONS
from marketplace.notifications.views import bp
from marketplace.room import Room

ROOM = Room("notifications", "outbox, notifications in the application", doors=(bp,), permissions=PERMISSIONS)
