"""gunicorn: few workers, many threads, and no slow client holds one for long."""

import os
import socket
import struct
import sys
from pathlib import Path
from typing import Any

from gunicorn.arbiter import Arbiter

from marketplace.server import headers_read

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "marketplace.server.Worker"
workers = int(os.environ.get("WORKERS", "2"))
preload_app = True  # loaded once and shared by the workers: a quicker start, and less memory for each
threads = 256  # threads are cheap, the database pool is the limit
graceful_timeout = 30
timeout = 60
keepalive = 5
http_parser = "python"
forwarder_headers = ""  # no header of a client is taken for SCRIPT_NAME or PATH_INFO
control_socket_disable = True  # nothing here needs a second way in
loglevel = os.environ.get("LOG_LEVEL", "warning")
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"  # a busy disk must not look like a dead worker
pre_request = headers_read


def post_worker_init(worker: Any) -> None:
    """Every worker ticks. The first looks for the seals' keys: two that stopped at once would halt a server that is halting.
    One that replaces another serves on, for a running server does."""
    from marketplace.claims import keys  # only here: the configuration is read before the application is loaded
    from marketplace.tick import start_ticker
    from wsgi import app

    if app.config["TICKER"]:  # a thread does not outlive a fork
        start_ticker(app)
    if worker.age > 1:
        return
    try:
        with app.app_context():
            keys.refuse_to_start()
    except keys.KeysMissing as missing:
        print(f"The marketplace cannot start: {missing}", file=sys.stderr, flush=True)
        sys.exit(Arbiter.APP_LOAD_ERROR)  # the whole server halts


def when_ready(server: Any) -> None:
    """Give accepted sockets a time-out per read (they inherit it; setblocking() does not undo it), and say so."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 5, 0))
    print(f"The marketplace is at http://{bind}/ (stop it with Ctrl-C)", flush=True)
