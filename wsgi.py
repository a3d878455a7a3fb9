"""The entry point of servers and of the command line."""

from __future__ import annotations

import config
from marketplace import create_app
from marketplace.bodies import Bodies

app = create_app(config.from_environment())
app.wsgi_app = Bodies(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way to wrap
