"""A claim's lifecycle (DESIGN section 4): what its people do until the deadline, and what becomes of it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Set

from marketplace.accounts.predicates import drafts, signs, unbound, writes
from marketplace.claims import audiences as to
from marketplace.claims import effects as do
from marketplace.claims import guards
from marketplace.claims.permissions import belonged_then, of_bound_member, of_claimant, of_named_member
from marketplace.claims.presenting import present
from marketplace.claims.states import (
    AWARDED,
    DRAFT,
    ELIGIBLE,
    EXAMINED,
    FORFEITED,
    INELIGIBLE,
    LAPSED,
    NOT_AWARDED,
    SEALED,
    STATES,
    SUBMITTED,
    TERMINATED,
    UNCONFIRMED,
    WITHDRAWN,
)
from marketplace.errors import Complaint
from marketplace.furniture import times
from marketplace.i18n import _, _l
from marketplace.workflow import Move, Predicate, Table, Tell, Transition
from marketplace.workflow.rows import Audience

the_contest = Predicate(_l("由场景的办理带动"), lambda person, _s: person is None, _l("这一步随场景的办理自动发生。"))


def deadline_passed(move: Move) -> Iterator[Complaint]:
    """The deadline has passed."""
    deadline = move.subject.round.deadline
    if move.now >= deadline:
        yield Complaint(_("揭榜已于 %(when)s 截止，没有提交，已密封的版本不变。", when=times.moment(deadline)))


def _carried(action: str, label: str, source: Set[str], target: str) -> Transition:
    return Transition(action, label, frozenset(source), target, the_contest)


_LEAVES = _l("截止前 24 小时内退出须经牵头单位同意。退出会告知联合体各单位；还没有确认加入的，不参加即可在这里退出。")
_LEAVING = (_l("你单位立即不能再看这份申请"), _l("已经确认加入过的，本轮不能再参加别的申请，也不能另行揭榜"))
_WITHDRAWING = (
    _l("已提交的版本作废，不会开榜，也不参加评榜，不能恢复"),
    _l("联合体各成员的确认随之失效，各单位都会收到消息，可以另行揭榜"),
)
CLAIM = "/desk/claims/{ref}/"


def _tells(audience: Audience, subject: str, body: str) -> tuple[Tell, ...]:
    return (Tell(audience, subject, body, CLAIM, secret=True),)


_RECEIPT = _l(
    "《{title}》的揭榜申请 {ref} 已提交(密封)。\n"
    "回执号：{receipt}\n服务器时间：{at}\nSHA-256：{sha256}\n{void}"
    "揭榜截止：{deadline}。截止前可以登录修改后再次提交，以最后一次完整提交为准；也可以撤回。"
)
_WITHDRAWN = _l(
    "《{title}》的揭榜申请 {ref} 已撤回，不会开榜，也不参加评榜，此前的提交回执作废。\n"
    "回执号：{receipt}\n服务器时间：{at}\nSHA-256：{sha256}\n"
    "截止前各单位都可以重新揭榜，截止时间为 {deadline}。"
)
_LEFT = _l(
    "{organisation}退出《{title}》揭榜申请 {ref} 的联合体。请牵头单位调整成员和份额，再请各成员确认。揭榜截止：{deadline}。"
)
_LEFT_VOID = _l(
    "{organisation}退出《{title}》揭榜申请 {ref} 的联合体。这份申请回到草稿，此前的提交不再有效；请牵头单位调整成员和份额，"
    "各成员重新确认后再次提交。揭榜截止：{deadline}。"
)
CLAIM_TABLE = Table(
    str(_l("揭榜申请")),
    STATES,
    (
        Transition(
            "submit",
            _l("提交"),
            SEALED,
            SUBMITTED,
            of_claimant & signs,
            deadline=deadline_passed,
            page="check",
            guards=(
                guards.organisation_verified,
                guards.presented_if_sealed_before,
                guards.every_section_complete,
                guards.consortium_as_allowed,
                guards.members_confirmed,
                guards.keeps_the_promises,
            ),
            effects=(do.freeze_submission,),
            tell=_tells(to.consortium, _l("揭榜申请已提交(密封)，回执 {receipt}"), _RECEIPT),
            help=_l("提交后密封，截止前任何管理方不可读。可以修改后再次提交，以最后一次完整提交为准。"),
            source_of_rule="平台规则",
        ),
        *(
            Transition(
                "present",
                _l("提请签发"),
                frozenset({state}),
                state,
                of_claimant & drafts & belonged_then,
                deadline=deadline_passed,
                guards=(
                    guards.not_presented_yet,
                    guards.every_section_complete,
                    guards.consortium_as_allowed,
                    guards.members_confirmed,
                    guards.keeps_the_promises,
                ),
                effects=(present,),
                tell=_tells(
                    to.leads,
                    _l("请签发揭榜申请：{title}"),
                    _l(
                        "{who}已写完《{title}》的揭榜申请 {ref}，提请签发。请在 {deadline} 前登录签发；到时没有签发的不开榜。"
                    ),
                ),
                help=_l("写完以后提请负责人签发；提请之后又有修改的，要再提请一次。"),
                source_of_rule="平台规则",
            )
            for state in sorted(SEALED)
        ),
        Transition(
            "confirm",
            _l("确认继续有效"),
            frozenset({UNCONFIRMED}),
            SUBMITTED,
            of_claimant & signs,
            deadline=deadline_passed,
            effects=(do.keep_submission,),
            tell=_tells(
                to.consortium,
                _l("揭榜申请 {ref} 已确认继续有效"),
                _l(
                    "变更公告 {publication} 之后，牵头单位确认《{title}》的揭榜申请 {ref} 继续有效，原回执不变。"
                    "{deadline} 前仍可以修改后再次提交，或者撤回。"
                ),
            ),
            help=_l(
                "变更公告不只是联系方式、现场踏勘和摘要。看过变更、方案不改的，确认后原提交和回执继续有效；要改的，修改后再次提交。"
            ),
            source_of_rule="平台规则",
        ),
        *(
            Transition(
                "withdraw",
                _l("撤回揭榜"),
                frozenset(states),
                WITHDRAWN,
                of_claimant & by & unbound,
                deadline=deadline_passed,
                danger=True,
                loses=loses,
                effects=(do.withdraw_claim,),
                tell=_tells(to.consortium, _l("揭榜申请 {ref} 已撤回，回执 {receipt}"), _WITHDRAWN),
                help=_l(
                    "撤回后不会开榜，也不参加评榜；截止前可以重新揭榜，并取用这份申请的内容。提交以后只有负责人能撤回。"
                ),
                source_of_rule="平台规则",
            )
            for states, by, loses in (  # who signs it takes it back
                ({DRAFT}, writes, ()),
                ({SUBMITTED, UNCONFIRMED}, signs, _WITHDRAWING),
            )
        ),
        *(
            Transition(
                "confirm_membership",
                _l("确认加入联合体"),
                frozenset({state}),
                state,
                of_named_member & ~of_claimant & signs,
                deadline=deadline_passed,
                guards=(guards.not_confirmed_yet, guards.member_verified, guards.seat_is_free, guards.joins_no_second),
                effects=(do.take_seat,),
                tell=_tells(
                    to.consortium,
                    _l("联合体成员已确认：{organisation}"),
                    _l("{organisation}已确认加入《{title}》的揭榜申请 {ref}。{rest}"),
                ),
                help=_l("确认后可以查看整份申请；一个单位在一轮中只能参加一份申请。"),
                source_of_rule="平台规则",
            )
            for state in sorted(SEALED)
        ),
        Transition(
            "leave",
            _l("退出联合体"),
            frozenset({SUBMITTED, UNCONFIRMED}),
            DRAFT,
            of_bound_member & ~of_claimant & signs & unbound,
            deadline=deadline_passed,
            danger=True,
            guards=(guards.leaves_in_time,),
            effects=(do.leave_consortium,),
            tell=_tells(to.consortium_and_who_left, _l("联合体成员退出：{ref}"), _LEFT_VOID),
            loses=(*_LEAVING, _l("已提交的版本随之失效，申请回到草稿，各单位要在截止前重新确认、重新提交")),
            help=_LEAVES,
            source_of_rule="平台规则",
        ),
        *(
            Transition(
                "leave",
                _l("退出联合体"),
                frozenset({state}),
                state,
                of_named_member & ~of_claimant & signs & ~of_bound_member & unbound,
                deadline=deadline_passed,
                danger=True,
                guards=(guards.leaves_in_time,),
                effects=(do.leave_consortium,),
                tell=_tells(to.consortium_and_who_left, _l("联合体成员退出：{ref}"), _LEFT),
                loses=_LEAVING,
                help=_LEAVES,
                source_of_rule="平台规则",
            )
            for state in sorted(SEALED)
        ),
        _carried("unsettle", _l("待确认"), {SUBMITTED}, UNCONFIRMED),
        _carried("find_eligible", _l("资格通过"), EXAMINED, ELIGIBLE),
        _carried("find_ineligible", _l("资格不符"), EXAMINED, INELIGIBLE),
        _carried("win", _l("中榜"), {ELIGIBLE}, AWARDED),
        _carried("lose", _l("未中榜"), {ELIGIBLE}, NOT_AWARDED),
        _carried("return_to_contest", _l("恢复候选"), {NOT_AWARDED}, ELIGIBLE),
        _carried("forfeit", _l("取消中榜资格"), {AWARDED}, FORFEITED),
        _carried("lapse", _l("失效"), {*SEALED, ELIGIBLE}, LAPSED),
        _carried("terminate", _l("终止"), {AWARDED}, TERMINATED),
    ),
)
