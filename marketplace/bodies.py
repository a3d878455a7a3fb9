"""Request bodies: read whole into memory before the application runs, within one deadline and one size.

Never into a temporary file, which would hold a claim's text unsealed; and no thread of the application,
and no transaction of its database, ever waits for a slow client.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterable
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

import flask
from gunicorn.http.errors import ParseException
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from marketplace.patience import patience

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MEGABYTE = 1024 * 1024
PIECE = 64 * 1024


class Refusal(Exception):
    """The body cannot be taken: the status line, and the sentence that the person reads."""

    status: str
    sentence: str


class TooSlow(Refusal):
    """The time was up, or nothing came for too long."""

    status = "408 Request Timeout"
    sentence = "上传超时：在规定时间内没有收到全部内容。请检查网络后再试。"


class TooLarge(Refusal):
    """More than any form of ours can need."""

    status = "413 Content Too Large"
    sentence = "提交的内容超过 64 MB。请减少或压缩附件（每个文件不超过 20 MB）后再试。"


class Broken(Refusal):
    """The client left, or sent something that is not a body."""

    status = "400 Bad Request"
    sentence = "提交的内容不完整。请检查网络后再试。"


class TooBusy(Refusal):
    """The process holds as many bodies as it may."""

    status = "503 Service Unavailable"
    sentence = "正在接收的上传过多。请稍后再试。"


PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>没有保存</title></head>
<body><main><h1>没有保存</h1><p>{sentence}</p><p>按浏览器的“后退”键可以回到刚才的页面,填写的文字仍在。</p>
<p><a href="/">返回首页</a></p></main></body></html>
"""
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"


class _Forms(FormDataParser):
    """Refuses forms that hold more than any form of ours, before they are taken apart."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """The fields and files of a body."""
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read()
            most, parts = self.max_form_memory_size, self.max_form_parts
            if (most and len(body) > 2 * most) or (parts and body.count(b"&") >= parts):
                raise RequestEntityTooLarge
            stream = io.BytesIO(body)
        stream, form, files = super().parse(stream, mimetype, content_length, options)
        if self.max_form_memory_size and sum(map(len, chain(*form.listvalues()))) > self.max_form_memory_size:
            raise RequestEntityTooLarge
        return stream, form, files


class Request(flask.Request):
    """A request whose uploads stay in memory, and whose forms have bounds."""

    form_data_parser_class = _Forms

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


class Bodies:
    """WSGI wrapper that hands the application bodies that are complete, or answers 400, 408, 413 or 503 itself."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        limit: int = 64 * MEGABYTE,
        seconds: float = 60.0,
        slowest: int = 100 * 1024,
        silence: float = 15.0,
        budget: int = 512 * MEGABYTE,
    ) -> None:
        self.app = app
        self.limit = limit
        """Bytes of one body; as many again are read and thrown away so that the client hears why."""
        self.seconds, self.slowest = seconds, slowest
        """A body has `seconds`, and a second more for each `slowest` bytes that did arrive."""
        self.silence = silence
        self.budget = budget
        """Bytes of all bodies that one process holds at a time."""
        self._held = 0
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _has_body(environ):
            return self.app(environ, start_response)
        arriving = _Arriving(self, environ)
        try:
            body = arriving.read()
        except Refusal as refusal:
            arriving.give_back()
            return _answer(refusal, start_response)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        environ.pop("HTTP_TRANSFER_ENCODING", None)  # the body is no longer in chunks
        try:
            return self.app(environ, start_response)
        finally:  # the application has read the form by now; what it answers is not held by this budget
            arriving.give_back()

    def hold(self, size: int) -> bool:
        """Take `size` bytes of the budget; negative gives back. False when there is not enough left."""
        with self._lock:
            if size > 0 and self._held + size > self.budget:
                return False
            self._held += size
            return True


class _Arriving:
    """One body on its way in."""

    def __init__(self, bodies: Bodies, environ: WSGIEnvironment) -> None:
        self.bodies = bodies
        self.stream = environ["wsgi.input"]
        self.sock: socket.socket | None = environ.get("gunicorn.socket")  # absent under the test client
        self.length = environ.get("CONTENT_LENGTH") or ""
        self.announced = int(self.length) if self.length.isdecimal() else None
        self.received = self.held = 0
        self.began = time.monotonic()

    def deadline(self) -> float:
        """The monotonic moment at which this body's time is up."""
        return self.began + self.bodies.seconds + self.received / self.bodies.slowest

    def read(self) -> bytes:
        """The whole body, or a Refusal."""
        if self.sock is None:
            return self._collect()
        self.sock.settimeout(self.bodies.silence)
        patience.watch(self.sock, self.deadline)
        try:
            return self._collect()
        except TimeoutError:
            raise TooSlow from None
        except (OSError, ParseException):
            raise (TooSlow if time.monotonic() >= self.deadline() else Broken) from None
        finally:
            patience.release(self.sock)
            self.sock.settimeout(None)

    def _collect(self) -> bytes:
        if self.length and self.announced is None:
            raise Broken
        if (self.announced or 0) > self.bodies.limit:
            self._drain()
        pieces = io.BytesIO()
        while piece := self._piece():
            if self.received > self.bodies.limit:
                self._drain()
            if not self.bodies.hold(len(piece)):
                raise TooBusy
            self.held += len(piece)
            pieces.write(piece)
        if self.announced is not None and self.received < self.announced:
            raise TooSlow if time.monotonic() >= self.deadline() else Broken
        return pieces.getvalue()

    def _piece(self) -> bytes:
        if self.announced is None:
            piece: bytes = self.stream.read(PIECE)
        else:
            piece = self.stream.read(min(PIECE, self.announced - self.received))
        self.received += len(piece)
        return piece

    def _drain(self) -> None:
        while self.received <= 2 * self.bodies.limit and self._piece():
            pass
        raise TooLarge

    def give_back(self) -> None:
        """Return what this body took of the budget."""
        self.bodies.hold(-self.held)
        self.held = 0


def _has_body(environ: WSGIEnvironment) -> bool:
    length = environ.get("CONTENT_LENGTH") or ""
    if length:
        return not length.isdecimal() or int(length) > 0
    return bool(environ.get("wsgi.input_terminated"))  # chunked: the server knows where it ends


def _answer(refusal: Refusal, start_response: Callable[..., Any]) -> Iterable[bytes]:
    page = PAGE.format(sentence=refusal.sentence).encode()
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    ]
    if isinstance(refusal, TooBusy):
        headers.append(("Retry-After", "10"))
    start_response(refusal.status, headers)
    return [page]
