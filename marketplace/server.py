"""The gunicorn worker: clients that dawdle over their headers are shown out, and protocol errors carry our headers."""

from __future__ import annotations

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from marketplace.bodies import POLICY
from marketplace.patience import patience

HEADER_SECONDS = 20.0
HEADERS = f"\r\nContent-Security-Policy: {POLICY}\r\nX-Content-Type-Options: nosniff\r\n".encode()


class _WithHeaders:
    """A socket that puts our headers behind the status line of gunicorn's own error answers."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def sendall(self, data: bytes) -> None:
        """Send the one answer."""
        self._client.sendall(data.replace(b"\r\n", HEADERS, 1))


class Worker(ThreadWorker):  # gunicorn has no types
    """gthread with one deadline for a request's headers; `headers_read` ends it."""

    def handle(self, conn: Any) -> Any:
        """Serve one request of a connection, or hand the connection back while nothing comes."""
        until = time.monotonic() + HEADER_SECONDS
        patience.watch(conn.sock, lambda: until)
        try:
            return super().handle(conn)
        finally:
            patience.release(conn.sock)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request that never became one."""
        super().handle_error(req, _WithHeaders(client), addr, exc)


def headers_read(_worker: Any, req: Any) -> None:
    """The `pre_request` hook: from here the body has a deadline of its own."""
    patience.release(req.unreader.sock)
