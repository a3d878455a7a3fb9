"""How long a client may take: sockets whose time is up are shut for reading, which wakes whoever waits on them.

A socket's own time-out counts per read, so a client that drips one byte every few seconds never meets it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

Deadline = Callable[[], float]
"""Answers, when asked, at which monotonic moment the time is up; it may move while data comes in."""


class Patience:
    """One thread per process that looks once a second at the sockets somebody waits on."""

    def __init__(self, every: float = 1.0) -> None:
        self.every = every
        self._lock = threading.Lock()
        self._waits: dict[socket.socket, Deadline] = {}
        self._thread: threading.Thread | None = None

    def watch(self, sock: socket.socket, deadline: Deadline) -> None:
        """From now on the socket has until `deadline()`; a later watch replaces an earlier one."""
        with self._lock:
            self._waits[sock] = deadline
            if self._thread is None or not self._thread.is_alive():  # a forked worker has no thread yet
                self._thread = threading.Thread(target=self._sweep_for_ever, name="patience", daemon=True)
                self._thread.start()

    def release(self, sock: socket.socket) -> None:
        """Nobody waits on the socket any more."""
        with self._lock:
            self._waits.pop(sock, None)

    def _sweep_for_ever(self) -> None:
        while True:
            time.sleep(self.every)
            self._sweep(time.monotonic())

    def _sweep(self, now: float) -> None:
        with self._lock:
            for sock in [sock for sock, deadline in self._waits.items() if deadline() <= now]:
                del self._waits[sock]
                try:
                    sock.shutdown(socket.SHUT_RD)  # the answer can still be written
                except OSError:  # the client has gone already
                    continue


patience = Patience()
"""The process's own."""
