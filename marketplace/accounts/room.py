"""Accounts as a room of the house."""

from __future__ import annotations

from marketplace.accounts.permissions import PERMISSIONS
from marketplace.accounts.views import bp
from marketplace.room import Room

ROOM = Room("accounts", "people, organisations, sign-in, roles, who-may-what", doors=(bp,), permissions=PERMISSIONS)
