"""The entry point of servers and of the command line."""

from __future__ import annotations

import os

import config
from marketplace import create_app
from marketplace.bodies import Bodies
from marketplace.tick import start_ticker

app = create_app(config.from_environment())
app.wsgi_app = Bodies(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to wrap
if app.config["TICKER"] and os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn"):
    start_ticker(app)
