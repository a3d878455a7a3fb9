"""Request bodies: whole, in time, of a bearable size, or an answer that says why not."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from werkzeug.test import Client, EnvironBuilder

from marketplace.bodies import Bodies, Request
from marketplace.patience import Patience


def counting(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{len(body)} {environ.get('CONTENT_LENGTH')}".encode()]


def ignored(*_anything: Any) -> Callable[[bytes], object]:
    return ignored


class FromSocket:
    """Reads as gunicorn's body does: blocks until it has the bytes, or the socket ends."""

    def __init__(self, sock: socket.socket) -> None:
        self.file = sock.makefile("rb", buffering=0)

    def read(self, size: int) -> bytes:
        pieces = b""
        while len(pieces) < size and (piece := self.file.read(size - len(pieces))):
            pieces += piece
        return pieces


def over_a_socket(bodies: Bodies, announced: int, send: Callable[[socket.socket], None]) -> str:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        environ = EnvironBuilder(method="POST").get_environ()
        environ |= {"CONTENT_LENGTH": str(announced), "wsgi.input": FromSocket(ours), "gunicorn.socket": ours}
        sender = threading.Thread(target=send, args=(theirs,))
        sender.start()
        statuses: list[str] = []

        def start_response(status: str, *_rest: Any) -> Callable[[bytes], object]:
            statuses.append(status)
            return ignored

        bodies(environ, start_response)
        sender.join()
        return statuses[0]


def test_a_body_reaches_the_application_whole() -> None:
    assert Client(Bodies(counting)).post("/", data=b"x" * 100_000).text == "100000 100000"


def test_a_body_in_chunks_reaches_the_application_with_its_length() -> None:
    environ = EnvironBuilder(method="POST").get_environ()
    environ |= {"wsgi.input": io.BytesIO(b"hello"), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    environ.pop("CONTENT_LENGTH", None)
    assert b"".join(Bodies(counting)(environ, ignored)) == b"5 5"
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_a_request_without_a_body_is_passed_on() -> None:
    assert Client(Bodies(counting)).get("/").text.startswith("0")


@pytest.mark.parametrize("length", ["-1", "many", "1.5"])
def test_a_length_that_is_none_is_refused(length: str) -> None:
    answer = Client(Bodies(counting)).post("/", data=b"x", environ_overrides={"CONTENT_LENGTH": length})
    assert answer.status_code == 400


def test_a_body_that_is_too_large_is_refused_in_words() -> None:
    answer = Client(Bodies(counting, limit=1000)).post("/", data=b"x" * 1500)
    assert answer.status_code == 413
    assert "64 MB" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_more_than_twice_the_limit_is_read_of_a_body_that_is_too_large() -> None:
    stream = io.BytesIO(b"x" * 10_000_000)
    environ = EnvironBuilder(method="POST").get_environ() | {"CONTENT_LENGTH": "10000000", "wsgi.input": stream}
    Bodies(counting, limit=100_000)(environ, ignored)
    assert stream.tell() < 400_000


def test_a_process_that_holds_enough_asks_to_come_again() -> None:
    bodies = Bodies(counting, budget=1000)
    answer = Client(bodies).post("/", data=b"x" * 1500)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert Client(bodies).post("/", data=b"x" * 900).status_code == 200, "what was refused was given back"
    assert Client(bodies).post("/", data=b"x" * 900).status_code == 200, "what was answered was given back"


def test_a_client_that_drips_is_shown_out_when_its_time_is_up() -> None:
    def drip(client: socket.socket) -> None:
        for _byte in range(40):
            try:
                client.sendall(b"x")
            except OSError:
                return
            time.sleep(0.1)

    began = time.monotonic()
    assert over_a_socket(Bodies(counting, seconds=0.5), 5000, drip).startswith("408")
    assert time.monotonic() - began < 4.5


def test_a_client_that_falls_silent_is_shown_out() -> None:
    assert over_a_socket(Bodies(counting, silence=0.2), 5000, lambda client: client.sendall(b"x")).startswith("408")


def test_a_client_that_leaves_in_the_middle_is_no_error_of_ours() -> None:
    def leave(client: socket.socket) -> None:
        client.sendall(b"x")
        client.shutdown(socket.SHUT_WR)

    assert over_a_socket(Bodies(counting), 5000, leave).startswith("400")


def test_a_deadline_that_moves_on_is_kept_waiting_for() -> None:
    patience, (ours, theirs) = Patience(every=0.02), socket.socketpair()
    with ours, theirs:
        until = time.monotonic() + 0.1
        patience.watch(ours, lambda: until)
        until += 0.4
        ours.settimeout(0.3)
        with pytest.raises(TimeoutError):
            ours.recv(1)
        ours.settimeout(2)
        assert ours.recv(1) == b"", "shut for reading"


def test_an_upload_never_touches_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_file(*_arguments: Any, **_options: Any) -> None:
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", no_file)
    monkeypatch.setattr("tempfile.TemporaryFile", no_file)
    environ = EnvironBuilder(method="POST", data={"file": (io.BytesIO(b"x" * 3_000_000), "a.pdf")}).get_environ()
    assert len(Request(environ).files["file"].read()) == 3_000_000
