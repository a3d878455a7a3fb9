"""Numbering as a room of the house."""

from __future__ import annotations

from marketplace.room import Room

ROOM = Room("numbering", "numbers: running without gaps in a year, or drawn at random where a number must tell nothing")
