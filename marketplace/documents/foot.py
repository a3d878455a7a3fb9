"""The foot of a document: what it is, when it was made, its hash, where that is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from marketplace import clock
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.furniture import times
from marketplace.i18n import _, _l

SEALED_LINE = _l("本件由城市场景揭榜平台生成，以加盖印章的纸质文本或平台登记的摘要为准。")


def verify_address(certificate: Certificate) -> str:
    """Where its hash is looked up: what the QR code holds."""
    return f"{current_app.config['BASE_URL']}/verify?sha256={certificate.sha256}"


def proof(certificate: Certificate) -> list[str]:
    """The lines of the foot: what it is, when it was made, its hash, where that is looked up."""
    content = certificate.content
    facts = [f"{label} {value}" for label, value in content["facts"]]
    code = _("场景编号 %(code)s", code=content["scenario"])
    made = _(
        "生成于 %(made)s。核验：扫描二维码，或在 %(address)s 输入下列摘要。",
        made=times.moment_with_zone(certificate.issued_at),
        address=f"{current_app.config['BASE_URL']}/verify",
    )
    lines = ["，".join([certificate.number, code, *facts]), made, f"SHA-256 {certificate.sha256}"]
    return [*lines, str(SEALED_LINE)] if KINDS[certificate.kind].red_head else lines


def day_of(content: Mapping[str, Any]) -> datetime:
    """When it was issued, on Shanghai's clock."""
    return datetime.fromisoformat(content["issued_at"]).astimezone(clock.SHANGHAI)
