"""Two tables: what an organisation of each kind may do, and what a person of each role does in it."""

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


@dataclass(frozen=True)
class Role:
    """What a person is in their organisation."""

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


KINDS = {
    kind.id: kind
    for kind in (
        OrganisationKind("office", _l("区城市办"), takes_seconded=True),
        OrganisationKind("community_center", _l("社区管理中心"), publishes=True),
        OrganisationKind("town", _l("镇"), publishes=True),
        OrganisationKind("bureau", _l("区直单位"), publishes=True),
        OrganisationKind("zone_company", _l("区属企业"), publishes=True, claims=True),
        OrganisationKind("enterprise", _l("企业"), claims=True, registers_itself=True),
        OrganisationKind("fund", _l("投资机构"), claims=True, registers_itself=True),
        OrganisationKind("institute", _l("院所"), claims=True, registers_itself=True),
    )
}
_WORKING = frozenset(kind.id for kind in KINDS.values() if kind.publishes or kind.claims)
_OFFICE = frozenset({"office"})

ROLES = {
    role.id: role
    for role in (
        Role("clerk", _l("经办人"), _WORKING, writes=True),
        Role("lead", _l("负责人"), _WORKING, writes=True, signs=True),
        Role("reviewer", _l("初审人"), _OFFICE),
        Role("approver", _l("审定人"), _OFFICE),
        Role("admin", _l("系统管理员"), _OFFICE),
        Role("viewer", _l("领导小组成员"), _OFFICE),
        Role("expert", _l("评审专家"), frozenset(), stands_alone=True),
    )
}


def roles_of_kind(kind: str) -> list[Role]:
    """The roles that exist in an organisation of this kind."""
    return [role for role in ROLES.values() if kind in role.kinds]
