"""Two tables: what an organisation of each kind may do, and what a person of each role does in it and may read."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.i18n import _l


@dataclass(frozen=True)
class OrganisationKind:
    """A kind of organisation (DESIGN section 2)."""

    id: str
    label: str
    publishes: bool = False
    claims: bool = False
    registers_itself: bool = False
    """Whether it signs up on its own and is verified before it may submit a claim."""
    takes_seconded: bool = False
    """Whether publishers second people to it (抽调)."""
    runs_contests: bool = False
    """Whether it reviews, approves and publishes: the office."""
    supports: bool = False
    """Whether a scenario's supports (要素保障) can be asked of it."""


@dataclass(frozen=True)
class Role:
    """What a person is in their organisation: the acts first, then, for the office, what the role reads."""

    id: str
    label: str
    kinds: frozenset[str]
    """Kinds of organisation in which the role exists; an expert may stand alone."""
    writes: bool = False
    """Fills in the organisation's plans and claims."""
    signs: bool = False
    """Submits for the organisation."""
    stands_alone: bool = False
    """Whether a person may have it without an organisation; the organisation then gives no rights."""
    reviews: bool = False
    """Vets plans, decides eligibility, proposes."""
    approves: bool = False
    """Publishes, announces, confirms: decides what others prepared."""
    administers: bool = False
    """Keeps accounts, organisations, calendar and settings."""
    follows: bool = False
    """Is told what was reached on the site: the leading group."""
    first_by_command: int = 0
    """How many of them the command line makes, since before them nobody could confirm anybody."""
    judges: bool = False
    """Scores the claims that are assigned to them."""
    reads_histories: bool = False
    """The register, and every scenario's history."""
    reads_archives: bool = False
    """The file of every contest that is over."""
    reads_cases: bool = False
    """Every scenario's desk page, its plans before they are public, its questions and objections."""
    reads_claims: bool = False
    """Claims, once they are opened."""
    reads_names: bool = False
    """Who asked a question and who objected."""
    reads_panels: bool = False
    """The experts' names and scores, from the notice on."""
    reads_papers: bool = False
    """Letters to claimants and objectors, and proposals of an end."""
    reads_people: bool = False
    """What is proposed of accounts and organisations."""
    home: str = "/desk/"
    """Where the person lands after signing in."""


def _officer(
    role: str,
    label: str,
    *,
    reviews: bool = False,
    approves: bool = False,
    administers: bool = False,
    follows: bool = False,
    first_by_command: int = 0,
) -> Role:
    """Someone of the office who reads everything that is not sealed."""
    return Role(
        role,
        label,
        _OFFICE,
        reviews=reviews,
        approves=approves,
        administers=administers,
        follows=follows,
        first_by_command=first_by_command,
        reads_histories=True,
        reads_archives=True,
        reads_cases=True,
        reads_claims=True,
        reads_names=True,
        reads_panels=True,
        reads_papers=True,
        reads_people=True,
    )


KINDS = {
    kind.id: kind
    for kind in (
        OrganisationKind("office", _l("区城市办"), takes_seconded=True, runs_contests=True),
        OrganisationKind("community_center", _l("社区管理中心"), publishes=True),
        OrganisationKind("town", _l("镇"), publishes=True),
        OrganisationKind("bureau", _l("区直单位"), publishes=True, supports=True),
        OrganisationKind("zone_company", _l("区属企业"), publishes=True, claims=True, supports=True),
        OrganisationKind("enterprise", _l("企业"), claims=True, registers_itself=True),
        OrganisationKind("fund", _l("投资机构"), claims=True, registers_itself=True),
        OrganisationKind("institute", _l("院所"), claims=True, registers_itself=True),
    )
}
_WORKING = frozenset(kind.id for kind in KINDS.values() if kind.publishes or kind.claims)
OFFICE = next(kind for kind in KINDS.values() if kind.runs_contests)
"""The kind of which there is one."""
_OFFICE = frozenset({OFFICE.id})

ROLES = {
    role.id: role
    for role in (
        Role("clerk", _l("经办人"), _WORKING, writes=True),
        Role("lead", _l("负责人"), _WORKING, writes=True, signs=True),
        _officer("reviewer", _l("初审人"), reviews=True),
        _officer("approver", _l("审定人"), approves=True, first_by_command=2),
        _officer("admin", _l("系统管理员"), administers=True, first_by_command=1),
        _officer("viewer", _l("领导小组成员"), follows=True),
        Role("auditor", _l("纪检"), _OFFICE, reads_histories=True, reads_archives=True, home="/desk/scenarios/"),
        Role("expert", _l("评审专家"), frozenset(), stands_alone=True, judges=True),
    )
}
OFFICE_ROLES = tuple(role.id for role in ROLES.values() if role.kinds & _OFFICE)
"""Whoever belongs to the office, whatever they may do there."""
DECIDING = tuple(role.id for role in ROLES.values() if role.reviews or role.approves)
"""Whoever the office's part of a contest waits for."""
SIGNING = next(role.id for role in ROLES.values() if role.signs)
"""What one is who registers an organisation, or is found again for one that nobody leads."""
JUDGING = next(role.id for role in ROLES.values() if role.judges)
"""What one is who scores claims."""


def roles_of_kind(kind: str) -> list[Role]:
    """The roles that exist in an organisation of this kind."""
    return [role for role in ROLES.values() if kind in role.kinds]
