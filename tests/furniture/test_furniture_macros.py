from __future__ import annotations

import re
from datetime import datetime
from types import SimpleNamespace

import pytest

from marketplace.errors import Complaint
from marketplace.furniture import components, samples
from marketplace.sheets import Bound, Section, fields
from tests.furniture.conftest import Render
from tests.furniture.markup import troubles

SECTION = Section("terms", "揭榜要求", (
    fields.RichText(id="terms", label="说明", required=True),
    fields.Text(id="place", label="地点"),
    fields.Day(id="due", label="日期"),
    fields.Choice(id="model", label="运营模式", source=lambda: [("bot", "特许经营")]),
    fields.Rows(id="criteria", label="标准", required=True, total="weight", columns=(
        fields.Text(id="name", label="名称"), fields.Integer(id="weight", label="权重", unit="%"),
    )),
    fields.Files(id="attachments", label="附件"),
))  # fmt: skip


def form_of(piece: Render, bound: Bound) -> str:
    return piece("{{ sheet_form.sheet_form(bound) }}", bound=bound)


def test_the_page_of_all_furniture_is_valid_and_holds_nothing_inline(
    render: Render, now: datetime, clerk: SimpleNamespace
) -> None:
    page = render("furniture.html", person=clerk, unread=3, rehearsal=True, **samples.context(now))
    assert troubles(page) == []


def test_every_page_says_who_is_signed_in_and_what_the_clock_is(
    render: Render, now: datetime, clerk: SimpleNamespace
) -> None:
    page = render("errors/error.html", person=clerk, unread=3, rehearsal=True, now=now, title="没有权限")
    assert '<body data-organisation="shijiuli">' in page
    assert "时钟为 2026年11月24日 10:00。当前身份：十九里镇 经办人" in page
    assert '<span class="nav-count">3' in page
    assert 'action="/accounts.logout"' in page


def test_an_expert_without_organisation_has_an_empty_code_and_a_stranger_none(render: Render, now: datetime) -> None:
    expert = SimpleNamespace(organisation=None, role_label="专家")
    assert '<body data-organisation="">' in render(
        "errors/error.html", person=expert, rehearsal=True, now=now, title="没有"
    )
    stranger = render("errors/error.html", title="没有")
    assert "<body>" in stranger
    assert "演练模式" not in stranger
    assert 'name="csrf-token" content="' in stranger


def test_a_refusal_says_why_and_what_then(render: Render) -> None:
    page = render(
        "errors/error.html",
        title="还不能办理",
        reasons=["有 1 条异议<未答复。"],
        next_step="答复后再来。",
        back_url="/b",
    )
    assert troubles(page) == []
    assert "<li>有 1 条异议&lt;未答复。</li>" in page
    assert "答复后再来。" in page
    assert 'href="/b"' in page


def test_the_page_about_a_broken_database_asks_no_room(render: Render) -> None:
    page = render("errors/broken.html", title="系统繁忙")
    assert troubles(page) == []
    assert "<nav" not in page


def test_a_conflict_shows_both_versions_and_the_form_to_merge_them(render: Render) -> None:
    page = render(
        "errors/conflict.html",
        saved_label="已保存，修订 7",
        saved=[("退出", "三十日")],
        typed=[("退出", "六<十日")],
        merge_form="FORM",
    )
    assert troubles(page) == []
    assert page.index("三十日") < page.index("六&lt;十日") < page.index("FORM")


def test_a_form_gives_every_control_its_name_its_label_and_its_text(piece: Render) -> None:
    values = {"terms": "<ul><li>一</li></ul>", "place": "甲“乙”", "criteria": [{"name": "方案", "weight": 60}]}
    page = form_of(piece, Bound.of_values(SECTION, values))
    assert troubles(page) == []
    assert 'id="criteria-0-weight" name="criteria-0-weight" value="60"' in page
    assert 'name="criteria-1-name"' in page
    assert '<button type="submit" class="button button--text" name="rows-add" value="criteria">' in page
    for deed in ("up", "down", "remove"):
        assert f'name="rows-{deed}" value="criteria-0"' in page
    assert 'data-rich data-tags="p ul ol li strong em h4 table thead tbody tr th td br a sup sub"' in page


def test_enter_saves_instead_of_removing_a_row(piece: Render) -> None:
    page = form_of(piece, Bound.of_values(SECTION, {}))
    first = page[page.index("<button") :]
    assert first.startswith('<button type="submit" class="heard-only" tabindex="-1" aria-hidden="true">')


def test_a_total_stands_under_its_column(piece: Render) -> None:
    page = form_of(
        piece, Bound.of_values(SECTION, {"criteria": [{"name": "甲", "weight": 60}, {"name": "乙", "weight": 35}]})
    )
    assert '<th scope="row">合计</th><td class="number" data-total="weight">95</td><td colspan="1"></td>' in page


def test_nothing_typed_is_lost_where_a_control_could_not_show_it(piece: Render) -> None:
    bound = Bound.of_form(SECTION, {"due": ["明天"], "model": ["ppp"], "place": ["\n头一行是空的"]})
    page = form_of(piece, bound)
    assert '<input type="text" id="due" name="due" value="明天"' in page
    assert '<option value="ppp" selected>ppp</option>' in page


def test_a_text_that_begins_with_a_line_end_keeps_it(piece: Render) -> None:
    page = piece("{{ forms.long_text_field('note', '说明', text) }}", text="\n第二行")
    assert ">\n\n第二行</textarea>" in page


def test_a_complaint_stands_at_its_control_and_leads_there(piece: Render) -> None:
    bound = Bound.of_form(SECTION, {"criteria-0-name": ["甲"], "criteria-0-weight": ["六十"], "due": ["明天"]})
    page = form_of(piece, bound) + piece("{{ forms.error_summary(c) }}", c=bound.complaints)
    assert troubles(page) == []
    assert (
        'name="criteria-0-weight" value="六十" inputmode="numeric" size="10" aria-describedby="criteria-0-weight-error" aria-invalid="true"'
        in page
    )
    assert '<a href="#criteria-0-weight">' in page
    assert '<a href="#due">' in page


def test_what_is_only_missing_is_amber_and_not_invalid(piece: Render) -> None:
    page = form_of(piece, Bound.of_values(SECTION, {}).flag())
    assert '<p class="warning" id="terms-error">' in page
    assert 'class="field field--missing"' in page
    assert "aria-invalid" not in page


def test_complaints_of_other_pages_lead_there(piece: Render) -> None:
    complaint = Complaint("权重合计为 95。", "criteria", section="claim_terms")
    page = piece("{{ forms.error_summary([c], urls={'claim_terms': '/p/claim_terms'}, kind='missing') }}", c=complaint)
    assert '<a href="/p/claim_terms#criteria">' in page
    assert piece("{{ forms.error_summary([]) }}") == ""


def test_the_form_of_a_deed_carries_what_the_server_asks_for(piece: Render) -> None:
    page = piece(
        "{{ sheet_form.action_form(b, '/do', 6, 14, label='退回修改', once='t') }}", b=Bound.of_values(SECTION, {})
    )
    for hidden in (
        'name="csrf_token"',
        'name="revision" value="6"',
        'name="plan_revision" value="14"',
        'name="once" value="t"',
    ):
        assert hidden in page
    assert 'enctype="multipart/form-data"' in page
    bare = piece("{{ sheet_form.action_form(none, '/do', 0, disabled=true) }}")
    assert 'name="revision" value="0"' in bare
    assert "enctype" not in bare
    assert "disabled>" in bare


def test_what_was_typed_before_the_session_ended_travels_on_without_its_old_token(piece: Render) -> None:
    page = piece("{{ forms.carried(f, ['图纸.pdf']) }}", f=[("csrf_token", "old"), ("title", "甲\n“乙”")])
    assert "old" not in page
    assert '<input type="hidden" name="title" value="甲\n“乙”">' in page
    assert "图纸.pdf" in page


def test_a_kept_file_can_be_read_and_removed(piece: Render) -> None:
    page = form_of(piece, Bound.of_values(SECTION, {"attachments": [samples.FILE]}))
    assert '<a href="/files/sample">可行性研究报告.pdf</a>' in page
    assert 'name="attachments-remove" value="sample"' in page
    chooser = re.search(r'<input type="file" id="attachments" name="attachments"[^>]*>', page)
    assert chooser and all(word in chooser[0] for word in (" multiple", ' accept="', 'data-max-mb="20"'))


def test_a_document_numbers_its_chapters_and_leaves_out_what_nobody_wrote(piece: Render) -> None:
    values = {"terms": {"terms": "<p>净资产<strong>两倍</strong></p>", "model": "bot", "criteria": [{"weight": 60}]}}
    page = piece("{{ sheet_document.sheet_document([a, b], values, links={'terms': ('/x', '修改')}) }}",
                 a=SECTION, b=Section("more", "其余", (fields.Text(id="t", label="题"),)), values=values)  # fmt: skip
    assert troubles(page) == []
    assert '<h2 id="terms"><span class="chapter-number">一</span>揭榜要求</h2>' in page
    assert "<p>净资产<strong>两倍</strong></p>" in page
    assert "<dt>运营模式</dt><dd>特许经营</dd>" in page
    assert "名称" not in page
    assert "日期" not in page
    assert page.index("本节尚未填写。") > page.index('<span class="chapter-number">二</span>其余')


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("page.object_attributes('CJ-1', 'open', 0)", 'data-code="CJ-1" data-state="open" data-revision="0"'),
        (
            "marks.status_tag({'label': '揭榜中', 'shape': 'open'})",
            '<span class="status-tag status-tag--open">揭榜中</span>',
        ),
        (
            "marks.diff([('same', '并行'), ('del', '三'), ('ins', '六')])",
            '<p class="diff">并行<del><span class="heard-only">删去：</span>三</del><ins><span class="heard-only">新增：</span>六</ins></p>',
        ),
        ("page.button('比较', 'second', url='/c')", '<a class="button button--second" href="/c">比较</a>'),
        ("page.button('提交', url='/c', disabled=true)", '<button type="submit" class="button" disabled>提交</button>'),
        ("page.empty_state('暂无待办。')", '<p class="empty">暂无待办。</p>'),
    ],
)
def test_small_pieces(piece: Render, source: str, shown: str) -> None:
    assert piece("{{ " + source + " }}") == shown


def test_a_history_names_each_action(piece: Render, now: datetime) -> None:
    page = piece(
        "{{ course.timeline(events) }}",
        events=[components.Event(now, "上报", action="submit", who="十九里镇 负责人", reason="甲")],
    )
    assert '<li data-action="submit"><time datetime="2026-11-24T10:00:00+08:00">2026年11月24日 10:00</time>' in page
    assert troubles(page) == []


def test_the_chain_says_where_we_are(piece: Render) -> None:
    assert piece("{{ course.chain(steps) }}", steps=samples.STEPS).count('aria-current="step"') == 1


def test_a_fold_is_open_when_something_in_it_is_chosen(piece: Render) -> None:
    options = [components.FacetOption(str(n), str(n), chosen=n == 9) for n in range(10)]
    assert "<details open>" in piece("{{ course.facet('领域', 'field', o) }}", o=options)
    assert "<details>" in piece("{{ course.facet('领域', 'field', o) }}", o=options[:9])
