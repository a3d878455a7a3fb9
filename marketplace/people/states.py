"""How an account and an organisation stand: no columns, but what their other facts say."""

from __future__ import annotations

from marketplace.accounts.models import Organisation, Person
from marketplace.furniture.components import Tag
from marketplace.i18n import _l
from marketplace.workflow import State

ACTIVE, INVITED, UNCONFIRMED, UNAPPROVED, DISABLED = "active", "invited", "unconfirmed", "unapproved", "disabled"
LISTED, UNVERIFIED, VERIFIED, REFUSED, SUSPENDED = "listed", "unverified", "verified", "refused", "suspended"

PERSON_STATES = {
    state.id: state
    for state in (
        State(UNAPPROVED, _l("待审定人确认"), "waiting", turn=_l("审定人")),
        State(INVITED, _l("待开通"), "waiting", turn=_l("本人")),
        State(UNCONFIRMED, _l("待确认邮箱"), "waiting", turn=_l("本人")),
        State(ACTIVE, _l("已开通"), "done"),
        State(DISABLED, _l("已停用"), "over"),
    )
}
ORGANISATION_STATES = {
    state.id: state
    for state in (
        State(LISTED, _l("区城市办登记"), "plain"),
        State(UNVERIFIED, _l("待核验"), "waiting", turn=_l("系统管理员")),
        State(VERIFIED, _l("已核验"), "done"),
        State(REFUSED, _l("核验未通过"), "wrong"),
        State(SUSPENDED, _l("已暂停资格"), "wrong"),
    )
}
STATES = PERSON_STATES | ORGANISATION_STATES
STANDINGS = {state.id: Tag(state.label, state.shape) for state in STATES.values()}


def standing_of_person(person: Person) -> str:
    """Whether the account can be used: a key of `PERSON_STATES`."""
    if person.disabled_at:
        return DISABLED
    if person.approved_at is None:
        return UNAPPROVED
    if person.confirmed_at:
        return ACTIVE
    return UNCONFIRMED if person.password_hash else INVITED


def standing_of_organisation(organisation: Organisation) -> str:
    """Whether it was verified, where it must be: a key of `ORGANISATION_STATES`."""
    if organisation.suspended_at:
        return SUSPENDED
    if organisation.refused_at:
        return REFUSED
    if not organisation.kind_row.registers_itself:
        return LISTED
    return VERIFIED if organisation.is_verified else UNVERIFIED


def is_undecided(organisation: Organisation) -> bool:
    """Whether its verification waits: where nobody decides in time, it counts as given."""
    return standing_of_organisation(organisation) == UNVERIFIED
