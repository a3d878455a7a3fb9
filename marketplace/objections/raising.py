"""Object (提出异议): to the terms, the result, the procedure or the experts; once per objector, round and subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import current_person, may
from marketplace.claims import opening
from marketplace.errors import Complaint, NotFound, Throttled, Unmet, refuse
from marketplace.extensions import unit_of_work
from marketplace.files import rights
from marketplace.files import service as files
from marketplace.files.models import StoredFile
from marketplace.i18n import _, enumerated
from marketplace.numbering.service import random_ref
from marketplace.objections import confirming, periods, queries
from marketplace.objections.forms import ABOUT
from marketplace.objections.models import Objection
from marketplace.objections.service import bring_about
from marketplace.scenarios.models import Round, Scenario
from marketplace.settings import queries as settings
from marketplace.sheets import Bound
from marketplace.workdays import queries as workdays

Uploads = Mapping[str, Sequence[FileStorage]]
KIND = "objection"
"""The kind of owner of the files."""
MOST_FROM_ONE_PLACE, SPAN = 10, timedelta(hours=1)
"""How many citizens may object from one network address within this span; who signed in is never stopped by it."""


def raise_objection(
    *,
    scenario: Scenario,
    bound: Bound,
    by: Person | None,
    uploads: Uploads | None = None,
    client: str = "",
    place: str = "",
) -> Objection:
    """Object, as a signed-in organisation or a named citizen. Whose objection to the same subject is still open adds to it.

    :raises WrongState: nothing can be objected to in this state.
    :raises DeadlinePassed: the time for it is over.
    :raises Unmet: something is missing, or is not objected to now.
    :raises Throttled: citizens left too many from this network address.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        period = periods.require(scenario)
        assert scenario.round is not None
        complaints = [*bound.complaints, *_complaints(scenario.round, period, bound, by)]
        if complaints:
            raise Unmet.of(complaints)
        about = bound.values.get("about") or period.abouts[0]
        objector = confirming.objector_of(by, bound.values["contact"])
        left_by = None if by else (client, bound.values["name"])
        if row := queries.open_objection_of(scenario.round, objector, about, left_by):
            _kept(row, bound, uploads or {}, by)
            bring_about("add_to_objection", row, by=by, values=bound.values)
            return row
        if by is None:
            _check_place(place)
        row = _new(scenario.round, period, bound, by, about)
        row.objector, row.client, row.place = objector, "" if by else client, "" if by else place
        confirming.begin(row, by)
        session.add(row)
        session.flush()
        row.files = _kept(row, bound, uploads or {}, by)
        bring_about("object", row, by=by, values={})
    return row


def _stops_places() -> bool:
    return not current_app.config["DEMO"]


def _check_place(place: str) -> None:
    """Whether one more may come from there. A rehearsal stops nobody: a whole class sits behind one address."""
    if not _stops_places():
        return
    earlier = queries.left_from(place, clock.now() - SPAN)
    if len(earlier) < MOST_FROM_ONE_PLACE:
        return
    wait = earlier[-MOST_FROM_ONE_PLACE] + SPAN - clock.now()
    raise Throttled(
        _(
            "从这个网络地址一小时内已收到 %(n)d 条未登录提出的异议，这一条还没有提交。"
            "请 %(minutes)d 分钟后再提交，或者登录后提出、换一个网络提出，都不受影响。",
            n=MOST_FROM_ONE_PLACE,
            minutes=-(-int(wait.total_seconds()) // 60),
        ),
        retry_after=max(1, int(wait.total_seconds())),
    )


def _complaints(round_: Round, period: periods.Period, bound: Bound, by: Person | None) -> Iterator[Complaint]:
    about, claim = bound.values.get("about"), bound.values.get("claim")
    if about and about not in period.abouts:
        offered = enumerated(str(ABOUT[one]) for one in period.abouts)
        yield Complaint(_("现在可以提出异议的是：%(offered)s。请重新选择。", offered=offered), "about")
    if claim and claim not in opening.opened_refs(round_):
        yield Complaint(_("本轮没有编号为 %(ref)s 的申请，请核对编号，或者不填。", ref=str(claim)), "claim")
    if by is None and bound.values.get("contact"):
        yield from confirming.contact_complaints(bound.values["contact"])


def _new(round_: Round, period: periods.Period, bound: Bound, by: Person | None, about: str) -> Objection:
    return Objection(
        ref=random_ref(),
        round_id=round_.id,
        round=round_,
        about=about,
        notice_id=period.notice.id if period.notice else None,
        notice=period.notice,
        end_proposal_id=period.end.id if period.end else None,
        end=period.end,
        claim_ref=bound.values.get("claim") or "",
        remedy=bound.values.get("remedy") or "",
        at=clock.now(),
        due_at=workdays.due_after(settings.of_round(round_.figures, "objection_answer_days")),
        organisation_id=by.organisation_id if by else None,
        person_id=by.id if by else None,
        **{key: bound.values[key] for key in ("name", "contact", "objection")},
    )


def _kept(row: Objection, bound: Bound, uploads: Uploads, by: Person | None) -> list[dict[str, Any]]:
    files.take(bound, uploads, owner_kind=KIND, owner_ref=row.ref, by=by)
    refuse(bound.complaints)
    return bound.values.get("file") or []


def _readable(stored: StoredFile) -> bool:
    """Whoever may know the objector, and the objector's own organisation."""
    try:
        row = queries.objection_by_ref(stored.owner_ref)
    except NotFound:
        return False
    person = current_person()
    own = person is not None and (
        person.id == row.person_id
        or (person.organisation_id is not None and person.organisation_id == row.organisation_id)
    )
    return own or may("objectors.read", row)


GRANTS: rights.Grants = ((KIND, rights.Grant(_readable)),)
