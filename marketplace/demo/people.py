"""The people of the rehearsal (DESIGN section 6), under role titles: nobody is a real person."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from marketplace import clock
from marketplace.accounts import passwords
from marketplace.accounts import queries as known
from marketplace.accounts import service as accounts
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.roles import JUDGING, KINDS
from marketplace.acts import service as acts
from marketplace.demo import examples
from marketplace.demo.days import Days
from marketplace.demo.examples import Row
from marketplace.demo.timeline import Timeline
from marketplace.errors import NotFound
from marketplace.i18n import _
from marketplace.people import deciding, proposals
from marketplace.people.workflow import ORGANISATIONS

PASSWORD = "Jiebang-2026!"
OFFICE = (
    ("reviewer", "reviewer", "初审人甲"),
    ("reviewer2", "reviewer", "初审人乙"),
    ("approver", "approver", "审定人甲"),
    ("approver2", "approver", "审定人乙"),
    ("admin", "admin", "系统管理员"),
    ("viewer", "viewer", "领导小组成员"),
    ("auditor", "auditor", "纪检"),
)
"""Address before the @, role, title."""
OPENED_ON = "2024-08-26"
"""The day of the zone's opinion: the office gives out the accounts."""
NEWCOMER_DAYS = 2
"""How many days ago an organisation registered whose verification was refused."""
REFUSED = "登记的单位名称与国家企业信用信息公示系统不一致，请更正后联系区城市办重新核验。"
WITH_MEMBER = frozenset({"investor1", "investor2", "investor3", "investor4"})
SHORT_NAMES = {
    "investor1": "禾邻里社区运营",
    "investor2": "曜禾光储",
    "investor3": "筑邻城市更新",
    "investor4": "谯药兴产基金",
    "investor5": "泊小易停车",
    "ent06": "泊途里智慧交通",
    "ent07": "颐禾里养老",
    "ent08": "谯膳坊餐饮",
    "ent09": "拓谷苑园区运营",
    "ent10": "居安里住房租赁",
    "ent11": "本草衡检测",
    "ent12": "皖北药材质量研究院",
    "ent13": "绿循站环境",
    "ent14": "升邻电梯",
    "ent15": "数里安智慧",
    "ent16": "匠启培训学校",
    "ent17": "跃启里体育",
    "ent18": "邻安红物业",
    "ent19": "沪皖城更一号基金",
    "ent20": "谷川冷链",
}
"""How lists and histories call the claimants; the data gives full names only."""


class Cast:
    """Who plays. Looked up once: the load is one transaction, in which nobody comes or goes behind its back."""

    def __init__(self) -> None:
        self.password_hash = passwords.hash_password(PASSWORD)
        self.person = cache(_person_of)
        self.organisation = cache(_organisation_of)
        self.members = cache(self._members)

    def office(self, name: str) -> Person:
        """Someone of the office: reviewer, approver2 and so on."""
        return self.person(f"{name}@office.example")

    def lead(self, organisation: str) -> Person:
        """Who signs for an organisation."""
        return self.members(organisation)["lead"]

    def writer(self, organisation: str) -> Person:
        """Who writes for an organisation: its clerk, else its lead."""
        return self.members(organisation).get("clerk") or self.lead(organisation)

    def _members(self, organisation: str) -> dict[str, Person]:
        return {person.role: person for person in self.organisation(organisation).people}


def _person_of(email: str) -> Person:
    found = accounts.person_by_email(email)
    if found is None:
        raise NotFound(email)
    return found


def _organisation_of(code: str) -> Organisation:
    found = known.organisation_by_name(code)
    if found is None:
        raise NotFound(code)
    return found


def enter_everyone(timeline: Timeline, days: Days) -> Cast:
    """Put into the timeline how the accounts came to be; answers who will play."""
    cast = Cast()
    opening, newcomers = timeline.strand("accounts"), timeline.strand("newcomers")
    first = days.on(OPENED_ON)
    opening.at(clock.at(first, 8, 30), lambda: _enter_office_and_publishers(cast))
    for row in examples.enterprises():
        strand, day = (opening, first) if row["verified"] else (newcomers, days.ago(NEWCOMER_DAYS))
        strand.on(day, lambda row=row: _register(cast, row))  # type: ignore[misc]  # a lambda's default has no type
    opening.on(first, lambda: _enter_experts(cast))
    return cast


def _enter_office_and_publishers(cast: Cast) -> None:
    for row in examples.organisations():
        organisation = accounts.create_organisation(
            code=row["code"],
            kind=row["kind"],
            name=row["name"],
            short_name=row["short_name"],
            profile={key: row[key] for key in ("source", *known.CONTACT) if key in row},
        )
        if KINDS[row["kind"]].runs_contests:
            for name, role, title in OFFICE:
                _person(cast, f"{name}@{row['login_domain']}", role, title, organisation)
        else:
            _person(cast, f"clerk@{row['login_domain']}", "clerk", f"{row['short_name']}经办人", organisation)
            _person(cast, f"lead@{row['login_domain']}", "lead", f"{row['short_name']}负责人", organisation)


def _register(cast: Cast, row: Row) -> None:
    """An organisation registers and confirms its address; an admin verifies it, or proposes to refuse it and an approver
    confirms that."""
    kept = ("fields", "ticket_min_wan", "ticket_max_wan", "operating_models", "qualifications", "profile")
    organisation = accounts.create_organisation(
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        short_name=SHORT_NAMES[row["code"]],
        credit_code=row["credit_code"],
        legal_form=row["legal_form"],
        profile={key: row[key] for key in kept},
    )
    _person(cast, row["contact_email"], "lead", row["contact_title"], organisation, phone=row["contact_phone"])
    if row["code"] in WITH_MEMBER:
        _person(cast, f"member@{row['login_domain']}", "clerk", "业务经办人", organisation)
    if row["verified"]:
        _decide(cast, organisation, "verify")
    else:
        _decide(cast, organisation, "refuse", reason=REFUSED)
        waiting = proposals.pending("organisation", organisation.code, "refuse")
        assert waiting is not None
        deciding.decide(proposal_id=waiting.id, decision="confirm", answer="", by=cast.office("approver"))


def _decide(cast: Cast, organisation: Organisation, action: str, **values: str) -> None:
    acts.act(
        ORGANISATIONS,
        ref=organisation.code,
        action=action,
        by=cast.office("admin"),
        form={name: [value] for name, value in values.items()},
        revision=ORGANISATIONS.table.standing.revision(organisation),
    )


def _enter_experts(cast: Cast) -> None:
    for row in examples.experts():
        employer = cast.organisation(row["organisation"]) if row["organisation"] else None
        kept = ("code", "specialism", "organisation_type", "field_description", "fields")
        accounts.create_person(
            email=row["login"],
            name=row["title"],
            role=JUDGING,
            organisation=employer,
            confirmed=True,
            password_hash=cast.password_hash,
            profile={key: row[key] for key in kept},
            by=cast.office("admin"),
        )


def _person(cast: Cast, email: str, role: str, title: str, organisation: Organisation, phone: str = "") -> None:
    accounts.create_person(
        email=email,
        name=title,
        role=role,
        organisation=organisation,
        confirmed=True,
        phone=phone,
        password_hash=cast.password_hash,
    )


def table_of_accounts() -> list[tuple[str, str]]:
    """The accounts for whoever starts a rehearsal: addresses, and who it is."""
    publishers = [row for row in examples.organisations() if not KINDS[row["kind"]].runs_contests]
    by_kind = {kind: [row["login_domain"] for row in publishers if row["kind"] == kind] for kind in KINDS}
    claimants = examples.enterprises()
    with_member = [row["login_domain"] for row in claimants if row["code"] in WITH_MEMBER]
    others = [row["contact_email"] for row in claimants if row["verified"] and row["code"] not in WITH_MEMBER]
    awaited = [row["contact_email"] for row in claimants if not row["verified"]]
    pool = [row["login"] for row in examples.experts()]
    return [
        *((f"{name}@office.example", _("区城市办%(title)s", title=title)) for name, _role, title in OFFICE),
        *(
            (f"clerk@ lead@ {_first_to_last(domains)}", _("%(kind)s经办人、负责人", kind=KINDS[kind].label))
            for kind, domains in by_kind.items()
            if domains
        ),
        (f"lead@ member@ {_first_to_last(with_member)}", _("经营主体负责人、经办人")),
        (_first_to_last(others), _("经营主体负责人")),
        (_first_to_last(awaited), _("经营主体负责人，单位核验未通过")),
        (_first_to_last(pool), _("评审专家")),
    ]


def _first_to_last(names: Sequence[str]) -> str:
    """Numbered names as a span, others one by one."""
    numbered = len(names) > 2 and all(any(char.isdigit() for char in name) for name in names)
    return f"{names[0]} … {names[-1]}" if numbered else " ".join(names)
