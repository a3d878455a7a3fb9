"""Filled sheets as form fields: what a browser would post."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

from marketplace.sheets import Section
from marketplace.sheets.fields import Choices, Files, RichText, Rows

EXAMPLES = Path(__file__).resolve().parents[2] / "marketplace" / "demo" / "data"
WORDS = (
    "这是一段为测试写的说明文字，长度足够通过最少字数的检查，内容与场景的运营安排有关，写清谁来做、怎么做、何时见效。"
)


@cache
def _example(name: str) -> str:
    return next(EXAMPLES.glob(f"scenarios/{name}*.json")).read_text(encoding="utf-8")


def plan(name: str = "01", **changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The ten sections of an example scenario; `changes` override single fields of a section."""
    example = json.loads(_example(name))
    sections = (
        "basics",
        "situation",
        "objectives",
        "positioning",
        "resources",
        "operation",
        "returns",
        "supports",
        "schedule",
        "claim_terms",
    )
    body = {section: copy.deepcopy(example[section]) for section in sections}
    body["basics"].pop("attachments", None)
    body["basics"].pop("city_list_item", None)
    body["supports"] = {"supports": []}
    for section, fields in changes.items():
        body[section].update(fields)
    return body


def claim(
    lead: str, members: list[tuple[str, str, Any]] | None = None, text: str = WORDS, **changes: Any
) -> dict[str, Any]:
    """The six sections of a complete claim."""
    body: dict[str, Any] = {
        "proposal": {"proposal": text},
        "operation": {"operating_model": "entrusted_om", "operating_plan": text},
        "money": {
            "investment": [{"item": "设备", "source": "social_capital", "amount_wan": 210, "year": 2027}],
            "funding_sources": [{"source": "social_capital", "amount_wan": 210, "note": "自有资金"}],
            "revenue": [
                {"item": "收费", "mechanism": "user_fees", "amount_wan": 90, "from_year": 2027, "growth_pct": 2}
            ],
            "cost": [{"item": "运行", "amount_wan": 50, "from_year": 2027, "growth_pct": 2}],
            "discount_rate_pct": 6,
            "return_plan": text,
        },
        "schedule": {"schedule": [{"name": "进场", "due": "2027-03-01"}]},
        "team": {
            "members": [
                {"organisation": o, "role": r, "share_pct": s} for o, r, s in members or [(lead, "operation", 100)]
            ],
            "team": [{"role": "店长", "count": 1, "note": ""}],
            "record": [],
        },
    }
    for section, fields in changes.items():
        body[section].update(fields)
    return body


def implementation(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The two sections that the winner adds to the plan; the agreement's file is uploaded."""
    body: dict[str, dict[str, Any]] = {
        "delivery": {
            "organisation": WORDS,
            "construction_content": WORDS,
            "operation_organisation": WORDS,
            "risk_and_emergency": WORDS,
            "appraisal_targets": [{"indicator": "日均份数", "unit": "份", "target": 180, "by": "每年"}],
        }
    }
    for section, fields in changes.items():
        body[section].update(fields)
    return body


def fields_of(section: Section, values: dict[str, Any]) -> dict[str, Any]:
    """One section's values as the fields that a browser posts."""
    sent: dict[str, Any] = {}
    for field in section.fields:
        value = values.get(field.id)
        if isinstance(field, Files) or value is None:
            continue
        if isinstance(field, Rows):
            for place, row in enumerate(value):
                for column in field.columns:
                    sent[f"{field.id}-{place}-{column.id}"] = column.typed(row.get(column.id))
        elif isinstance(field, RichText):
            sent |= {field.id: field.typed(value), f"{field.id}_format": field.written(value)}
        else:
            sent[field.id] = list(value) if isinstance(field, Choices) else field.typed(value)
    return sent
