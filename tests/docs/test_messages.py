"""The catalogue of sentences is what code and templates say."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from marketplace.i18n import places, reworded
from scripts import messages


@pytest.fixture(scope="module")
def spoken() -> set[str]:
    """Every sentence of the interface."""
    return set(messages.sentences())


def test_the_catalogue_holds_every_sentence_and_no_other(spoken: set[str]) -> None:
    with messages.CATALOGUE.open("rb") as file:
        kept = {message.id for message in read_po(file) if message.id}
    assert not spoken - kept, "run: make messages"
    assert not kept - spoken, "run: make messages"


@pytest.mark.parametrize("sentence", ["请先登录。", "工作台", "问题登记簿"])
def test_sentences_of_code_and_of_templates_are_gathered(spoken: set[str], sentence: str) -> None:
    assert sentence in spoken


def test_what_was_reworded_leads_to_a_sentence_of_today_with_the_same_values(spoken: set[str]) -> None:
    for old, new in reworded().items():
        assert new in spoken and old not in spoken
        assert set(places(new)) <= set(places(old))


def test_it_is_written_where_translations_are_looked_for(tmp_path: Path) -> None:
    assert messages.write(tmp_path / "translations" / "messages.pot") == len(set(messages.sentences()))
