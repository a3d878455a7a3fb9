from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.furniture.chart import cumulative_chart
from marketplace.furniture.dots import lowest, score_dots, score_scale
from marketplace.furniture.samples import flows
from marketplace.furniture.scale import Scale, round_step, year_marks

pytestmark = pytest.mark.usefixtures("app")
one_request = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it only lends its language


def drawn(markup: str) -> ET.Element:
    return ET.fromstring(markup)


def texts(figure: ET.Element, kind: str) -> list[str]:
    return [e.text or "" for e in figure.iter("text") if kind in (e.get("class") or "").split()]


def test_the_small_chart_names_only_the_ends_and_zero_and_says_itself_in_a_sentence() -> None:
    figure = drawn(cumulative_chart(flows(), Decimal("13.55"), more="#returns"))
    assert texts(figure, "end") == ["−8,000", "0", "6,000"]
    assert texts(figure, "middle") == ["2026", "2036", "2047"]
    assert texts(figure, "said") == ["13.55 年回收"]
    title = figure.findtext("svg/title") or ""
    assert "最低 −6,200\u00a0万元" in title
    assert "第 13.55 年回正" in title
    assert figure.find("figcaption/a") is not None


def test_the_ring_stands_where_the_curve_crosses_zero() -> None:
    figure = drawn(cumulative_chart(flows(), Decimal("13.55")))
    ring, axis = figure.find("svg/circle"), figure.find("svg/line[@class='axis']")
    assert ring is not None
    assert axis is not None
    assert ring.get("cy") == axis.get("y1")
    points = [tuple(map(float, p.split(","))) for p in figure.find("svg/polyline").get("points", "").split()]  # type: ignore[union-attr]
    assert points[13][0] < float(ring.get("cx", "0")) < points[14][0]


def test_the_wide_chart_has_a_bar_and_a_row_for_every_year() -> None:
    figure = drawn(cumulative_chart(flows(), Decimal("13.55"), wide=True))
    assert [len(figure.findall(f"svg/rect[@class='{kind}']")) for kind in ("out", "in")] == [2, 20]
    rows = figure.findall("details/table/tbody/tr")
    assert ["".join(cell.itertext()) for cell in rows[1]] == ["2027", "−4,600", "−6,200"]
    assert len(rows) == 22
    assert texts(figure, "middle") == ["2026", "2031", "2036", "2041", "2047"]


def test_the_table_shows_where_a_years_flow_comes_from() -> None:
    parts = {2026: (Decimal(100), Decimal(0), Decimal(0)), 2027: (Decimal(0), Decimal(50), Decimal(20))}
    figure = drawn(cumulative_chart([(2026, Decimal(-100)), (2027, Decimal(30))], None, wide=True, parts=parts))
    assert [e.text for e in figure.findall("details/table/thead/tr/th")] == [
        "年度",
        "投资",
        "收入",
        "成本",
        "净现金流",
        "累计",
    ]
    assert ["".join(e.itertext()) for e in figure.findall("details/table/tbody/tr")[1]] == [
        "2027",
        "0",
        "50",
        "20",
        "30",
        "−70",
    ]


def test_what_is_never_paid_back_has_no_ring_and_says_so() -> None:
    figure = drawn(cumulative_chart([(2026, Decimal(-5)), (2027, Decimal(1))], None))
    assert figure.find("svg/circle") is None
    assert "没有回正" in (figure.findtext("svg/title") or "")


def test_without_flows_there_is_no_chart() -> None:
    assert cumulative_chart([], None) == ""


@one_request
@given(st.lists(st.decimals(-(10**8), 10**8, places=2), min_size=1, max_size=60), st.booleans())
def test_every_point_lies_inside_the_drawing(nets: list[Decimal], wide: bool) -> None:
    figure = drawn(cumulative_chart([(2026 + n, net) for n, net in enumerate(nets)], None, wide=wide))
    width, height = map(float, figure.find("svg").get("viewBox", "").split()[2:])  # type: ignore[union-attr]
    for line in figure.iter("polyline"):
        for point in line.get("points", "").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= width
            assert 0 <= y <= height


@one_request
@given(st.decimals("0.01", 10**9, places=2))
def test_a_step_is_round_and_at_most_eight_cover_the_span(span: Decimal) -> None:
    step = round_step(span)
    assert re.fullmatch(r"[125]", str(step.normalize().as_tuple().digits[0]))
    assert step * 8 >= span


def test_an_axis_holds_zero_even_where_nothing_lies_on_its_other_side() -> None:
    assert Scale.over([Decimal(40), Decimal(70)], 0, 100).ticks[0] == 0
    assert Scale.over([Decimal(-40)], 0, 100).ticks[-1] == 0
    assert len(Scale.over([Decimal(0)], 0, 100).ticks) > 1


@one_request
@given(st.integers(1, 60), st.sampled_from([2, 4]))
def test_the_first_and_the_last_year_are_always_named(count: int, labels: int) -> None:
    marks = year_marks(count, labels)
    assert (marks[0], marks[-1]) == (0, count - 1)
    assert marks == sorted(set(marks))
    assert len(marks) <= labels + 2


def test_experts_scores_are_said_in_words_and_their_mean_in_figures() -> None:
    dots = drawn(score_dots([88, 90, 89], leads=True))
    assert dots.find("svg").get("aria-label") == "专家评分 88、90、89"  # type: ignore[union-attr]
    assert [c.get("cx") for c in dots.iter("circle")] == ["140", "150", "145"]
    assert dots.find("b[@class='leads']").text == "89.0"  # type: ignore[union-attr]
    assert "还没有评分" in score_dots([])


def test_the_axis_of_scores_begins_where_all_of_them_have_room() -> None:
    assert [lowest(scores) for scores in ([], [60], [59], [5])] == [60, 60, 40, 0]
    assert ">40</text>" in score_scale(40)
