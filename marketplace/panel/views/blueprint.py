"""The blueprint of the room's pages."""

from flask import Blueprint

bp = Blueprint("panel", __name__)
