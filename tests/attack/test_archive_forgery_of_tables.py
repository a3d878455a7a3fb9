"""Whoever alters what a table of the archive says, and mends every hash of the archive, is found by the events."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.archive.test_archive import _played
from tests.attack.forging import Forger, another, canonical, fields, hashed, rewrite
from tests.world.clients import Client
from tests.world.world import REVIEWER, World

ClientOf = Callable[[str], Client]


def _taken(client_of: ClientOf, code: str, folder: Path) -> Path:
    answer = client_of(REVIEWER).get(f"/desk/scenarios/{code}/archive.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        packed.extractall(folder)
    return folder


def _swap_scores(value: Any) -> None:
    one, other = value["sheets"][0], next(s for s in value["sheets"] if s["claim"] != value["sheets"][0]["claim"])
    one["scores"], other["scores"] = other["scores"], one["scores"]


def _swap_ranks(value: Any) -> None:
    first, second = value["ranking"][:2]
    first["claim"], second["claim"] = second["claim"], first["claim"]
    value["award_claim_ref"] = first["claim"]


def _twice(path: Path) -> None:
    """A document that says a thing twice: a reader may take the first, a program takes the last."""
    text = path.read_bytes()
    path.write_bytes(text.replace(b'"decision":', b'"decision":"rejected","decision":', 1))


def test_whatever_is_altered_is_found_by_the_events_of_the_same_file(
    world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    forger = Forger(_taken(client_of, _played(client_of, world), tmp_path / "a"))
    assert forger.tried(lambda _folder: None) == [], "a forger who changes nothing has nothing to hide"
    _every_field_of_every_table(forger)
    _scores_and_ranks_swapped(forger)
    _every_page_and_the_index(forger)
    _every_exchanged_file(forger)
    _every_event_is_needed(forger)


def _every_event_is_needed(forger: Forger) -> None:
    """One event less, one twice, one other than it was: the last event alone cannot make up for it."""
    lines = forger.honest[forger.folder / "audit.jsonl"].decode().rstrip("\n").split("\n")
    subjects = [(event["subject_kind"], event["subject_ref"]) for event in map(json.loads, lines)]
    assert forger.tried(partial(_events, [lines[0], *lines])), "one twice"
    for place, line in enumerate(lines[:-1]):
        event = json.loads(line)
        if subjects[place] in subjects[place + 1 :] or event["data"].get("records"):
            assert forger.tried(partial(_events, [*lines[:place], *lines[place + 1 :]])), event
            event["reason"] = "另一个理由"
            forged = canonical(hashed(event)).decode()
            assert forger.tried(partial(_events, [*lines[:place], forged, *lines[place + 1 :]])), event


def _events(lines: list[str], folder: Path) -> None:
    (folder / "audit.jsonl").write_bytes("".join(line + "\n" for line in lines).encode())


def _documents(folder: Path) -> list[Path]:
    return [folder / "records.json", *folder.glob("rounds/*/*.json"), *folder.glob("rounds/*/draws/*.json")]


def _every_field_of_every_table(forger: Forger) -> None:
    documents = _documents(forger.folder)
    tried = 0
    for path in documents:
        name = path.relative_to(forger.folder).as_posix()
        for field, change in fields(path):
            tried += 1
            assert forger.rewritten(name, change), (name, field)
        _rows_are_neither_lost_nor_added(forger, path)
    assert tried > 300, "every table has rows"
    assert {row["record"].split("/")[0] for row in _rows(documents)} == {
        *(
            "publication",
            "certificate",
            "printed",
            "vetting",
            "ruling",
            "round",
            "question",
            "claim",
            "member",
            "submission",
        ),
        *("assignment", "correction", "score_sheet", "notice", "objection", "draw"),
        *("opening", "eligibility_settling", "frozen_pool", "panel_turn", "conclusion", "award"),
    }


def _every_page_and_the_index(forger: Forger) -> None:
    read = {".html", ".css", ".txt"}
    pages = [path for path in forger.honest if path.suffix in read or path.name == "labels.json"]
    assert len(pages) > 15
    for path in pages:
        assert forger.tried(partial(_said_otherwise, path)), path
    index = json.loads(forger.honest[forger.folder / "index.json"])
    for name in [name for name in index if name != "files"]:
        assert forger.rewritten("index.json", partial(_other_about, name)), name
    assert forger.rewritten("index.json", lambda value: value["files"][0].update({"title": "另一份"}))
    assert forger.rewritten("index.json", lambda value: value.update({"note": "另议"}))


def _said_otherwise(path: Path, _folder: Path) -> None:
    """One more word where people read, or one rule more of how it looks."""
    whole = path.read_bytes()
    path.write_bytes(
        whole.replace(b"</main>", "中榜的是另一家</main>".encode()) if b"</main>" in whole else whole + b"\n "
    )


def _other_about(name: str, value: Any) -> None:
    value[name] = another(value[name]) if name != "made_at" else "2020-01-01T00:00:00+00:00"


def _scores_and_ranks_swapped(forger: Forger) -> None:
    assert forger.rewritten("rounds/2/evaluation.json", _swap_scores)
    assert forger.rewritten("rounds/2/round.json", _swap_ranks)
    assert forger.tried(lambda at: _twice(at / "rounds/2/objections.json"))


def _rows(documents: list[Path]) -> list[dict[str, Any]]:
    found = []
    for path in documents:
        value = json.loads(path.read_bytes())
        inside = [value] if "record" in value else value if isinstance(value, list) else value.values()
        for one in inside:
            found += [row for row in (one if isinstance(one, list) else [one]) if isinstance(row, dict)]
    return found


def _lose(key: str, value: Any) -> None:
    (value[key] if key else value).pop()


def _double(key: str, value: Any) -> None:
    rows = value[key] if key else value
    rows.append(rows[0])


def _rows_are_neither_lost_nor_added(forger: Forger, path: Path) -> None:
    name = path.relative_to(forger.folder).as_posix()
    value = json.loads(path.read_bytes())
    for key in value if isinstance(value, dict) else [""]:
        rows = value[key] if key else value
        if isinstance(rows, list) and rows and "record" not in value:
            assert forger.rewritten(name, partial(_lose, key)), (name, key)
            assert forger.rewritten(name, partial(_double, key)), (name, key)
    assert forger.tried(lambda folder: (folder / name).unlink()), name
    if isinstance(value, dict):
        assert forger.rewritten(name, lambda v: v.update({"note": "另议"})), name


def _every_exchanged_file(forger: Forger) -> None:
    things = [p for p in forger.honest if p.suffix in {".pdf", ".json"} and p.name != "index.json"]
    for path in things:
        assert forger.tried(partial(_more, path)), path
        assert forger.tried(partial(_gone, path)), path
    attachment = next(p for p in things if p.name == "资信证明.pdf")
    other = next(p for p in things if p.name == "执照.pdf")
    assert forger.tried(lambda _folder: attachment.write_bytes(other.read_bytes()))
    assert forger.tried(lambda _folder: _told_lost(attachment))
    assert forger.tried(lambda folder: (folder / "rounds/2/claims/new.pdf").write_bytes(b"%PDF"))
    submission = next(p for p in things if p.name == "submission.json" and b"attachments" in forger.honest[p])
    assert forger.tried(lambda _folder: rewrite(submission, _other_hash))


def _more(path: Path, _folder: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n% another")


def _gone(path: Path, _folder: Path) -> None:
    path.unlink()


def _told_lost(path: Path) -> None:
    path.unlink()
    (path.parent / "缺失.txt").write_text("附件登记过，但平台上已经没有它的内容。\n", "utf-8")


def _other_hash(value: Any) -> None:
    """The submission names another hash for its attachment."""
    for one in value["content"]["claim"]["attachments"]["attachments"]:
        one["sha256"] = "0" * 64
