"""Draws and rankings, played again by the rules that README.txt tells; the links between the events."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]


def drawn(pool: Sequence[Row], seed: str, wanted: int) -> list[int]:
    """The experts that the lot chooses: who knows the field first, then who has least to do, then by lot."""

    def lot(row: Row) -> tuple[bool, int, str, int]:
        ticket = hashlib.sha256(f"{seed}/{row['expert']}".encode()).hexdigest()
        return not row["matches"], row["load"], ticket, row["expert"]

    order = sorted((row for row in pool if not row["excluded"]), key=lot)
    return [row["expert"] for row in order[:wanted]]


def ranked(
    judged: Row, submissions: Sequence[Row], criteria: Sequence[Row], refs: Sequence[str]
) -> list[tuple[str, Fraction, list[Fraction]]]:
    """The claims from the best: weighted mean, then the mean of the heaviest criterion, then the earlier receipt."""
    seats = judged["experts"]
    staying = {one["expert_id"] for one in seats if one["declared"] == "none" and not one["released_at"]}
    sheets = [one for one in judged["sheets"] if one["expert_id"] in staying]
    full = {e for e in staying if set(refs) <= {one["claim"] for one in sheets if one["expert_id"] == e}}
    received = {row["claim"]: row["at"] for row in submissions}
    heaviest = max(range(len(criteria)), key=lambda n: (criteria[n]["weight"], -n))
    found = []
    for ref in refs:
        scores = [one["scores"] for one in sheets if one["claim"] == ref and one["expert_id"] in full]
        means = [
            sum((Fraction(s[n]["score"]) for s in scores), Fraction(0)) / max(len(scores), 1)
            for n in range(len(criteria))
        ]
        total = sum(
            (mean * Fraction(str(one["weight"])) for mean, one in zip(means, criteria, strict=True)), Fraction(0)
        )
        found.append((ref, total / 100, means))
    return sorted(found, key=lambda one: (-one[1], -one[2][heaviest], received.get(one[0], "")))


def broken_links(events: Sequence[Row]) -> Iterator[str]:
    """Events that do not hold what comes before them: their neighbour, and the events about the same subjects."""
    before: Row | None = None
    newest: dict[str, str] = {}
    linked: set[str] = set()  # events older than the links have none
    for event in events:
        place, subject = event["position"], f"{event['subject_kind']}/{event['subject_ref']}"
        follows = event["data"].get("follows", "")
        if follows != newest.get(subject, "") and (follows or subject in linked):
            yield f"留痕 {place} 之前缺少同一事项的一条，或者多出一条"
        for other, expected in (event["data"].get("after") or {}).items():
            if newest.get(other) != expected:
                yield f"留痕 {place} 之前缺少 {other} 的一条，或者多出一条"
        newest[subject] = event["hash"]
        linked |= {subject} if follows else set()
        if before and place <= before["position"]:
            yield f"留痕 {place} 的次序不对"
        if before and place == before["position"] + 1 and event["previous_hash"] != before["hash"]:
            yield f"留痕 {place} 接不上前一个"
        before = event
