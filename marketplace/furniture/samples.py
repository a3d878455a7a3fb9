"""One of everything, for the page that shows all furniture in all states (`/desk/furniture/` in rehearsal)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.errors import Complaint
from marketplace.furniture import components
from marketplace.sheets import Bound, Section, fields
from marketplace.sheets.diff import spans

SOURCES = (("government", "财政投入"), ("social_capital", "社会资本"), ("loan", "银行贷款"))
MECHANISMS = (("rent", "租金收入"), ("user_fees", "使用者付费"), ("parking", "停车收费"), ("dividends", "股权分红"))
INVESTMENT = fields.Rows(
    id="investment",
    label="投资",
    required=True,
    total="amount_wan",
    columns=(
        fields.Text(id="item", label="项目", required=True),
        fields.Choice(id="source", label="来源", required=True, source=lambda: SOURCES),
        fields.Year(id="year", label="年度", required=True),
        fields.Number(id="amount_wan", label="金额", unit="万元", required=True),
    ),
)
REVENUE = fields.Rows(
    id="revenue",
    label="收入",
    hint="一次性收入的终止年写起始年，增长写 0。",
    columns=(
        fields.Text(id="item", label="项目", required=True),
        fields.Choice(id="mechanism", label="回报机制", source=lambda: MECHANISMS),
        fields.Number(id="amount_wan", label="万元／年"),
        fields.Year(id="from_year", label="起始年"),
        fields.Year(id="to_year", label="终止年"),
        fields.Number(id="growth_pct", label="年增长 %", short=True, required=True),
    ),
)
RETURNS = Section(
    "returns",
    "回报机制",
    (
        fields.Choices(
            id="mechanisms",
            label="回报机制",
            hint="选择方案里真正有收入的机制，可以多选。",
            required=True,
            source=lambda: MECHANISMS,
        ),
        fields.RichText(id="returns", label="回报说明", hint="50 — 3,000 字。逐项写单价、数量、依据。", required=True),
        INVESTMENT,
        REVENUE,
        fields.Number(id="discount_rate_pct", label="折现率", unit="%", short=True, hint="一般取 4 — 8，默认 6。"),
    ),
    guidance=("好的回答说清三件事：谁付钱、凭什么付这个价、钱不够时谁承担。", "不得承诺保底收益、固定回报或财政兜底。"),
)
OTHERS = Section(
    "kinds",
    "其余各种字段",
    (
        fields.Text(id="place", label="地点", required=True),
        fields.LongText(id="summary", label="摘要", min=30, max=200, required=True),
        fields.Choice(id="model", label="运营模式", source=lambda: MECHANISMS),
        fields.Choice(id="method", label="选定程序", widget="radio", source=lambda: SOURCES),
        fields.YesNo(id="consortium_allowed", label="允许联合体", required=True),
        fields.Day(id="due", label="日期"),
        fields.Email(id="contact_email", label="联系邮箱", required=True),
        fields.Phone(id="contact_phone", label="联系电话", required=True),
        fields.Integer(id="traction", label="牵引性", widget="rate", min=Decimal(1), max=Decimal(5)),
        fields.Files(id="attachments", label="附件"),
        fields.OneFile(id="agreement", label="协议扫描件", required=True),
    ),
)
EMPTY = Section("empty", "实施计划", ())
RETURNS_VALUES: dict[str, Any] = {
    "mechanisms": ["rent", "user_fees"],
    "returns": "<p>净菜与分级销售年收入约560万元，<strong>预冷代储费</strong>约78万元。</p><ul><li>冷链配送约96万元</li></ul>",
    "investment": [
        {"item": "预冷库与分级车间", "source": "social_capital", "year": 2027, "amount_wan": 520},
        {"item": "土地平整、电力与给排水", "source": "government", "year": 2027, "amount_wan": Decimal("280.5")},
    ],
    "revenue": [
        {"item": "净菜加工", "mechanism": "rent", "amount_wan": 560, "from_year": 2028, "growth_pct": 3},
        {"item": "冷链配送", "mechanism": "user_fees", "amount_wan": 96, "from_year": 2028},
    ],
    "discount_rate_pct": 5,
}
FILE = {"id": "sample", "name": "可行性研究报告.pdf", "size": 8_800_000}
OTHER_VALUES: dict[str, Any] = {
    "place": "芍花路以东",
    "summary": "太短的摘要。",
    "consortium_allowed": True,
    "due": "2026-12-03",
    "traction": 4,
    "attachments": [FILE],
    "agreement": [FILE],
}
TASKS = (
    components.Task("基本信息", components.Tag("已完成", "done"), "#task-list"),
    components.Task(
        "运营模式",
        components.Tag("需修改", "wrong"),
        "#task-list",
        notes=("“每年先取固定收益”属于保底承诺，不能上报。",),
    ),
    components.Task("回报机制", components.Tag("需完善", "waiting"), "#task-list", notes=("收入第 3 行缺年增长率。",)),
    components.Task("实施计划", components.Tag("未开始"), "#task-list"),
)
STEPS = (
    components.Step("推介发布", "11月4日", "past"),
    components.Step("揭榜中", "至 12月21日 17:00", "now"),
    components.Step("评榜", "15 个工作日内"),
    components.Step("公示"),
    components.Step("实施方案"),
    components.Step("开工"),
    components.Step("见效"),
)
TAGS = (
    components.Tag("揭榜中", "open"),
    components.Tag("已上报", "waiting"),
    components.Tag("已完成", "done"),
    components.Tag("需修改", "wrong"),
    components.Tag("已终止", "over"),
    components.Tag("草稿"),
)
FACET = tuple(components.FacetOption(str(n), f"领域 {n}", 9 - n, n == 2) for n in range(1, 10))
SEAL = (
    ("现在能看", "揭榜单位的人员，和已确认的联合体成员"),
    ("不能看", "区城市办、发布单位、专家、其他单位、系统管理员"),
    ("之后", "区城市办和本轮未回避的专家可以看"),
)
DIFF = spans("退出时系统移交并保障并行三十日。", "退出时系统移交并保障并行六十日，不得收取费用。")
SCORES = ((88, 90, 89), (76, 72, 74), ())


def flows() -> list[tuple[int, Decimal]]:
    """Two years of building, twenty of operation."""
    return [(2026, Decimal(-1600)), (2027, Decimal(-4600)), *((2028 + n, Decimal(437 + 10 * n)) for n in range(20))]


def wrong_form() -> Bound:
    """The returns with one thing that cannot be taken and one that is missing."""
    bound = Bound.of_values(RETURNS, RETURNS_VALUES).flag()
    bound.raw["discount_rate_pct"] = "五"
    bound.raw["investment"][0]["year"] = "明年"
    bound.complaints = [
        Complaint("请填数字，例如 1234.5。", "discount_rate_pct", section="returns"),
        Complaint("投资第 1 行“年度”：请填数字，例如 2027。", "investment", 0, "year", "returns"),
    ]
    return bound


def events(now: datetime) -> list[components.Event]:
    """A history in both its manners."""
    return [
        components.Event(
            now,
            "退回修改",
            who="区城市办 初审人",
            reason="请写明年度上限。",
            action="return",
            tag=components.Tag("现行"),
        ),
        components.Event(
            now - timedelta(days=400), "上报", text="第 1 次上报。", who="十九里镇 负责人", action="submit"
        ),
        components.Event(None, "见效", words="日期未定"),
    ]


def context(now: datetime) -> dict[str, Any]:
    """Everything that `furniture.html` shows."""
    return {
        "now": now,
        "tasks": TASKS,
        "steps": STEPS,
        "tags": TAGS,
        "facet_options": FACET,
        "seal": SEAL,
        "spans": DIFF,
        "scores": SCORES,
        "flows": flows(),
        "payback": Decimal("13.55"),
        "events": events(now),
        "deadlines": [now + timedelta(days=d) for d in (27, 9, 2)]
        + [now + timedelta(hours=5), now - timedelta(days=1)],
        "wrong": wrong_form(),
        "kinds": Bound.of_values(OTHERS, OTHER_VALUES).flag(),
        "sections": (replace(RETURNS, id="chapter"), OTHERS, EMPTY),
        "values": {"chapter": RETURNS_VALUES, "kinds": OTHER_VALUES},
        "page": components.PagerPage(21, 40, 57, "#pager", "#pager"),
        "buttons": (
            components.Button("退回修改", "action", "return", "second"),
            components.Button("初审通过", "action", "vet", disabled=True),
        ),
        "letter": components.Letter(
            "亳州高新区第三社区管理中心",
            "城推〔2026〕12号",
            "关于推介芍药东片区连片更新场景的公告",
            now,
            2,
            "e7c3cfc8" * 8,
        ),
    }
