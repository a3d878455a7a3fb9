"""The plan sheet: ten sections, each a page of the form and a chapter of the document (DESIGN section 5).

A new field is a new row here, and a column elsewhere only if one filters by it. Every row of the plan says whether it is
`material`: claims are asked to confirm when it changes in an amendment. Without it nothing starts.
"""

from __future__ import annotations

from decimal import Decimal

from marketplace.accounts import queries as accounts
from marketplace.i18n import _l
from marketplace.plans import checks, pricing, ties
from marketplace.reference import options
from marketplace.sheets import Section, Sheet
from marketplace.sheets.fields import (
    Choice,
    Choices,
    Day,
    Email,
    Files,
    Follows,
    Integer,
    LongText,
    Number,
    OneFile,
    Phone,
    RichText,
    Rows,
    Text,
    Year,
    YesNo,
)

RATE = Decimal(-100)
GROWTH_TOP = Decimal(1000)


def _growth() -> Number:
    return Number(id="growth_pct", label=_l("年增长"), unit="%", required=True, short=True, min=RATE, max=GROWTH_TOP)


def _amount(label: str, follows: Follows | None = None) -> Number:
    return Number(id="amount_wan", label=label, unit=str(_l("万元")), required=True, short=True, follows=follows)


investment_columns = (
    Text(id="item", label=_l("项目"), required=True, max=100),
    Choice(id="source", label=_l("来源"), required=True, source=options.vocabulary("investment_sources")),
    Year(id="year", label=_l("年度"), required=True),
    _amount(_l("万元")),
)
# A table: each row keeps the lines in which it reads best.
# fmt: off
basics = Section(
    "basics", _l("基本信息"),
    guidance=(_l("题目写清在哪里、做什么，让没到过现场的人一看就懂。"), _l("摘要 30 — 200 字：问题、做法、谁来运营、群众得到什么。")),
    fields=(
        Text(id="title", material=True, label=_l("场景名称"), required=True, min=6, max=60, hint=_l("6 — 60 字")),
        Choice(id="field", material=True, label=_l("领域"), required=True, source=options.fields),
        Year(id="year", material=True, label=_l("年度"), required=True),
        Text(id="place", material=True, label=_l("地点"), required=True, max=200, hint=_l("写到社区、路段或楼栋，附占地或建筑面积。")),
        LongText(id="summary", material=False, label=_l("摘要"), required=True, min=30, max=200, hint=_l("30 — 200 字")),
        Choice(id="city_list_item", material=True, label=_l("市级揭榜攻关清单事项"), source=options.city_list_items,
               hint=_l("由清单事项谋划而来的才选。谁揭榜，谁发布。")),
        Files(id="attachments", material=True, label=_l("附件"), hint=_l("图纸、照片、权属、可研；每个文件不超过 20 MB。")),
    ),
)
situation = Section(
    "situation", _l("现状问题"),
    guidance=(_l("好的回答用数说话：多少人、多少处、多少次投诉。"), _l("说清为什么政府单独做不了、市场为什么愿意来。")),
    fields=(RichText(id="situation", material=True, label=_l("现状问题"), required=True, hint=_l("50 — 3,000 字")),),
)
objectives = Section(
    "objectives", _l("思路目标"),
    guidance=(_l("先说思路，再列看得见、量得出的目标。"),),
    fields=(
        RichText(id="objectives", material=True, label=_l("思路目标"), required=True, min=20),
        Rows(id="targets", material=True, label=_l("目标指标"), required=True, columns=(
            Text(id="indicator", label=_l("指标"), required=True, max=60),
            Text(id="unit", label=_l("单位"), required=True, max=20, short=True),
            Number(id="baseline", label=_l("现状"), required=True, short=True, min=Decimal(-10) ** 9, max=Decimal(10) ** 9),
            Number(id="target", label=_l("目标"), required=True, short=True, min=Decimal(-10) ** 9, max=Decimal(10) ** 9),
            Year(id="by_year", label=_l("年度"), required=True),
        )),
    ),
)
positioning = Section(
    "positioning", _l("功能定位"),
    guidance=(_l("一句话说清它是什么、为谁服务；也说清不做什么。"),),
    fields=(
        RichText(id="positioning", material=True, label=_l("功能定位"), required=True, min=20),
        Text(id="beneficiaries", material=True, label=_l("受益对象"), max=300),
    ),
)
resources = Section(
    "resources", _l("资源导入"),
    guidance=(_l("哪些资源已落实，哪些在谈，哪些要请揭榜方带来。"),),
    fields=(
        RichText(id="resources", material=True, label=_l("资源导入"), required=True, min=20),
        Rows(id="resource_rows", material=True, label=_l("导入资源"), columns=(
            Choice(id="kind", label=_l("类别"), required=True, source=options.vocabulary("resource_kinds")),
            Text(id="name", label=_l("资源"), required=True, max=100),
            Text(id="provider", label=_l("提供方"), required=True, max=100),
            Choice(id="status", label=_l("状态"), required=True, source=options.vocabulary("resource_statuses")),
        )),
    ),
)
operation = Section(
    "operation", _l("运营模式"),
    guidance=(_l("好的回答说清四件事：谁投资、谁持有、谁运营、期满归谁。"), _l("运营年限不含建设期；不得承诺保底、回购或兜底。")),
    fields=(
        Choice(id="operating_model", material=True, label=_l("运营模式"), required=True, source=options.operating_models,
               remarks=options.definitions_of_models,
               see=((_l("回答几个问题来选"), "/models/choose?back={back}"), (_l("各种模式说明"), "/models/"))),
        RichText(id="operation", material=True, label=_l("运营安排"), required=True, min=20),
        Choice(id="selection_method", material=True, fixed=True, label=_l("选择方式"), required=True,
               source=options.selection_methods, hint=_l("公开招标要三份以上申请、五人以上单数专家，第一名须中榜。")),
        Integer(id="term_years", material=True, label=_l("运营年限"), required=True, unit=str(_l("年")), min=Decimal(1),
                max=Decimal(99), short=True),
        LongText(id="asset_ownership", material=True, label=_l("资产权属"), required=True, max=500),
        RichText(id="appraisal", material=True, label=_l("考核办法"), required=True, min=20),
        RichText(id="exit", material=True, label=_l("退出机制"), required=True, min=20),
    ),
)
returns = Section(
    "returns", _l("回报机制"),
    guidance=(_l("好的回答说清三件事：谁付钱、凭什么付这个价、钱不够时谁承担。"), _l("不得承诺保底收益、固定回报或财政兜底。")),
    checks=(checks.mechanisms_may_be_chosen, checks.years_in_order, pricing.agrees, pricing.loan_is_whole),
    questions=(checks.typed_in_wan,),
    fields=(
        Choices(id="return_mechanisms", material=True, label=_l("回报机制"), required=True, source=options.return_mechanisms,
                withheld=options.no_mechanisms, remarks=options.unfit_mechanisms, see=((_l("各种机制说明"), "/mechanisms/"),),
                hint=_l("选择方案里真正有收入的机制，可以多选。")),
        RichText(id="returns", material=True, label=_l("回报说明"), required=True,
                 hint=_l("50 — 3,000 字。逐项写单价、数量、依据，与下表金额一致。")),
        Rows(id="investment", material=True, label=_l("投资"), required=True, total="amount_wan", columns=investment_columns),
        Rows(id="revenue", material=True, label=_l("收入"), required=True,
             hint=_l("有数量和单价的，金额可以不填，按数量 × 单价 ÷ 10,000 计。"), columns=(
            Text(id="item", label=_l("项目"), required=True, max=100),
            Choice(id="mechanism", label=_l("回报机制"), required=True, source=options.return_mechanisms,
                   withheld=options.no_mechanisms),
            Year(id="from_year", label=_l("起始年"), required=True),
            Year(id="to_year", label=_l("终止年"), hint=_l("空则到运营末年")),
            _growth(),
            _amount(_l("万元／年"), follows=pricing.amount),
            Number(id="quantity", label=_l("数量"), short=True, max=Decimal(10) ** 10),
            Number(id="unit_price", label=_l("单价"), unit=str(_l("元")), short=True),
        )),
        Rows(id="cost", material=True, label=_l("成本"), required=True, columns=(
            Text(id="item", label=_l("项目"), required=True, max=100),
            Year(id="from_year", label=_l("起始年"), required=True),
            Year(id="to_year", label=_l("终止年"), hint=_l("空则到运营末年")),
            _growth(),
            _amount(_l("万元／年")),
        )),
        Number(id="discount_rate_pct", material=True, label=_l("折现率"), unit="%", min=Decimal(0), max=Decimal(30),
               short=True, hint=_l("一般取 4 — 8，不填按 6 计。")),
        Number(id="loan_rate_pct", material=True, label=_l("贷款利率"), unit="%", max=Decimal(30), short=True,
               hint=_l("投资表里有贷款的，写明利率、还款年限和还款方式，才能算融资后的收益和偿债能力。")),
        Integer(id="loan_years", material=True, label=_l("还款年限"), unit=str(_l("年")), min=Decimal(1), max=Decimal(50),
                short=True, hint=_l("自首个运营年起算。")),
        Choice(id="repayment", material=True, label=_l("还款方式"), source=options.vocabulary("repayments")),
        Number(id="income_tax_pct", material=True, label=_l("所得税率"), unit="%", max=Decimal(50), short=True,
               hint=_l("不填按 0 计。")),
        Number(id="vat_pct", material=True, label=_l("增值税率"), unit="%", max=Decimal(30), short=True,
               hint=_l("收入为含税价，不计进项抵扣；不填按 0 计。")),
        Number(id="residual_wan", material=True, label=_l("期末残值"), unit=str(_l("万元")), short=True,
               hint=_l("只计入融资后的末年。")),
    ),
)
supports = Section(
    "supports", _l("支持举措"),
    guidance=(_l("人才、资金、土地、能耗、标准：要什么、找哪个单位要、人家答应了没有。"),),
    fields=(
        Rows(id="supports", material=True, label=_l("支持举措"), columns=(
            Choice(id="kind", label=_l("类别"), required=True, source=options.vocabulary("support_kinds")),
            Text(id="request", label=_l("请求"), required=True, max=200),
            Choice(id="bureau", label=_l("责任单位"), required=True, source=accounts.supporting_organisations, freezes=True),
            YesNo(id="committed", label=_l("已承诺"), required=True, short=True),
        )),
    ),
)
schedule = Section(
    "schedule", _l("实施计划"),
    guidance=(_l("开工、见效各一个节点，有建设内容的再加竣工，按先后排列。"),),
    checks=(checks.milestones_in_order,),
    fields=(
        Rows(id="milestones", material=True, label=_l("里程碑"), required=True, columns=(
            Text(id="name", label=_l("节点"), required=True, max=60),
            Choice(id="kind", label=_l("类别"), required=True, source=options.vocabulary("milestone_kinds")),
            Day(id="due", label=_l("日期"), required=True),
        )),
    ),
)
claim_terms = Section(
    "claim_terms", _l("揭榜要求"),
    guidance=(_l("资格只写做成这件事必需的条件，不得按地域、所有制、规模区别对待。"), _l("评分项的权重合计 100。")),
    checks=(checks.weights_sum_to_100, checks.claim_period_long_enough),
    fields=(
        RichText(id="qualifications", material=True, label=_l("资格要求"), required=True, min=20),
        YesNo(id="consortium_allowed", material=True, label=_l("允许联合体")),
        YesNo(id="correction_allowed", material=True, label=_l("允许补正")),
        Integer(id="min_claims", material=True, fixed=True, label=_l("最少揭榜家数"), min=Decimal(1), max=Decimal(50),
                short=True, hint=_l("不填按 1 家计。")),
        Rows(id="criteria", material=True, label=_l("评分项"), required=True, total="weight", most=20, note=ties.rule,
             hint=_l("综合得分相同的，先比权重最高的一项（权重相同的取先列的），再比提交先后。"), columns=(
            Text(id="name", label=_l("评分项"), required=True, max=60),
            Integer(id="weight", label=_l("权重"), unit="%", required=True, short=True, min=Decimal(1), max=Decimal(100)),
            Integer(id="min_score", label=_l("最低分"), short=True, max=Decimal(100), hint=_l("可不设")),
        )),
        Integer(id="claim_days", material=False, label=_l("揭榜期限"), required=True, unit=str(_l("天")), min=Decimal(1),
                max=Decimal(365), short=True, hint=_l("不少于 20 天；截止为末日 17:00，遇休息日顺延。")),
        Rows(id="site_visits", material=False, label=_l("现场踏勘"), columns=(
            Text(id="when", label=_l("时间"), required=True, max=60),
            Text(id="place", label=_l("地点"), required=True, max=100),
            Text(id="note", label=_l("说明"), max=200),
        )),
        Text(id="contact_name", material=False, label=_l("联系人"), required=True, max=60),
        Phone(id="contact_phone", material=False, label=_l("联系电话"), required=True, max=60),
        Email(id="contact_email", material=False, label=_l("联系邮箱"), required=True),
    ),
)

PLAN = Sheet("plan", _l("场景方案"), (basics, situation, objectives, positioning, resources, operation, returns, supports,
                                     schedule, claim_terms), amendable=True)

delivery = Section(
    "delivery", _l("组织实施"),
    guidance=(_l("谁牵头、建什么、怎么运营、出了事怎么办，写到能照着做。"),),
    fields=(
        RichText(id="organisation", label=_l("组织架构"), required=True, min=20),
        RichText(id="construction_content", label=_l("建设内容"), required=True, min=20),
        RichText(id="operation_organisation", label=_l("运营组织"), required=True, min=20),
        RichText(id="risk_and_emergency", label=_l("风险与应急"), required=True, min=20),
        Rows(id="appraisal_targets", label=_l("考核指标"), required=True, columns=(
            Text(id="indicator", label=_l("指标"), required=True, max=60),
            Text(id="unit", label=_l("单位"), required=True, max=20, short=True),
            Number(id="target", label=_l("目标"), required=True, short=True, min=Decimal(-10) ** 9, max=Decimal(10) ** 9),
            Text(id="by", label=_l("到何时"), required=True, max=30, short=True),
        )),
    ),
)
agreement = Section(
    "agreement", _l("协议"),
    guidance=(_l("确认揭榜后 30 日内签订。上传双方签章的扫描件。"),),
    checks=(checks.signed_in_the_past,),
    fields=(
        Day(id="signed_on", label=_l("签订日期"), required=True),
        OneFile(id="file", label=_l("协议文件"), required=True, hint=_l("PDF 或扫描图片，不超过 20 MB。")),
    ),
)
IMPLEMENTATION = Sheet("implementation", _l("实施方案"), (*PLAN.sections[:-1], delivery, agreement))
"""The winner's: the terms of the contest (揭榜要求) stand as they were published, and are not among its sections."""
PUBLISHED = Sheet("public", _l("推介"), (*PLAN.sections, delivery))
"""Everything that a publication may hold; the agreement itself is the parties' own."""
EVERY = Sheet("every", "", (*PUBLISHED.sections, agreement))
"""Every section there is, to find one by its name."""
