"""Who must stand aside (回避): a table of findings, each with words. Every finding excludes from the whole round.

The parties of a round are read once, in three statements, whatever the number of experts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation, Person
from marketplace.i18n import _, _l
from marketplace.scenarios.models import Round
from marketplace.sheets.texts import bare

_PROVIDERS = """
163.com 126.com yeah.net 188.com vip.163.com vip.126.com netease.com qq.com vip.qq.com foxmail.com
sina.com sina.cn vip.sina.com sohu.com tom.com 21cn.com 139.com 189.cn wo.cn aliyun.com 263.net
gmail.com googlemail.com outlook.com outlook.cn hotmail.com live.com live.cn msn.com
icloud.com me.com mac.com yahoo.com yahoo.com.cn yahoo.cn proton.me protonmail.com
"""
PUBLIC_MAIL = frozenset(_PROVIDERS.split())
"""Providers that give anybody an address: to share one of them says nothing."""
SHORTEST_NAME = 4
"""Characters of a name that is looked for inside a line of text; a shorter one must be the whole line."""


@dataclass(frozen=True)
class Parties:
    """Everyone with an interest in a round, read once."""

    round: Round
    organisations: Mapping[int, Organisation]
    telephones: frozenset[str]
    domains: frozenset[str]

    @classmethod
    def of(cls, round_: Round) -> Parties:
        """The publisher, every claimant and member of the opened claims, and their people, whether they can sign in or not."""
        ids = round_.party_ids
        people = accounts.everyone_in(ids)
        return cls(
            round_,
            accounts.organisations_by_id(ids),
            frozenset(filter(None, (telephone(one.phone) for one in people))),
            frozenset(domain(one.email) for one in people) - PUBLIC_MAIL,
        )

    @property
    def claimants(self) -> set[int]:
        """Ids of the claimants and members."""
        return set(self.organisations) & set(self.round.claimant_ids)

    def named_by(self, text: str) -> Organisation | None:
        """The party that these words name, by name, code or credit code."""
        said = bare(text)
        return next((one for one in self.organisations.values() if said and _names(one, said)), None)


def _names(organisation: Organisation, said: str) -> bool:
    whole = {bare(one) for one in (organisation.code, organisation.short_name, organisation.name) if one}
    long = {bare(organisation.name), bare(organisation.credit_code or "")}
    return said in whole or any(len(one) >= SHORTEST_NAME and one in said for one in long)


def telephone(typed: str) -> str:
    """The digits of a number, without the country's."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", typed))
    digits = digits.removeprefix("00")
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def domain(email: str) -> str:
    """What stands behind the @, in lower case."""
    return email.rpartition("@")[2].strip().lower()


# --- the findings -------------------------------------------------------------------------------------------------


def _member(parties: Parties, expert: Person) -> str:
    if expert.organisation_id is None or expert.organisation_id not in parties.claimants:
        return ""
    return _("属于揭榜单位或其联合体成员")


def _publisher(parties: Parties, expert: Person) -> str:
    own = expert.organisation_id is not None and expert.organisation_id == parties.round.scenario.publisher_id
    return _("属于发布方") if own else ""


def _telephone(parties: Parties, expert: Person) -> str:
    return _("与揭榜单位或发布方的人员电话相同，是同一人") if telephone(expert.phone) in parties.telephones else ""


def _credit_code(parties: Parties, expert: Person) -> str:
    own = expert.organisation.credit_code if expert.organisation else None
    codes = {bare(str(one)) for one in (expert.profile.get("employer_credit_code"), own) if one}
    same = any(one.credit_code and bare(one.credit_code) in codes for one in parties.organisations.values())
    return _("任职单位与揭榜单位或发布方的统一社会信用代码相同") if same else ""


def _domain(parties: Parties, expert: Person) -> str:
    return _("与揭榜单位或发布方的人员邮箱同属一个单位域名") if domain(expert.email) in parties.domains else ""


def _employment(parties: Parties, expert: Person) -> str:
    for row in expert.profile.get("employers") or ():
        if found := parties.named_by(str(row.get("organisation") or "")):
            return _("曾在%(organisation)s任职", organisation=found.name)
    return ""


@dataclass(frozen=True)
class Rule:
    """One row: what is looked for, and what finds it; the words are empty where there is nothing."""

    id: str
    label: str
    find: Callable[[Parties, Person], str]


RULES = (
    Rule("member", _l("同一单位"), _member),
    Rule("publisher", _l("发布方"), _publisher),
    Rule("telephone", _l("电话"), _telephone),
    Rule("credit_code", _l("信用代码"), _credit_code),
    Rule("domain", _l("邮箱域名"), _domain),
    Rule("employment", _l("任职经历"), _employment),
)


@dataclass(frozen=True)
class Finding:
    """What was found of one expert."""

    rule: Rule
    words: str


def findings(parties: Parties, expert: Person) -> list[Finding]:
    """Everything that keeps this expert from this round."""
    return list(_found(parties, expert))


def _found(parties: Parties, expert: Person) -> Iterator[Finding]:
    for rule in RULES:
        if words := rule.find(parties, expert):
            yield Finding(rule, str(words))


def why_not(parties: Parties, expert: Person) -> str:
    """Why this expert cannot sit in this round, in one sentence; empty when they can."""
    found = findings(parties, expert)
    words = "；".join(one.words for one in found)
    return str(_("%(name)s%(why)s，须回避本轮。", name=expert.name, why=words)) if found else ""
