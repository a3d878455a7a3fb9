"""Rich text is cleaned once, on the way in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.sheets.richtext import editable, plain, sanitise, words
from marketplace.sheets.texts import Invalid


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>甲</p>", "<p>甲</p>"),
        ("<p onclick=x style='a'>甲</p>", "<p>甲</p>"),
        ("<script>alert(1)</script><p>甲</p>", "<p>甲</p>"),
        ("<p>甲<style>p{}</style></p>", "<p>甲</p>"),
        ('<p><a href="javascript:1">甲</a></p>', "<p><a>甲</a></p>"),
        ('<p><a href="//host/x">甲</a></p>', "<p><a>甲</a></p>"),
        ('<p><a href="https://example.com/a">甲</a></p>', '<p><a href="https://example.com/a">甲</a></p>'),
        ('<p><img src="https://t.example/x.png">甲</p>', "<p>甲</p>"),
        ("<p><b>甲</b></p>", "<p><strong>甲</strong></p>"),
        ("<h2>甲</h2>", "<h4>甲</h4>"),
        ("<p> </p><ul><li></li></ul>", ""),
        ("甲\n乙\n\n丙", "<p>甲<br>乙</p><p>丙</p>"),
        ('面积<500㎡ & 投资>3亿 "A"', '<p>面积&lt;500㎡ &amp; 投资&gt;3亿 "A"</p>'),
    ],
)
def test_only_what_a_plan_needs_is_kept(sent: str, kept: str) -> None:
    assert sanitise(sent) == kept


def test_html_that_would_take_seconds_to_clean_is_refused() -> None:
    with pytest.raises(Invalid):
        sanitise("<p>" + "甲" * 60_000 + "</p>")


def test_the_words_of_a_table_stay_apart() -> None:
    assert plain("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>") == "甲\t乙\n丙"
    assert words("<p>甲乙</p><ul><li>丙</li></ul>") == 3


def test_paragraphs_are_edited_as_plain_text() -> None:
    assert editable(sanitise("甲\n乙\n\n丙 & 丁")) == "甲\n乙\n\n丙 & 丁"
    assert "<li>" in editable("<ul><li>甲</li></ul>")


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        once = sanitise(text)
    except Invalid:
        return
    assert sanitise(once) == once


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<script>",
                "</script>",
                "<a href='javascript:x'>",
                "onerror=",
                "<svg/onload=1>",
                "甲",
                "<b",
                ">",
                "<table><tr><td>",
                "<!--",
                "-->",
            ]
        ),
        max_size=12,
    )
)
def test_no_active_content_survives(pieces: list[str]) -> None:
    cleaned = sanitise("".join(pieces)).lower()
    assert "<script" not in cleaned and "<svg" not in cleaned and 'href="javascript' not in cleaned
