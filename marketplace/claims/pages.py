"""What a claim's pages show, each for who may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import current_person, may
from marketplace.claims import adopting, leaving, money, receipts, replacing, unsealings, vault
from marketplace.claims.models import Claim, ClaimMember, ClaimSubmission, Seat
from marketplace.claims.permissions import belonged_then
from marketplace.claims.sheet import CLAIM
from marketplace.claims.workflow import CLAIM_TABLE
from marketplace.extensions import db
from marketplace.furniture import components, times
from marketplace.furniture.measures import figure_pairs
from marketplace.furniture.numbers import figure, file_size, wan
from marketplace.i18n import _, enumerated
from marketplace.plans.sheet import PLAN
from marketplace.publications import service as publications
from marketplace.reference.tables import choices as vocabulary
from marketplace.room import panels
from marketplace.scenarios.models import Round
from marketplace.section_pages import progress_tag, saved_words
from marketplace.sheets.frozen import as_issued
from marketplace.workflow import Choice

Pairs = list[tuple[str, Any]]
MOST = 200


def state_tag(claim: Claim) -> components.Tag:
    """The tag of a claim's state."""
    row = claim.state_row
    if claim.is_entered and claim.is_opened:
        return components.Tag(_("已开榜，待资格审查"), row.shape)
    return components.Tag(str(row.label), row.shape)


def is_late(claim: Claim) -> bool:
    """Whether the deadline has passed, ticked or not."""
    return clock.now() >= claim.round.deadline


def contents(claim: Claim) -> Mapping[str, Any]:
    """The claim as this person reads it: what was opened, or, for its own people, the sealed working copy.

    :raises Damaged: it is sealed and cannot be opened.
    """
    if claim.is_opened and not claim.damaged:
        return claim.opened_body or {}
    return vault.body(claim, current_person()) if may("claim.receipts", claim) else {}


def readable(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with the members by name: the sheet keeps their codes."""
    team = body.get("team") or {}
    names = accounts.organisation_names(
        {row["organisation"] for row in team.get("members") or [] if row.get("organisation")}
    )
    members = [
        {**row, "organisation": names.get(row.get("organisation", ""), row.get("organisation"))}
        for row in team.get("members") or []
    ]
    return {**body, "team": {**team, "members": members}}


def tasks(claim: Claim, body: Mapping[str, Any]) -> list[components.Task]:
    """The task list: each section, how it stands, what to do about it."""
    lines = []
    for number, one in enumerate(CLAIM.progress(body), 1):
        notes = [problem.message for problem in one.problems[:2]] if one.status == "incomplete" else []
        url = url_for("claims.section", ref=claim.ref, section_id=one.section.id)
        lines.append(components.Task(str(one.section.label), progress_tag(one.status), url, number, notes))
    return lines


def section_urls(claim: Claim) -> dict[str, str]:
    """The page of each section, for complaints to link to."""
    return {section.id: url_for("claims.section", ref=claim.ref, section_id=section.id) for section in CLAIM.sections}


def choices(claim: Claim, person: Person) -> list[Choice]:
    """What the person can still do, with the reasons why not; nothing once the deadline has passed or it is done."""
    if is_late(claim):
        return []
    found = CLAIM_TABLE.choices(person, claim, clock.now())
    open_ones = [one for one in found if not any(reason.kind == "done" for reason in one.reasons)]
    return [one for one in open_ones if one.row.page != "check" or needs_submission(claim)]


def choices_unread(claim: Claim, person: Person) -> list[Choice]:
    """What the person can still do though the content cannot be read: what asks nothing of it."""
    now = clock.now()
    rows = [
        row for row in CLAIM_TABLE.rows if CLAIM_TABLE.fits(row, claim) and row.who(person, claim) and not row.guards
    ]
    return [] if is_late(claim) else [CLAIM_TABLE.look(row.action, person, claim, now) for row in rows]


def needs_submission(claim: Claim) -> bool:
    """Whether something was written that is not submitted yet."""
    return claim.submitted_revision != claim.document_revision


def sealed_words(claim: Claim) -> Pairs:
    """Who can read this now, who cannot, until when, and what then."""
    own = _("%(name)s的人员，和已确认的联合体成员", name=claim.lead_organisation.name)
    if claim.is_opened:
        return [
            (_("现在能看"), _("牵头单位和联合体成员、区城市办、本轮未回避的专家；发布方自公示起可以看")),
            (_("不能看"), _("其他单位、公众")),
            (_("开榜"), times.time_tag(claim.opened_at)),
        ]
    withdrawn = claim.is_withdrawn
    if withdrawn or is_late(claim):
        return [
            (_("能看"), own),
            (_("不能看"), _("区城市办、发布方、专家、其他单位、系统管理员")),
            (_("到何时"), _("已撤回，不开榜，一直密封") if withdrawn else _late_words(claim)),
        ]
    until = times.time_tag(claim.round.deadline) + " " + times.deadline(claim.round.deadline, clock.now())
    return [
        (_("现在能看"), own),
        (_("不能看"), _("区城市办、发布方、专家、其他单位、系统管理员")),
        (_("到何时"), until),
        (_("之后"), _("已提交的：区城市办和本轮未回避的专家可以看，发布方自公示起可以看；未提交的一直密封")),
    ]


def _late_words(claim: Claim) -> str:
    """Until when a claim stays sealed whose deadline has passed: one that waits for its opening is told from one that is over."""
    if not claim.is_entered:
        return _("没有开榜，一直密封")
    why = claim.round.held_because if claim.round.is_held else ""
    return _("还没有开榜：%(why)s", why=why) if why else _("正在开榜")


def facts(claim: Claim) -> Pairs:
    """Lead, members, deadline."""
    return [
        (_("揭榜编号"), claim.ref),
        (_("牵头单位"), claim.lead_organisation.name),
        (_("联合体"), member_words(claim)),
        (_("揭榜截止"), times.moment_with_zone(claim.round.deadline)),
    ]


def member_words(claim: Claim) -> str:
    """The members beside the lead, with role, share and whether they confirmed."""
    roles = dict(vocabulary("member_roles"))
    others = [m for m in claim.members if m.organisation_id != claim.lead_organisation_id]
    return "；".join(_member(one, roles) for one in others) or _("单独揭榜")


def _member(one: ClaimMember, roles: Mapping[str, str]) -> str:
    confirmed = _("已退出") if one.left_at else _("已在线确认") if one.confirmed_at else _("等待确认")
    return f"{one.organisation.name}，{roles.get(one.role, one.role)} {figure(one.share_pct, '%')}，{confirmed}"


def lapsed_words(claim: Claim) -> str:
    """Why a claim lapsed, for its own people; empty for every other."""
    if not claim.is_lapsed:
        return ""
    if claim.is_opened:
        return _("本轮没有确认揭榜方就结束了，申请随之失效。")
    if claim.amended_by:
        return _("%(number)s变更之后，截止时没有确认继续有效，申请没有开启，一直密封。", number=claim.amended_by)
    if claim.counting:
        return _("本轮没有开榜，申请没有开启，一直密封。场景再次推介的，可以重新揭榜，并取用这份申请的内容。")
    return _("截止时没有提交，没有开榜，一直密封。场景再次推介的，可以取用这份申请的内容。")


def changes_url(claim: Claim) -> str:
    """Where to read what was amended since the claim was submitted; empty while nothing waits to be confirmed."""
    if not (claim.amended_by and claim.counting):
        return ""
    read = [one.version for one in publications.versions(claim.scenario) if one.issued_at <= claim.counting.at]
    return f"{url_for('catalogue.diff', code=claim.scenario.code)}?from={read[-1]}" if read else ""


def closed_words(claim: Claim, person: Person) -> str:
    """Why a person of the claimant's own can't read it: they came by a recovery after it was sealed. Else empty."""
    own = person.organisation_id in claim.confirmed_member_ids
    return "" if not own or belonged_then(person, claim) else str(belonged_then.why_not)


def own_membership(claim: Claim, person: Person) -> Pairs:
    """What an organisation that has not confirmed sees: scenario, lead, its own role and share."""
    roles = dict(vocabulary("member_roles"))
    mine = next((m for m in claim.standing_members if m.organisation_id == person.organisation_id), None)
    role, share = (roles.get(mine.role, mine.role), figure(mine.share_pct, "%")) if mine else ("—", "—")
    return [
        (_("场景"), claim.scenario.public_title),
        (_("牵头单位"), claim.lead_organisation.name),
        (_("你单位的分工"), role),
        (_("你单位的份额"), share),
        (_("揭榜截止"), times.moment_with_zone(claim.round.deadline)),
    ]


def head(claim: Claim) -> dict[str, Any]:
    """What stands on every page of a claim."""
    return {
        "claim": claim,
        "scenario": claim.scenario,
        "tag": state_tag(claim),
        "late": is_late(claim),
        "handing_in": replacing.is_running(claim) and may("claim.write", claim),
        "nav": "desk",
    }


def overview(claim: Claim, person: Person) -> dict[str, Any]:
    """The claim's page for its own people: task list, envelope, acts, receipts."""
    body = contents(claim)
    lines = tasks(claim, body)
    plan = publications.of_round(claim.round).content["plan"]
    return head(claim) | {
        "tasks": lines,
        "done": sum(1 for one in CLAIM.progress(body) if one.status == "complete"),
        "saved": saved_words(claim),
        "choices": choices(claim, person),
        "sealed_pairs": sealed_words(claim),
        "facts": facts(claim),
        "urls": section_urls(claim),
        "amendment": changes_url(claim),
        "lapsed": lapsed_words(claim),
        "figures": figure_pairs(money.figures_of_claim(body, plan)),
        "panels": panels("claim", claim),
        "unsubmitted": claim.counting is not None and needs_submission(claim),
        "complaints": (),
        "unsealings": unsealings.of_claim(claim),
        "printed": receipts.receipts_on_paper(claim),
        "earlier": _to_adopt(claim, person),
        "releases": leaving.waiting_for_consent(claim) if _lets_go(claim) else [],
        "leave_hours": leaving.hours(claim),
        "gone": enumerated(member.organisation.name for member in claim.members if member.left_at),
    }


def _lets_go(claim: Claim) -> bool:
    return claim.is_sealed and not is_late(claim) and may("claim.release", claim)


def _to_adopt(claim: Claim, person: Person) -> Claim | None:
    """The earlier round's claim whose text can still be taken into this one."""
    fresh = claim.is_fresh and not is_late(claim) and may("claim.write", claim, person)
    earlier = adopting.earlier_claim(claim) if fresh and adopting.sections_to_take(claim) else None
    return earlier if earlier is not None and belonged_then(person, earlier) else None


def asked(claim: Claim) -> dict[str, Any]:
    """What the contest asked for, to stand beside what is judged: the requirements and the plan as last published in its round."""
    content = publications.of_round(claim.round).content
    return {"plan_sections": as_issued(PLAN, content.get("labels")).sections, "plan": content["plan"]}


def document(claim: Claim) -> dict[str, Any]:
    """The opened claim as the office, the experts and the publisher read it."""
    body = contents(claim)
    plan = publications.of_round(claim.round).content["plan"]
    return head(claim) | {
        "sections": CLAIM.sections,
        "body": readable(body),
        "facts": facts(claim),
        "panels": panels("claim", claim),
        "figures": figure_pairs(money.figures_of_claim(body, plan)),
    }


def receipt(claim: Claim, row: ClaimSubmission) -> dict[str, Any]:
    """The receipt of one submission and what comes next."""
    content = vault.submission(row, current_person())["content"]
    return head(claim) | {
        "row": row,
        "pairs": _receipt_pairs(claim, row, content),
        "next": _what_next(claim),
        "choices": choices(claim, row.by),
        "sealed_pairs": sealed_words(claim),
        "counts": row is claim.counting,
        "at_words": times.moment_with_zone(row.at),
    }


def _receipt_pairs(claim: Claim, row: ClaimSubmission, content: Mapping[str, Any]) -> Pairs:
    roles = dict(vocabulary("member_roles"))
    lead = [m for m in content["members"] if m["organisation"] == content["lead"]]
    others = [m for m in content["members"] if m["organisation"] != content["lead"]]
    total, loans = money.pledged(content["claim"])
    earlier = [one for one in claim.submissions if one.number < row.number]
    version = (
        _(
            "第 %(n)d 次提交，替代 %(when)s 的第 %(before)d 次",
            n=row.number,
            when=times.short_moment(earlier[-1].at, clock.now()),
            before=earlier[-1].number,
        )
        if earlier
        else _("第 %(n)d 次提交", n=row.number)
    )
    attached = (content["claim"].get("attachments") or {}).get("attachments") or []
    size = file_size(sum(item["size"] for item in attached))
    return [
        (_("揭榜编号"), claim.ref),
        (
            _("牵头单位"),
            "；".join(f"{m['name']}，{figure(m['share_pct'], '%')}" for m in lead) or claim.lead_organisation.name,
        ),
        (
            _("联合体"),
            "；".join(
                _(
                    "%(name)s，%(role)s %(share)s，已在线确认",
                    name=m["name"],
                    role=roles.get(m["role"], m["role"]),
                    share=figure(m["share_pct"], "%"),
                )
                for m in others
            )
            or _("单独揭榜"),
        ),
        (
            _("投资承诺"),
            _("%(total)s 万元，其中银行贷款 %(n)s 万元", total=wan(total), n=wan(loans))
            if loans
            else _("%(total)s 万元", total=wan(total)),
        ),
        (_("版本"), version),
        (_("提交人"), row.by.title),
        (_("附件"), _("%(n)d 个文件，共 %(size)s", n=len(attached), size=size) if attached else _("没有附件")),
    ]


def _what_next(claim: Claim) -> list[components.Event]:
    deadline = claim.round.deadline
    by_then = times.short_moment(deadline, clock.now())
    return [
        components.Event(
            deadline,
            _("修改或撤回"),
            _("可以修改后再次提交，以最后一次完整提交为准；也可以撤回。未改完的草稿不会替代已提交的方案。"),
            words=_("%(when)s 前", when=by_then),
        ),
        components.Event(deadline, _("自动开榜"), _("记录公开；回执号和校验值随开榜记录公布。"), words=by_then),
        components.Event(
            None,
            _("资格审查和专家评分"),
            _("结果公示后确认揭榜方，并告知本单位的排名、得分和理由。"),
            words=_("开榜后"),
        ),
    ]


def mine(person: Person) -> Sequence[Claim]:
    """The claims that the person's organisation leads, is named in or is held by, the newest first."""
    named = select(ClaimMember.claim_id).where(
        ClaimMember.organisation_id == person.organisation_id, ClaimMember.left_at.is_(None)
    )
    seated = select(Seat.claim_id).where(Seat.organisation_id == person.organisation_id)  # taken out, but not yet free
    mine = or_(Claim.lead_organisation_id == person.organisation_id, Claim.id.in_(named), Claim.id.in_(seated))
    query = select(Claim).where(mine)
    loaded = query.options(joinedload(Claim.round).joinedload(Round.scenario), selectinload(Claim.members))
    return db.session.scalars(loaded.order_by(Claim.id.desc()).limit(MOST)).unique().all()
