"""The documentation says what is so: its tables, its links, its words."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from flask import Flask

from marketplace.house_map import contracted, drawn
from marketplace.room import rooms

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
NOT_ROOMS = {"workflow", "sheets", "finance", "furniture"}  # the floors, which have a table of their own
REGISTRIES = re.compile(r"https?://[^\s\"')]*(?:pypi|pythonhosted|npmjs|yarnpkg|registry|proxy\.golang)[^\s\"')]*")
PRIVATE = re.compile(r"(?<![\w.])/wor[k]/")
WORDS = (
    "发榜",
    "挂网",
    "标书",
    "投标",
    "应标",
    "开标",
    "评标",
    "中标",
    "定标",
    "流标",
    "废标",
    "招标文件",
    "评委",
    "乙方",
    "甲方",
    "运营商",
)
"""Of the words that the glossary forbids, those that mean one thing only."""
ALLOWED = {
    "投标": ("招标投标法", "招投标", "招标投标管理办法"),  # a statute's name
    "评标": ("评标标准和方法",),  # a statute's words
}


def tracked() -> list[Path]:
    """The files that the repository holds."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Each tracked file that is text, by its name; not this one, which names what it looks for."""
    found = []
    for path in tracked():
        content = path.read_bytes()
        if path != Path(__file__).resolve() and b"\0" not in content[:4096]:
            found.append((str(path.relative_to(ROOT)), content.decode("utf-8", "replace")))
    return found


def test_every_package_is_a_room_that_declares_itself(app: Flask) -> None:
    """A package is an engine or a room of the tuple in rooms.py; nothing else has to name it."""
    packages = {path.parent.name for path in (ROOT / "marketplace").glob("*/__init__.py")}
    with app.app_context():
        assert sorted(room.id for room in rooms()) == sorted(packages - NOT_ROOMS)


def test_the_map_and_the_import_contract_are_those_of_the_rooms(app: Flask) -> None:
    """docs/architecture.md and pyproject.toml hold what the rooms declare."""
    with app.app_context():
        for path, made in ((ROOT / "docs" / "architecture.md", drawn), (ROOT / "pyproject.toml", contracted)):
            text = path.read_text(encoding="utf-8")
            assert made(text) == text, "run: flask --app wsgi rooms draw"


def test_the_printed_tables_are_those_of_the_code(app: Flask, tmp_path: Path) -> None:
    """docs/workflow.md is what `workflow draw` prints."""
    printed = tmp_path / "workflow.md"
    result = app.test_cli_runner().invoke(args=["workflow", "draw", "--to", str(printed)])
    assert result.exit_code == 0, result.output
    stored = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert printed.read_text(encoding="utf-8") == stored, "run: flask --app wsgi workflow draw"


def test_the_printed_policy_is_that_of_the_code(app: Flask, tmp_path: Path) -> None:
    """docs/policy.md is what `policy print` prints."""
    printed = tmp_path / "policy.md"
    result = app.test_cli_runner().invoke(args=["policy", "print", "--to", str(printed)])
    assert result.exit_code == 0, result.output
    stored = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    assert printed.read_text(encoding="utf-8") == stored, "run: flask --app wsgi policy print"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link or picture of a page exists."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    missing = [link for link in targets if link and not (page.parent / link).exists()]
    assert not missing


def test_readme_names_every_setting() -> None:
    """What config.py takes from the environment is explained."""
    names = set(re.findall(r'environ\.get\("(\w+)"', (ROOT / "config.py").read_text(encoding="utf-8")))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not {name for name in names | {"SECRET_KEY", "SEAL_KEY"} if f"`{name}`" not in readme}


def test_readme_names_every_target() -> None:
    """Each target of the Makefile that says what it does is in the table of commands."""
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not {target for target in targets if target != "help" and f"make {target}" not in readme}


def test_the_pictures_are_small() -> None:
    """They are looked at in a browser, over a slow line too."""
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs" / "screenshots").glob("*.png")}
    assert sizes
    assert not {name: size for name, size in sizes.items() if size > 400_000}
    assert sum(sizes.values()) < 5_000_000


def test_nothing_points_to_a_machine_or_a_registry() -> None:
    """No path of one machine, no address of a package registry."""
    found = [
        f"{name}: {match[0]}"
        for name, text in texts()
        for match in [*PRIVATE.finditer(text), *REGISTRIES.finditer(text)]
    ]
    assert not found


def test_the_forbidden_words_are_those_of_the_glossary() -> None:
    """The lint below stands on the glossary's `not:` lists."""
    terms = yaml.safe_load((ROOT / "docs" / "glossary.yaml").read_text(encoding="utf-8"))["terms"]
    forbidden = {word for term in terms for word in term.get("not", [])}
    assert not {word for word in WORDS if word not in forbidden and not any(word in other for other in forbidden)}


def test_one_concept_has_one_word_on_screen() -> None:
    """Templates and code speak the glossary's words; the zone's own texts may say what they like."""
    found = []
    for name, text in texts():
        if not name.startswith(("templates/", "marketplace/")) or name.startswith(
            ("marketplace/demo/", "marketplace/reference/data/")
        ):
            continue
        for word in WORDS:
            rest = text
            for phrase in ALLOWED.get(word, ()):
                rest = rest.replace(phrase, "")
            if word in rest:
                found.append(f"{name}: {word}")
    assert not found
