"""The scripts in a browser, under the application's policy, against a page with every thing they look for."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Dialog, FilePayload, Page, expect

from tests.parts.browser import Watched
from tests.parts.plugin import OpenPage

STATIC = Path(__file__).resolve().parents[2] / "static"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'"
ROW = """<tr><td><input id="investment-{n}-item" name="investment-{n}-item" aria-label="投资 第 {m} 行项目"></td><td>
<button name="rows-up" value="investment-{n}" aria-label="投资 第 {m} 行上移">上移</button>
<button name="rows-remove" value="investment-{n}" aria-label="投资 第 {m} 行删除">删除</button></td></tr>"""
PAGE = f"""<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>表单</title>
<meta name="csrf-token" content="token-of-this-page"></head><body><main><h1>表单</h1>
<p data-save-state></p>
<form id="form" method="post" action="/save" data-autosave="/autosave">
<input type="hidden" name="revision" value="3">
<label for="summary">摘要</label><textarea id="summary" name="summary" data-counter data-min="5" data-max="20"></textarea>
<p id="summary-counter" class="counter"></p>
<label for="needs">需求</label><textarea id="needs" name="needs" data-counter data-rich
 data-tags="p ul ol li strong em h4 table thead tbody tr th td br a sup sub">
第一段，有 &lt;5 个点。
换行

第二段</textarea>
<p id="needs-counter" class="counter"></p>
<label for="file">附件</label><input type="file" id="file" name="file" data-max-mb="1">
<table class="rows-table" data-rows="investment"><tbody>{ROW.format(n=0, m=1)}{ROW.format(n=1, m=2)}</tbody></table>
<ul data-removed="investment" hidden></ul>
<button name="rows-add" value="investment">增加一行</button>
<button id="send">保存</button></form></main>
<script src="/static/js/app.js" defer></script><script src="/static/vendor/editor.js" defer></script></body></html>"""


WORD = """<html><head><style><!-- p.MsoNormal {margin:0cm} --></style></head><body><!--StartFragment-->
<h1>总体思路<o:p></o:p></h1>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US
style='font-family:Wingdings;mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>第一项</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span style='font-family:Wingdings'><span
style='mso-list:Ignore'>&Oslash;<span>&nbsp;</span></span></span><!--[endif]-->下一级</p>
<p class=MsoListParagraph>l&nbsp;&nbsp; 第二项</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.<span>&nbsp; </span></span>第三步</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>5.<span>&nbsp; </span></span>第五步</p>
<p class=MsoListParagraph style='mso-list:l2 level1 lfo3'><span style='mso-list:Ignore'>（一）<span>&nbsp; </span></span>甲方</p>
<!--EndFragment--></body></html>"""


@dataclass
class Site:
    """What the page's server answers, and what it was sent."""

    url: str = ""
    status: int = 200
    answer: str = '{"revision": 4}'
    autosaves: list[dict[str, list[str]]] = field(default_factory=list)
    saves: list[dict[str, list[str]]] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)


def handler_of(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                self.reply(200, PAGE.encode(), "text/html; charset=utf-8")
            elif (path := STATIC / self.path.removeprefix("/static/")).is_file():
                self.reply(200, path.read_bytes(), "text/javascript")
            else:
                self.reply(204, b"", "text/plain")

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
            if self.path == "/autosave":
                site.autosaves.append(form)
                site.tokens.append(self.headers["X-CSRFToken"])
                self.reply(site.status, site.answer.encode(), "application/json")
            else:
                site.saves.append(form)
                self.reply(200, b"<!doctype html><title>saved</title><p>saved", "text/html")

        def reply(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            for name, value in (("Content-Type", kind), ("Content-Security-Policy", POLICY)):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_anything: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(site))
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def watched(open_browser_page: OpenPage, site: Site) -> Watched:
    watched = open_browser_page(site.url)
    watched.page.clock.install()
    watched.page.goto("/")
    return watched


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def press(page: Page, label: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=label).click()


def stored(page: Page) -> str:
    return page.locator("#needs").input_value()


def test_the_page_is_accessible(watched: Watched) -> None:
    watched.assert_accessible()


def test_a_counter_counts_code_points_and_a_line_end_once(page: Page) -> None:
    counter = page.locator("#summary-counter")
    page.fill("#summary", "好𠮷")
    expect(counter).to_have_text("已写 2 字，最少 5 字")
    page.fill("#summary", "一二三\n四五")
    expect(counter).to_have_text("已写 6 字，最多 20 字")


def test_an_untouched_rich_text_is_sent_as_it_came(page: Page, site: Site) -> None:
    expect(page.locator("#needs-counter")).to_have_text("已写 17 字")
    page.click("#send")
    page.wait_for_url("**/save")
    assert site.saves[0]["needs"] == ["第一段，有 <5 个点。\r\n换行\r\n\r\n第二段"]


def test_the_editor_shows_plain_text_as_paragraphs(page: Page) -> None:
    expect(page.locator(".rich-text p")).to_have_text(["第一段，有 <5 个点。换行", "第二段"])


def test_typing_fills_the_text_area_and_the_counter(page: Page) -> None:
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("的末尾")
    assert stored(page) == "<p>第一段，有 &lt;5 个点。<br>换行</p><p>第二段的末尾</p>"
    expect(page.locator("#needs-counter")).to_have_text("已写 20 字")


@pytest.mark.parametrize(
    ("button", "html"),
    [
        ("加粗", "<p><strong>一行字</strong></p>"),
        ("小标题", "<h4>一行字</h4>"),
        ("列表", "<ul><li>一行字</li></ul>"),
        ("编号", "<ol><li>一行字</li></ol>"),
    ],
)
def test_a_format_is_put_on_and_taken_off(page: Page, button: str, html: str) -> None:
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("一行字")
    page.keyboard.press("Control+A")
    press(page, button)
    assert stored(page) == html
    press(page, button)
    assert stored(page) == "<p>一行字</p>"


def test_what_was_done_is_undone_and_redone(page: Page) -> None:
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+A")
    press(page, "加粗")
    bold = stored(page)
    press(page, "撤销")
    assert "<strong>" not in stored(page)
    press(page, "重做")
    assert stored(page) == bold


def test_a_table_is_put_in_and_filled(page: Page) -> None:
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+End")
    press(page, "表格")
    page.locator(".rich-text th").first.click()
    page.keyboard.type("项目")
    page.locator(".rich-text td").first.click()
    page.keyboard.type("冷库")
    head = "<tr><th>项目</th><th></th><th></th></tr>"
    assert f"<table><thead>{head}</thead><tbody><tr><td>冷库</td><td></td>" in stored(page)


def test_a_link_takes_web_addresses_only(page: Page) -> None:
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("规划")
    page.keyboard.press("Control+A")
    press(page, "链接")
    page.get_by_label("链接地址").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="https://")).to_be_visible()
    page.get_by_label("链接地址").fill("example.cn/plan")
    page.keyboard.press("Enter")
    assert stored(page) == '<p><a href="https://example.cn/plan">规划</a></p>'


def test_a_paste_is_cleaned_to_the_tags_that_are_kept(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+A")
    page.evaluate(
        """(html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.querySelector(".rich-text").dispatchEvent(event);
        }""",
        "<h1>题</h1><p onclick='x()'>甲<b>乙</b></p><script>alert(1)</script><img src='/x.png'><table><tr><td>丙</td></tr></table>",
    )
    expect(page.locator(".rich-text")).to_contain_text("丙")
    expect(page.get_by_role("status").filter(has_text="图片没有贴入")).to_be_visible()
    html = stored(page)
    assert "<strong>乙</strong>" in html
    assert "<td>丙" in html
    assert not [word for word in ("script", "onclick", "img", "style", "alert") if word in html]
    assert "alert" not in "".join(watched.forgive()), "the policy may speak of what it blocked; nothing ran"


def paste(page: Page, html: str) -> None:
    """Put HTML on the clipboard and into the empty editor."""
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+A")
    page.evaluate(
        """(html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            document.querySelector(".rich-text").dispatchEvent(event);
        }""",
        html,
    )


def test_a_paste_without_pictures_speaks_of_none(watched: Watched) -> None:
    paste(watched.page, "<p>甲<img src='/x.png'></p>")
    said = watched.page.locator("p.note[role=status]").filter(has_text="图片没有贴入")
    expect(said).to_be_visible()
    watched.forgive()
    paste(watched.page, "<p>乙</p>")
    expect(said).to_have_count(0)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("10<sup>4</sup>元，CO<sub>2</sub>", "10<sup>4</sup>元，CO<sub>2</sub>"),
        ('<p>m<span style="vertical-align: super">2</span></p>', "m<sup>2</sup>"),
        ('<ol start="3" type="a"><li>甲</li></ol>', '<ol start="3" type="a"><li>甲</li></ol>'),
        ("<h2>标题</h2><p>甲</p>", "<h4>标题</h4><p>甲</p>"),
        ("<p class=MsoTitle>标题</p><p>甲</p>", "<h4>标题</h4><p>甲</p>"),
        ("<p>若p&lt;b，让利；&lt;!-- 另定</p><p>乙</p>", "<p>若p&lt;b，让利；&lt;!-- 另定</p>"),
    ],
)
def test_what_carries_meaning_survives_a_paste(page: Page, pasted: str, kept: str) -> None:
    """C80, C82, C84."""
    paste(page, pasted)
    assert kept in stored(page)


def test_lists_of_word_are_lists(page: Page) -> None:
    paste(page, WORD)
    assert stored(page) == (
        "<h4>总体思路</h4><ul><li>第一项<ul><li>下一级</li></ul></li><li>第二项</li></ul>"
        '<ol start="3"><li>第三步</li><li value="5">第五步</li></ol><p>（一）甲方</p>'
    )


def test_a_figure_is_raised_and_lowered_by_a_button(page: Page) -> None:
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("10")
    press(page, "上标")
    page.keyboard.type("4")
    press(page, "上标")
    page.keyboard.type("元")
    assert stored(page).replace("\u200b", "") == "<p>10<sup>4</sup>元</p>"


def test_what_the_editor_fills_in_is_said_to_be_html_and_what_it_did_not_touch_is_not(page: Page, site: Site) -> None:
    """C79, C80: the form says what it sends."""
    expect(page.locator("[name=needs_format]")).to_have_count(0)
    page.get_by_role("textbox", name="需求").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("当a<b且c>d，按<A区规划>执行<!-- 另定")
    page.click("#send")
    page.wait_for_url("**/save")
    assert site.saves[0]["needs"] == ["<p>当a&lt;b且c&gt;d，按&lt;A区规划&gt;执行&lt;!-- 另定</p>"]
    assert site.saves[0]["needs_format"] == ["html"]
    page.go_back()
    assert page.locator(".rich-text").inner_text().strip() in (
        "当a<b且c>d，按<A区规划>执行<!-- 另定",
        "第一段，有 <5 个点。\n换行\n\n第二段",
    ), "the browser brings back both the text and how it is written, or neither"


def test_the_label_and_a_link_to_the_field_lead_to_the_editor(page: Page) -> None:
    page.get_by_text("需求", exact=True).click()
    expect(page.locator(".rich-text")).to_be_focused()


def test_rows_are_added_removed_and_moved_without_loading(page: Page, site: Site) -> None:
    page.fill("#investment-0-item", "甲")
    page.fill("#investment-1-item", "乙")
    page.get_by_role("button", name="增加一行").click()
    expect(page.locator("#investment-2-item")).to_be_focused()
    page.keyboard.type("investment-0-丙")
    page.get_by_role("button", name="投资 第 3 行上移").click()
    page.get_by_role("button", name="投资 第 1 行删除").click()
    page.click("#send")
    page.wait_for_url("**/save")
    sent = {name: values[0] for name, values in site.saves[0].items() if re.fullmatch(r"investment-\d-item", name)}
    assert sent == {"investment-0-item": "investment-0-丙", "investment-1-item": "乙"}


def test_a_removed_row_is_brought_back_to_its_place(page: Page, site: Site) -> None:
    page.fill("#investment-0-item", "甲")
    page.fill("#investment-1-item", "乙")
    page.get_by_role("button", name="投资 第 1 行删除").click()
    expect(page.locator("[data-removed] li")).to_contain_text("已删除：甲")
    page.get_by_role("button", name="增加一行").click()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("[data-removed]")).to_be_hidden()
    expect(page.locator("#investment-0-item")).to_have_value("甲")
    expect(page.locator("#investment-0-item")).to_be_focused()
    page.get_by_role("button", name="投资 第 2 行删除").click()
    page.click("#send")
    page.wait_for_url("**/save")
    sent = {name: values[0] for name, values in site.saves[0].items() if name.startswith("investment")}
    assert sent == {
        "investment-0-item": "甲",
        "investment-1-item": "",
        "investment-removed-0-place": "1",
        "investment-removed-0-item": "乙",
    }, "the server can bring it back, too"


def test_what_an_autosave_left_out_is_said_and_leaving_asks(page: Page, site: Site) -> None:
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    site.answer = json.dumps({"revision": 4, "problems": [{"field": "summary", "message": "请填数字"}]})
    page.fill("#summary", "三百")
    page.clock.run_for(11_000)
    expect(page.locator("[data-save-state]")).to_contain_text("有 1 处没有保存：请填数字")
    expect(page.locator("input[name=revision]")).to_have_value("4")
    page.reload()
    assert asked == ["beforeunload"]


def test_the_last_row_is_emptied_instead_of_removed(page: Page) -> None:
    page.fill("#investment-0-item", "甲")
    page.get_by_role("button", name="投资 第 2 行删除").click()
    page.get_by_role("button", name="投资 第 1 行删除").click()
    expect(page.locator("#investment-0-item")).to_have_value("")


def test_a_file_that_is_too_big_is_refused_on_the_spot(page: Page) -> None:
    big: FilePayload = {"name": "图.pdf", "mimeType": "application/pdf", "buffer": b"x" * 1_500_000}
    page.set_input_files("#file", files=[big])
    expect(page.get_by_role("alert").filter(has_text="“图.pdf”（1.4 MB）超过 1 MB")).to_be_visible()
    assert page.locator("#file").input_value() == ""
    small: FilePayload = {"name": "图.pdf", "mimeType": "application/pdf", "buffer": b"x"}
    page.set_input_files("#file", files=[small])
    expect(page.locator("#file-too-big")).to_have_count(0)


def test_a_change_is_saved_after_ten_seconds(page: Page, site: Site) -> None:
    page.fill("#summary", "新的摘要")
    page.clock.run_for(9_000)
    assert site.autosaves == []
    page.clock.run_for(2_000)
    expect(page.locator("[data-save-state]")).to_contain_text("已自动保存")
    assert site.autosaves[0]["summary"] == ["新的摘要"]
    assert site.tokens == ["token-of-this-page"]
    expect(page.locator("input[name=revision]")).to_have_value("4")
    page.clock.run_for(60_000)
    assert len(site.autosaves) == 1, "what is saved is not saved again"


@pytest.mark.parametrize("status", [401, 409, 422, 503])
def test_a_refused_autosave_is_never_called_saved(page: Page, site: Site, status: int) -> None:
    site.status, site.answer = status, json.dumps({"revision": 9})
    page.fill("#summary", "新的摘要")
    page.clock.run_for(11_000)
    expect(page.locator("[data-save-state]")).to_contain_text("未保存：")
    expect(page.locator("input[name=revision]")).to_have_value("3")


def test_an_answer_without_a_revision_is_never_called_saved(page: Page, site: Site) -> None:
    site.answer = "<!doctype html><title>登录</title>"
    page.fill("#summary", "新的摘要")
    page.clock.run_for(11_000)
    expect(page.locator("[data-save-state]")).to_contain_text("未保存：")


def test_a_failed_autosave_is_tried_again(watched: Watched, site: Site) -> None:
    page = watched.page
    page.context.set_offline(True)
    page.fill("#summary", "新的摘要")
    page.clock.run_for(11_000)
    expect(page.locator("[data-save-state]")).to_contain_text("未保存：网络不通")
    page.context.set_offline(False)
    page.clock.run_for(25_000)
    expect(page.locator("[data-save-state]")).to_contain_text("已自动保存")
    assert len(site.autosaves) == 1


def test_leaving_with_unsaved_text_asks_and_saving_it_does_not(page: Page, site: Site) -> None:
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.fill("#summary", "新的摘要")
    page.reload()
    assert asked == ["beforeunload"]
    page.fill("#summary", "新的摘要")
    page.click("#send")
    page.wait_for_url("**/save")
    assert asked == ["beforeunload"]


def test_a_second_click_sends_nothing(page: Page, site: Site) -> None:
    page.evaluate("() => { const b = document.querySelector('#send'); b.click(); b.click(); b.click(); }")
    page.wait_for_url("**/save")
    assert len(site.saves) == 1


def test_without_scripts_everything_is_there_to_be_sent(open_browser_page: OpenPage, site: Site) -> None:
    page = open_browser_page(site.url, scripts=False).page
    page.goto("/")
    page.fill("#needs", "<p>甲</p>")
    page.get_by_role("button", name="增加一行").click()
    page.wait_for_url("**/save")
    assert site.saves[0]["rows-add"] == ["investment"]
    assert site.saves[0]["needs"] == ["<p>甲</p>"]
