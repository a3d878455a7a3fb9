"""`/verify`: what a hash or a file is, for everybody; nothing of a sealed round, not even whether it exists."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.documents.models import Certificate
from marketplace.extensions import db
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
UNKNOWN = "没有登记过这个摘要"


def _certificate(world: World, kind: str) -> Any:
    with world.app.app_context():
        row = db.session.scalars(select(Certificate).where(Certificate.kind == kind).order_by(Certificate.id)).all()[-1]
        return type("Row", (), {"slug": row.slug, "sha256": row.sha256, "number": row.number})


def _receipt_hash(world: World, ref: str) -> str:
    with world.app.app_context():
        return str(db.session.scalar(select(ClaimSubmission.sha256).join(Claim).where(Claim.ref == ref)))


def test_a_publication_and_a_certificate_are_recognised(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("notice")
    visitor, notice = client_of(""), _certificate(world, "notice")
    page = visitor.get(f"/verify?sha256={notice.sha256}").text
    assert "一致" in page and notice.number in page and f"/certificates/{notice.slug}/" in page
    published = visitor.get("/api/v1/publications/CT-2026-1").get_json()
    page = visitor.submit("/verify", {"sha256": f" SHA256:{published['sha256'].upper()} "}, 200).text
    assert "城推〔2026〕1号" in page and "现行版本" in page and code in page
    assert UNKNOWN in visitor.get(f"/verify?sha256={'0' * 64}").text


def test_a_printed_file_is_recognised_and_a_changed_one_is_not(client_of: ClientOf, world: World) -> None:
    world.a_scenario("notice")
    visitor, notice = client_of(""), _certificate(world, "notice")
    for form, word in (("pdf", "PDF 文件"), ("docx", "Word 文件")):
        body = visitor.get(f"/certificates/{notice.slug}.{form}").data
        assert word in visitor.submit("/verify", {"file": (io.BytesIO(body), f"x.{form}")}, 200).text
        changed = body[:-1] + bytes([body[-1] ^ 1])
        page = visitor.submit("/verify", {"file": (io.BytesIO(changed), f"x.{form}")}, 200).text
        assert UNKNOWN in page and hashlib.sha256(changed).hexdigest() in page


def test_a_receipt_is_known_after_the_opening_only(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, "investor1")
    paper = _certificate(world, "receipt").sha256
    visitor, own = client_of(""), client_of("lead@investor1.example")
    for client in (visitor, own):
        for sha256 in (_receipt_hash(world, ref), paper, "0" * 64):
            shown = client.get(f"/verify?sha256={sha256}").text
            assert UNKNOWN in shown and ref not in shown
    same = {_shape(visitor.get(f"/verify?sha256={one}").text) for one in (_receipt_hash(world, ref), paper, "0" * 64)}
    assert len(same) == 1
    world.close(code)
    page = visitor.get(f"/verify?sha256={_receipt_hash(world, ref)}").text
    assert f"{ref}-1" in page and "开榜时开启的就是这次提交" in page
    page = visitor.get(f"/verify?sha256={paper}").text
    assert f"{ref}-1" in page and "/certificates/" not in page
    assert "/certificates/" in own.get(f"/verify?sha256={paper}").text


def _shape(page: str) -> str:
    return re.sub(r'[0-9a-f]{64}|content="[^"]*"|value="[^"]*"', "", page)


def test_a_receipt_of_a_round_that_was_never_opened_stays_unknown(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, "investor1")
    sha256 = _receipt_hash(world, ref)
    world.decide(code, "withdraw", "approver@office.example", comment="条件变化。")
    world.advance(days=60)
    assert UNKNOWN in client_of("").get(f"/verify?sha256={sha256}").text


def test_what_cannot_be_checked_is_refused_with_a_reason(client_of: ClientOf, world: World) -> None:
    visitor = client_of("")
    assert "或者选择一个文件" in visitor.submit("/verify", {}, 422).text
    assert "64 位" in visitor.submit("/verify", {"sha256": "abc"}, 422).text
    assert "64 位" in visitor.get("/verify?sha256=abc", 422).text
    big = io.BytesIO(b"x" * (20 * 1024 * 1024 + 1))
    assert "20 MB" in visitor.submit("/verify", {"file": (big, "big.pdf")}, 413).text
    assert visitor.http.post("/verify", data={"sha256": "0" * 64}).status_code == 400
    assert 'href="/verify"' in visitor.get("/").text
