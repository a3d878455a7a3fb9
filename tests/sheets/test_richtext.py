"""Rich text is cleaned once, on the way in; what is text is never guessed to be HTML."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketplace.sheets.richtext import literal, plain, sanitise, typed, typed_words, words
from marketplace.sheets.texts import Invalid, clean


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
        ("<figure><img src='/x.png'></figure><p>&nbsp;</p><p>\u200b</p>", ""),
        ("<div>甲</div><div>乙</div>丙", "<p>甲</p><p>乙</p><p>丙</p>"),
        ("10<sup>4</sup>元，CO<sub>2</sub>", "<p>10<sup>4</sup>元，CO<sub>2</sub></p>"),
        ("<p>m<span style='vertical-align:super'>2</span></p>", "<p>m<sup>2</sup></p>"),
        ('<ol start="3" type="a"><li>甲</li></ol>', '<ol type="a" start="3"><li>甲</li></ol>'),
        ('<ol start="x" type="circle"><li value="7">甲</li></ol>', '<ol><li value="7">甲</li></ol>'),
        ('<ol style="list-style-type:upper-roman"><li>甲</li></ol>', '<ol type="I"><li>甲</li></ol>'),
        ("<p>若p<b，让利30%；若d>c</p>", "<p>若p&lt;b，让利30%；若d&gt;c</p>"),
        ("<p>按<A区规划>执行，<!-- 其余另定</p>", "<p>按&lt;A区规划&gt;执行，&lt;!-- 其余另定</p>"),
        ("<p>甲<!-- 批注 -->乙</p>", "<p>甲乙</p>"),
        ("<p>甲<style>乙</p>", "<p>甲乙</p>"),
        ("<p>跨行的\n文字 and\nwords</p>", "<p>跨行的文字 and words</p>"),
    ],
)
def test_only_what_a_plan_needs_is_kept(sent: str, kept: str) -> None:
    assert sanitise(sent) == kept


@pytest.mark.parametrize(
    "text",
    [
        "若单价p<b，让利30%；若产出d>c，追加投资",
        "按<A区控制性详细规划>执行；当a<b且c>d时",
        "见附件<!-- 其余另定，<b>照写</b>，&lt;也是",
        '面积<500㎡ & 投资>3亿 "A"',
        "<p>看起来像格式，其实是文字</p>",
    ],
)
def test_plain_text_is_stored_and_typed_again_word_for_word(text: str) -> None:
    stored = literal(text)
    assert plain(stored) == text and typed(stored) == (text, "")
    assert words(stored) == typed_words(text, "") == len(text)


WORD = """<html><head><style><!-- p.MsoNormal {margin:0cm} --></style><title>文档1</title></head><body>
<p class=MsoHeading7 style='mso-outline-level:1'>总体思路<o:p></o:p></p>
<p class=MsoNormal><span lang=EN-US>现状
说明</span><o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US
style='font-family:Wingdings;mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>第一项</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span style='font-family:Wingdings'><span
style='mso-list:Ignore'>&Oslash;<span>&nbsp;</span></span></span><!--[endif]-->下一级</p>
<p class=MsoListParagraph>l&nbsp;&nbsp; 第二项</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.<span>&nbsp; </span></span>第三步</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>5.<span>&nbsp; </span></span>第五步</p>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><span style='mso-list:Ignore'>（一）<span>&nbsp; </span></span>甲方</p>
<table><tr><td><p class=MsoNormal>甲</p><table><tr><td>内</td></tr></table></td><td><p>乙</p></td></tr></table></body></html>"""


def test_what_word_writes_becomes_headings_lists_and_tables() -> None:
    """C33, C84: signs and numbers are as they were seen."""
    cleaned = sanitise(WORD)
    assert cleaned == (
        "<h4>总体思路</h4><p>现状说明</p>"
        "<ul><li>第一项<ul><li>下一级</li></ul></li><li>第二项</li></ul>"
        '<ol start="3"><li>第三步</li><li value="5">第五步</li></ol><p>（一）甲方</p>'
        "<table><tbody><tr><td><p>甲</p><table><tbody><tr><td>内</td></tr></tbody></table></td><td><p>乙</p></td></tr></tbody></table>"
    )
    assert "3. 第三步\n5. 第五步\n（一）甲方" in plain(cleaned)
    assert words(cleaned) == len("总体思路现状说明第一项下一级第二项第三步第五步（一）甲方甲内乙")


def test_numbers_and_raised_figures_are_read_as_they_are_seen() -> None:
    """C82, C84: also in the difference between two versions, which compares these words."""
    text = sanitise(
        '<p>10<sup>4</sup>元、CO<sub>2</sub>、x<sup>甲</sup></p><ol type="a" start="3"><li>丙</li><li>丁</li></ol>'
    )
    assert plain(text) == "10⁴元、CO₂、x^(甲)\nc. 丙\nd. 丁"
    assert words(text) == len("104元、CO2、x甲丙丁")


def test_html_that_would_take_seconds_to_clean_is_refused() -> None:
    with pytest.raises(Invalid):
        sanitise("<p>" + "甲" * 60_000 + "</p>")


def test_the_words_of_a_table_stay_apart() -> None:
    assert plain("<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>") == "甲\t乙\n丙"
    assert words("<p>甲乙</p><ul><li>丙</li></ul>") == 3


def test_formats_are_edited_as_source_that_says_it_is_html() -> None:
    source, written = typed("<ul><li>甲</li><li>乙 &lt; 丙</li></ul><p>丁</p>")
    assert written == "html" and sanitise(source) == "<ul><li>甲</li><li>乙 &lt; 丙</li></ul><p>丁</p>"
    assert typed("<p>甲<br>乙</p><p>丙 &amp; 丁</p>") == ("甲\n乙\n\n丙 & 丁", "")


@pytest.mark.parametrize(
    "piece",
    ["<", "<!--", "<style>", "<p ", '<a "', "<span>", " ", "\n", "<p class=MsoListParagraph>l  甲", "&", "<td>"],
)
def test_a_long_text_of_one_piece_is_read_or_refused_by_its_reason(piece: str) -> None:
    """What would take more than its length to clean is refused before it is cleaned."""
    raw = piece * (20_000 // len(piece))
    if piece in ("<style>", "<p ", '<a "', "<span>"):
        with pytest.raises(Invalid, match="粘贴为纯文本"):
            sanitise(raw)
    else:
        assert isinstance(sanitise(raw), str)


PIECES = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<sup>2</sup>",
    "<ol start=3>",
    "<li>",
    "</ol>",
    "<table><tr><td>",
    "</table>",
    "甲",
    "a<b",
    "<!--",
    "-->",
]


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*PIECES, " ", "\n", "&nbsp;", "<br>", "<div>", "</div>"]), max_size=14).map("".join)
)
@example("<P><OL></OL>0")
def test_cleaning_twice_changes_nothing_and_neither_does_opening_the_text_again(text: str) -> None:
    try:
        once = sanitise(text)
    except Invalid:
        return
    again, written = typed(once)
    assert sanitise(once) == once == (sanitise(again) if written else literal(again))


@given(st.text(max_size=200))
def test_plain_text_loses_no_character_that_can_be_seen(text: str) -> None:
    try:
        stored = literal(text)
    except Invalid:
        return
    assert "".join(plain(stored).split()) == "".join(clean(text).split())


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
