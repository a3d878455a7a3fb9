"""What an admin does to people of the office, of the publishers, and to experts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.predicates import reads_people
from marketplace.acts import Kind
from marketplace.furniture.words import sentence
from marketplace.i18n import _l
from marketplace.people import forms
from marketplace.people.permissions import changes_person
from marketplace.people.queries import person_by_id
from marketplace.people.states import ACTIVE, DISABLED, INVITED, PERSON_STATES, UNCONFIRMED, standing_of_person
from marketplace.people.workflow import common
from marketplace.people.workflow import effects as do
from marketplace.sheets import Section
from marketplace.workflow import Move, Table, Tell, Transition, Waits

ANY = frozenset(PERSON_STATES)
LATER = Waits(do.takes_effect_later)


def _seconding_form(_move: Move) -> Section:
    return forms.secondment_form([(row.code, row.short_name) for row in accounts.publishers()])


def _office(move: Move) -> Iterable[Person]:
    """The whole office hears of its own people, and of experts."""
    if not do.takes_effect_later(move.subject):
        return ()
    return [one for one in accounts.office_people() if reads_people(one, None)]


# A table: each row keeps the lines in which it reads best.
# fmt: off
TOLD = (
    Tell(_office, _l("人员变动：{label}，{name}"), _l("{by}办理了{label}：{name}，{role}。理由：{reason}不用办理；有疑问的，请联系区城市办的系统管理员。"), "/desk/people/proposals/"),
)
TABLE = Table(str(_l("账号")), PERSON_STATES, (
    Transition(
        "role", _l("更改角色"), ANY, "", changes_person, bars=do.no_other_role, form=lambda move: forms.role_form(do.other_roles(move.subject)),
        effects=(do.change_role,), waits=LATER, tell=TOLD, source_of_rule=common.RULE, done=_l("角色已更改，从下一次打开页面起生效。"),
        help=_l("四眼原则看的是人：换了角色，也不能审定自己初审过的场景。区城市办人员的新角色，由审定人确认后生效。"),
    ),
    Transition(
        "second", _l("登记抽调"), ANY, "", changes_person, bars=do.never_seconded, form=_seconding_form,
        effects=(do.second,), waits=Waits(), tell=TOLD, source_of_rule=common.RULE, done=_l("抽调情况已登记。"),
        help=_l("抽调自某单位的人员，不参与该单位场景的办理，也不参与该单位揭榜的评榜。登记、更改和取消都由审定人确认后生效。"),
    ),
    Transition(
        "profile", _l("登记领域和任职经历"), ANY, "", changes_person, bars=do.no_expert, form=forms.EXPERT_PROFILE, known=do.profile_of,
        checks=(do.phone_is_free,), effects=(do.keep_profile,), tell=TOLD, source_of_rule=common.RULE,
        done=_l("专家情况已登记。抽取和分派专家时，按它核对领域和回避。"),
        help=_l("领域用于随机抽取；任职单位、电话和任职经历用于核对回避：与一轮的揭榜单位、联合体成员或发布方有关的，不能分派到那一轮。"),
    ),
    Transition(
        "resend", _l("重发邀请邮件"), frozenset({INVITED, UNCONFIRMED}), "", changes_person, bars=do.not_waiting_for_letter,
        effects=(do.resend,), tell=TOLD, source_of_rule=common.RULE, done=_l("邮件已重发。"),
    ),
    Transition(
        "disable", _l("停用账号"), ANY - {DISABLED}, "", changes_person, bars=do.not_to_be_disabled, form=forms.confirmed(forms.reason_form("disable")),
        effects=(do.disable,), tell=TOLD, source_of_rule=common.RULE, done=_l("账号已停用，原来的登录立即失效。"),
        help=_l("停用后不能登录，已写的内容和历史都保留。"),
        loses=(_l("本人立即退出登录，不能再办理任何事项，手上没有办完的要由别人接着办；恢复区城市办人员和专家的账号，要由审定人确认。"),),
    ),
    Transition(
        "enable", _l("恢复账号"), frozenset({DISABLED}), "", changes_person, bars=do.not_disabled,
        effects=(do.enable,), waits=LATER, tell=TOLD, source_of_rule=common.RULE, done=_l("账号已恢复。"),
        help=_l("区城市办人员和专家的账号，由审定人确认后恢复。"),
    ),
    Transition(
        "account", _l("开设账号"), ANY - {ACTIVE}, "", changes_person, bars=do.already_approved, form=forms.reason_form("account"),
        effects=(do.approve,), waits=Waits(do.takes_effect_later, left=(do.turn_down,)), hidden=True, tell=TOLD, source_of_rule=common.RULE,
        done=_l("账号已生效，邀请邮件已寄出。"),
    ),
), common.facts(standing_of_person), common.is_waiting, common.STALE)
# fmt: on


def words(move: Move) -> dict[str, Any]:
    """What messages about a person say."""
    return {
        "label": move.row.label,
        "name": move.subject.name,
        "by": move.person.called,
        "role": move.subject.role_label,
        "reason": sentence(common.reason(move)) if common.reason(move) else _l("没有填写。"),
    }


PEOPLE = Kind(
    id=common.PERSON,
    table=TABLE,
    load=lambda ref: person_by_id(int(ref)),
    ref=common.ref_of,
    see="people.manage",
    words=words,
    reason=common.reason,
    key=common.key,
    propose=common.propose,
)
