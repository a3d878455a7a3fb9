"""A round's tables as pages: terms, questions, claims, evaluation, objections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from .layout import NONE, Papers, Row, facts, grid, moment, number
from .shapes import DECISIONS


def terms(papers: Papers, place: str, labels: Row) -> Iterator[str]:
    """What the round was published with, and how it ended."""
    one = papers[f"{place}/round.json"]
    method = str(one["figures"].get("method") or "")
    yield facts(
        [
            ("遴选方式", labels["methods"].get(method, method)),
            ("开始", moment(one["opens_at"])),
            ("揭榜截止", moment(one["deadline"])),
            ("开榜", moment(one["opened_claims_at"])),
            ("有效申请", one["claims_count"]),
            ("结果", labels["outcomes"].get(one["outcome"], one["outcome"])),
            ("中榜申请", one["award_claim_ref"]),
            ("确认揭榜", moment(one["awarded_at"])),
        ]
    )
    lines = [[row["name"], f"{number(row['weight'])} %", row.get("min_score")] for row in one["criteria"]]
    yield grid("评分项", ["评分项", "权重", "最低分"], lines)
    figures = [[name, value] for name, value in sorted(one["figures"].items())]
    yield grid("发布时的各项规则", ["规则", "数值"], figures)


def questions(papers: Papers, place: str, _labels: Row) -> Iterator[str]:
    """Every question with who asked."""
    lines = [
        [
            q["organisation"],
            q["question"],
            moment(q["at"]),
            q["answer"],
            moment(q["answered_at"]),
            moment(q["released_at"]),
        ]
        for q in papers[f"{place}/questions.json"]
    ]
    yield grid("答疑", ["提问单位", "提问", "提问时间", "答复", "答复时间", "公开时间"], lines)


def claims(papers: Papers, place: str, labels: Row) -> Iterator[str]:
    """The claims, their members and receipts; what was never opened is a number."""
    found = papers[f"{place}/claims.json"]
    lines = [
        [
            one["ref"],
            one["lead"],
            labels["claim_states"].get(one["state"], one["state"]),
            moment(one["opened_at"]),
            {True: "通过", False: "不符", None: NONE}[one["eligible"]],
            one["eligibility_reason"],
            moment(one["eligibility_at"]),
        ]
        for one in found["claims"]
    ]
    yield grid("开榜的申请", ["揭榜编号", "牵头单位", "情况", "开榜", "资格审查", "理由", "审查时间"], lines)
    members = [
        [
            one["claim"],
            one["organisation"],
            labels["roles"].get(one["role"], one["role"]),
            f"{number(one['share_pct'])}%",
        ]
        for one in found["members"]
    ]
    yield grid("成员", ["揭榜编号", "单位", "分工", "份额"], members)
    receipts = [[r["claim"], r["number"], moment(r["at"]), r["sha256"]] for r in found["submissions"]]
    yield grid("回执", ["揭榜编号", "第几次提交", "提交时间", "SHA-256"], receipts)
    yield grid("没有开启的申请", ["揭榜编号", "情况"], [[ref, "密封，没有开启"] for ref in found["never_opened"]])


def evaluation(papers: Papers, place: str, _labels: Row) -> Iterator[str]:
    """Who judged and how they came to it, corrections, every score with its reason, the ranking, the notices."""
    found, round_ = papers[f"{place}/evaluation.json"], papers[f"{place}/round.json"]
    names = {one["expert_id"]: one["expert"] for one in found["experts"]}
    leads = {one["ref"]: one["lead"] for one in papers[f"{place}/claims.json"]["claims"]}
    yield _seats(found["experts"])
    yield _draws(papers, place, names)
    corrections = [
        [c["claim"], c["defect"], moment(c["due_at"], until=True), c["remedy"], moment(c["remedied_at"])]
        for c in found["corrections"]
    ]
    yield grid("补正", ["揭榜编号", "要求补正", "期限", "补正", "补正时间"], corrections)
    yield _sheets(found["sheets"], round_["criteria"])
    ranking = [[r["rank"], r["claim"], leads.get(r["claim"]), r["score"]] for r in round_["ranking"] or []]
    yield grid("排名", ["名次", "揭榜编号", "揭榜单位", "得分"], ranking)
    endings = {"award": "确认揭榜", "annul": "撤销公示"}
    notices = [
        [
            n["claim"],
            moment(n["announced_at"]),
            moment(n["until"], until=True),
            endings.get(n["ending"], n["ending"]),
            n["ending_reason"] or n["reason"],
        ]
        for n in found["notices"]
    ]
    yield grid("公示", ["拟揭榜申请", "公示自", "公示至", "结果", "理由"], notices)


def _seats(rows: Sequence[Row]) -> str:
    declared = {"none": "无利害关系", "interest": "有利害关系，回避", "": "没有声明"}
    lines = [
        [
            one["expert"],
            "随机抽取" if one["draw_id"] else "初审人选定",
            declared.get(one["declared"], one["declared"]),
            one["declare_reason"] or one["released_reason"] or one.get("chosen_reason"),
            moment(one["declared_at"]),
            moment(one["released_at"]),
        ]
        for one in rows
    ]
    return grid("专家和声明", ["专家", "怎样产生", "声明", "说明", "声明时间", "退出时间"], lines)


def _draws(papers: Papers, place: str, names: Mapping[int, str]) -> str:
    paths = sorted((p for p in papers if p.startswith(f"{place}/draws/")), key=lambda p: (len(p), p))
    lines = [
        [
            order,
            moment(one["at"]),
            one["seed"],
            one["wanted"],
            sum(1 for row in one["pool"] if not row["excluded"]),
            "、".join(names.get(who, str(who)) for who in one["chosen"]),
            names.get(one["replaces_id"] or 0),
        ]
        for order, one in enumerate((papers[path] for path in paths), 1)
    ]
    return grid("抽取专家", ["次序", "时间", "种子", "抽取", "候选", "抽中", "替补谁"], lines)


def _sheets(sheets: Sequence[Row], criteria: Sequence[Row]) -> str:
    lines = [
        [
            one["claim"],
            one["expert"],
            criterion["name"],
            row.get("score"),
            row.get("note"),
            (one["explanations"].get(str(place)) or {}).get("text"),
            moment(one["locked_at"]),
        ]
        for one in sheets
        for place, (criterion, row) in enumerate(zip(criteria, one["scores"], strict=False))
    ]
    return grid("评分", ["揭榜编号", "专家", "评分项", "评分", "理由", "偏差说明", "锁定时间"], lines)


def objections(papers: Papers, place: str, labels: Row) -> Iterator[str]:
    """Every objection, to the terms and to the results, with what was added to it, its written answer, and the calls."""
    found = papers[f"{place}/objections.json"]
    decisions = {"upheld": "成立", "rejected": "不成立", "": "没有答复"}
    lines = [
        [
            labels["abouts"].get(o["about"], o["about"]),
            o["name"],
            o["contact"],
            "\n".join([o["objection"], *(f"（{moment(one['at'])} 补充）{one['objection']}" for one in o["additions"])]),
            o["remedy"],
            moment(o["at"]),
            decisions.get(o["decision"], o["decision"]),
            o["answer"],
            moment(o["decided_at"]),
            o["decision_number"],
        ]
        for o in found["objections"]
    ]
    heads = ["对什么", "提出人", "联系方式", "异议", "要求", "提出时间", "结论", "答复", "答复时间", "领导小组决定"]
    yield grid("异议", heads, lines)
    outcomes = {"reached": "接通", "denied": "本人否认", "missed": "没有接通"}
    calls = [
        [c["objection"], moment(c["at"]), c["by"], outcomes.get(c["outcome"], c["outcome"]), c["note"]]
        for c in found["calls"]
    ]
    yield grid("电话联系", ["异议", "时间", "联系人", "结果", "记录"], calls)


def proposals(papers: Papers, place: str, _labels: Row) -> Iterator[str]:
    """What was proposed to end the contest or the award, and what those concerned said."""
    found = papers[f"{place}/proposals.json"]
    acts = {"lapse": "流榜", "withdraw": "撤回", "forfeit": "取消中榜资格", "terminate": "终止"}
    lines = [
        [
            acts.get(p["act"], p["act"]),
            p["claim_ref"],
            p["by"],
            p["reason"],
            moment(p["at"]),
            moment(p["until"], until=True),
            moment(p["used_at"]),
            moment(p["withdrawn_at"]),
            p["withdrawn_reason"],
        ]
        for p in found["proposals"]
    ]
    yield grid(
        "提请",
        ["提请办理", "揭榜编号", "提请人", "理由", "提请时间", "答复期限", "办理时间", "撤回时间", "撤回理由"],
        lines,
    )
    answers = [[a["organisation"], a["answer"], moment(a["at"])] for a in found["answers"]]
    yield grid("各方意见", ["单位", "意见", "时间"], answers)


def decisions(papers: Papers, place: str, _labels: Row) -> Iterator[str]:
    """What was decided of the round: when, by whom and why; the newest counts."""
    found = papers[f"{place}/decisions.json"]
    rows = sorted((one["at"], name, one["id"], one) for name, table in found.items() for one in table)
    lines = [[moment(at), DECISIONS[name](one), one["by"] or "依规则自动", one["why"]] for at, name, _id, one in rows]
    yield grid("各项决定", ["时间", "决定", "谁决定", "理由"], lines)


Maker = Callable[[Papers, str, Row], Iterator[str]]
TABLES: dict[str, Maker] = {
    "round.json": terms,
    "questions.json": questions,
    "claims.json": claims,
    "evaluation.json": evaluation,
    "objections.json": objections,
    "proposals.json": proposals,
    "decisions.json": decisions,
}
TITLES = {
    "round.json": "：条件和结果",
    "questions.json": "答疑",
    "claims.json": "揭榜申请和回执",
    "evaluation.json": "评榜",
    "objections.json": "异议",
    "proposals.json": "提请和各方意见",
    "decisions.json": "各项决定",
}
