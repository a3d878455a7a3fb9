"""Every answer of the real server carries the two headers, however broken the request is; and none is a 500."""

from __future__ import annotations

import socket

import pytest

from tests.parts.server import Marketplace

END = b"Host: localhost\r\nConnection: close\r\n\r\n"
POST = b"POST /account/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
REQUESTS = {
    "a page": b"GET / HTTP/1.1\r\n" + END,
    "a static file": b"GET /static/icon.svg HTTP/1.1\r\n" + END,
    "a file that was not modified": b"GET /static/icon.svg HTTP/1.1\r\nIf-Modified-Since: Fri, 01 Jan 2038 00:00:00 GMT\r\n"
    + END,
    "a part of a file": b"GET /static/icon.svg HTTP/1.1\r\nRange: bytes=0-9\r\n" + END,
    "a part behind the end": b"GET /static/icon.svg HTTP/1.1\r\nRange: bytes=99999999-\r\n" + END,
    "a file that is not there": b"GET /static/no-such.css HTTP/1.1\r\n" + END,
    "a redirect to sign in": b"GET /desk/ HTTP/1.1\r\n" + END,
    "a redirect to the slash": b"GET /desk HTTP/1.1\r\n" + END,
    "an unknown address": b"GET /no-such HTTP/1.1\r\n" + END,
    "an unknown address of the API": b"GET /api/v1/no-such HTTP/1.1\r\n" + END,
    "a method that is not for it": b"DELETE / HTTP/1.1\r\n" + END,
    "HEAD": b"HEAD / HTTP/1.1\r\n" + END,
    "OPTIONS": b"OPTIONS / HTTP/1.1\r\n" + END,
    "OPTIONS of everything": b"OPTIONS * HTTP/1.1\r\n" + END,
    "no HTTP at all": b"GARBAGE\r\n\r\n",
    "an unknown version": b"GET / HTTP/9.9\r\n" + END,
    "a header without a colon": b"GET / HTTP/1.1\r\nBroken Header\r\n" + END,
    "too long a line": b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + END,
    "too many headers": b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + END,
    "NUL in the address": b"GET /scenarios/%00/ HTTP/1.1\r\n" + END,
    "a bare NUL": b"GET /\0 HTTP/1.1\r\n" + END,
    "half a surrogate": b"GET /scenarios/%ED%A0%80/ HTTP/1.1\r\n" + END,
    "bytes that are no text": b"GET /\xed\xa0\x80 HTTP/1.1\r\n" + END,
    "a negative length": POST + b"Content-Length: -5\r\n\r\n",
    "a length and chunks": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nzz\r\n",
    "chunks that are none": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an unknown expectation": POST + b"Expect: miracles\r\nContent-Length: 1\r\n\r\nx",
    "too long a boundary": POST
    + b"Content-Type: multipart/form-data; boundary="
    + b"a" * 500
    + b"\r\nContent-Length: 3\r\n\r\nabc",
    "a broken cookie": b"GET / HTTP/1.1\r\nCookie: session=\xff\xfe\r\n" + END,
    "a host that is none": b"GET /desk/ HTTP/1.1\r\nHost: a b\x01c\r\nConnection: close\r\n\r\n",
    "a referrer that is no text": b"GET /no-such HTTP/1.1\r\nReferer: http://x/\xff\r\n" + END,
    "a proxy's headers": b"GET /desk/ HTTP/1.1\r\nX-Forwarded-Host: evil.example\r\nSCRIPT_NAME: /x\r\nPATH_INFO: /y\r\n"
    + END,
}


def _answer(server: Marketplace, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(request)
        pieces = []
        while piece := client.recv(65536):
            pieces.append(piece)
    return b"".join(pieces).partition(b"\r\n\r\n")[0].lower()


@pytest.mark.parametrize("name", REQUESTS)
def test_every_answer_carries_its_headers(rehearsal: Marketplace, name: str) -> None:
    head = _answer(rehearsal, REQUESTS[name])
    assert b"content-security-policy: default-src 'self'" in head, head
    assert b"x-content-type-options: nosniff" in head
    assert not head.startswith(b"http/1.1 5"), head
    assert b"evil.example" not in head
