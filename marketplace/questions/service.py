"""Ask, answer, release. Who asked is the office's alone to know; the answer becomes public for all at one moment."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import DeadlinePassed, Stale, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.furniture import times
from marketplace.i18n import _
from marketplace.notifications import queries as told
from marketplace.notifications import service as notifications
from marketplace.numbering.service import random_ref
from marketplace.questions import queries
from marketplace.questions.models import Question
from marketplace.questions.naming import naming_complaints
from marketplace.room import asked
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.settings import queries as settings
from marketplace.sheets import Bound
from marketplace.workdays import queries as workdays


def ask(*, code: str, bound: Bound, by: Person) -> Question:
    """Ask about a scenario while its contest takes questions.

    :raises NotFound: the scenario is not theirs to know of.
    :raises Forbidden: they belong to the office, to the scenario's publisher, or to no organisation.
    :raises DeadlinePassed: no more questions are taken.
    :raises WrongState: the contest is not open.
    :raises Unmet: nothing is asked, or the text names its asker.
    """
    with unit_of_work() as session:
        scenario = scenario_by_code(code)
        authorise("scenario.read", scenario, by)
        authorise("question.ask", scenario, by)
        round_ = _round_taking_questions(scenario)
        complaints = [*bound.complaints, *naming_complaints(str(bound.values.get("question") or ""), by)]
        if complaints:
            raise Unmet.of(complaints)
        row = Question(
            ref=random_ref(),
            round_id=round_.id,
            organisation_id=by.organisation_id,
            person_id=by.id,
            question=bound.values["question"],
            at=clock.now(),
            due_at=workdays.due_after(_days(round_)),
        )
        session.add(row)
        session.flush()
        audit.append(
            actor=by,
            action="ask",
            label=_("提问"),
            subject_kind="question",
            subject_ref=row.ref,
            data={"scenario": code},
        )
        _tell_publisher(row, scenario)
    return row


def _round_taking_questions(scenario: Scenario) -> Round:
    round_ = scenario.round
    if round_ is not None and clock.now() >= (closed := queries.closes_at(round_)):
        raise DeadlinePassed(_("提问已于 %(when)s 截止，不能再提问。", when=times.moment(closed)))
    if round_ is None or not scenario.takes_claims:
        raise WrongState(_("场景揭榜期间才能提问，现在不在揭榜期。重新推介发布后可以再提问。"))
    return round_


def _days(round_: Round) -> int:
    return settings.of_round(round_.figures, "question_answer_days")


def due_words(row: Question) -> str:
    """By when the answer is due, in words."""
    return times.within(row.due_at, _days(row.round), clock.now())


def _tell_publisher(row: Question, scenario: Scenario) -> None:
    for person in accounts.active_people([scenario.publisher_id], Person.writes):
        notifications.tell(
            person,
            key=f"question/{row.ref}",
            title=_("待答复提问：%(title)s", title=scenario.public_title),
            body=_(
                "有单位对《%(title)s》提问：\n%(question)s\n请在 %(due)s 前答复。答复由区城市办公开，提问人不公开。",
                title=scenario.public_title,
                question=row.question,
                due=due_words(row),
            ),
            link=f"/desk/questions/{row.ref}/answer",
        )


def _to_change(ref: str, permission: str, by: Person, revision: int | None) -> Question:
    """The question, for someone who may change it and saw it as it is."""
    row = queries.question_by_ref(ref)
    authorise("question.read", row, by)
    authorise(permission, row, by)
    if row.released_at is not None:
        raise WrongState(released_words(row))
    if late := why_too_late(row, permission):
        raise DeadlinePassed(late)
    if permission == "question.release" and not row.answer:
        raise WrongState(_("发布方还没有答复，答复后才能公开。答复期限 %(due)s。", due=due_words(row)))
    if revision != row.revision:
        raise Stale(current=row.revision)
    return row


def why_too_late(row: Question, permission: str) -> str:
    """Why it can be answered or released no more; empty while it can."""
    round_ = row.round
    if clock.now() >= round_.deadline:
        when = times.moment(round_.deadline)
        return _("揭榜已于 %(when)s 截止，没有公开答复的提问已按未答复公开。", when=when)
    if permission == "question.release" and clock.now() >= queries.release_ends_at(round_):
        return _(
            "距揭榜截止（%(when)s）不足一天，现在公开，揭榜方来不及采用。须公开的，请先变更公告顺延截止，再公开答复。",
            when=times.moment(round_.deadline),
        )
    return ""


def released_words(row: Question) -> str:
    """Why a released answer stays as it is, and what helps if it is wrong."""
    assert row.released_at is not None
    return _("答复已于 %(when)s 公开，不能再更改；要更正的，请变更公告。", when=times.moment(row.released_at))


def answer(*, ref: str, bound: Bound, by: Person, revision: int | None) -> Question:
    """Answer a question, or answer it anew until the answer is released.

    :raises NotFound: the question is not theirs to know of.
    :raises Forbidden: they do not write for the publisher.
    :raises WrongState: the answer is public.
    :raises DeadlinePassed: the deadline has passed.
    :raises Stale: it was answered since they looked.
    :raises Unmet: the answer is missing or too long.
    """
    with unit_of_work():
        row = _to_change(ref, "question.answer", by, revision)
        if bound.complaints:
            raise Unmet.of(bound.complaints)
        row.answer, row.answered_at, row.answered_by_id = bound.values["answer"], clock.now(), by.id
        row.revision += 1
        audit.append(actor=by, action="answer_question", label=_("答复提问"), subject_kind="question", subject_ref=ref)
        _tell_reviewers(row, row.round.scenario)
    return row


def _tell_reviewers(row: Question, scenario: Scenario) -> None:
    for person in accounts.impartial_office(row, Person.reviews):
        notifications.tell(
            person,
            key=f"question-answered/{row.ref}",
            title=_("待公开答复：%(title)s", title=scenario.public_title),
            body=_(
                "发布方已答复对《%(title)s》的一个提问，请核对后公开；最迟在截止前一天（%(when)s）公开。",
                title=scenario.public_title,
                when=times.moment(row.round.deadline - queries.ALARM),
            ),
            link=f"/desk/questions/{row.ref}/release",
        )


def release(*, ref: str, by: Person, revision: int | None) -> Question:
    """Make an answer public, for everyone at this moment.

    :raises NotFound: the question is not theirs to know of.
    :raises Forbidden: they are no reviewer, or seconded from a party.
    :raises WrongState: there is no answer yet, or it is public already.
    :raises DeadlinePassed: it would leave claimants too little time.
    :raises Stale: the answer changed since they looked.
    """
    with unit_of_work():
        row = _to_change(ref, "question.release", by, revision)
        scenario = row.round.scenario
        row.released_at, row.released_by_id = clock.now(), by.id
        row.revision += 1
        audit.append(
            actor=by,
            action="release_answer",
            label=_("答疑公开"),
            subject_kind="scenario",
            subject_ref=scenario.code,
            round_number=row.round.number,
            public=True,
            data={"question": ref},
        )
        _tell_everyone(row, scenario)
    return row


def _tell_everyone(row: Question, scenario: Scenario) -> None:
    """One and the same message to the asker and to everyone who takes part: nothing in it tells which they are."""
    reached = {row.organisation_id, *asked("participants of a round")(row.round)}
    for person in accounts.active_people(reached, Person.writes):
        notifications.tell(
            person,
            key=f"released/{row.ref}",
            title=_("答疑公开：%(title)s", title=scenario.public_title),
            body=_(
                "《%(title)s》公开了一条答疑。\n问：%(question)s\n答：%(answer)s\n%(then)s",
                title=scenario.public_title,
                question=row.question,
                answer=row.answer,
                then=_what_then(row.round),
            ),
            link=f"/scenarios/{scenario.code}/questions/",
            masked_until=row.round.deadline,
        )


def _what_then(round_: Round) -> str:
    when = times.moment(round_.deadline)
    return _("揭榜截止 %(when)s；答复影响方案的，请在截止前修改后再次提交。", when=when)


def _alarm_key(row: Question) -> str:
    return f"question-alarm/{row.ref}/{row.round.deadline:%Y%m%d}"


def sound_alarms() -> list[str]:
    """Tell the office of every question that is not public a day before the deadline, once per deadline; answers the scenarios' codes."""
    keys = {_alarm_key(row) for row in queries.alarming()}
    if not (silent := keys - told.keys_told(keys)):
        return []
    with unit_of_work():
        due = [row for row in queries.alarming() if _alarm_key(row) in silent]
        for row in due:
            _alarm(row, row.round.scenario)
    return [row.round.scenario.code for row in due]


def _alarm(row: Question, scenario: Scenario) -> None:
    missing = _("尚未公开答复") if row.answered_at else _("尚未答复")
    for person in accounts.impartial_office(row, Person.decides):
        notifications.tell(
            person,
            key=_alarm_key(row),
            title=_("提问%(missing)s：%(title)s", missing=missing, title=scenario.public_title),
            body=_(
                "《%(title)s》揭榜截止 %(deadline)s，有一个提问%(missing)s，应由%(who)s办理。现在公开，揭榜方来不及采用；"
                "须公开的，请先变更公告顺延截止。截止时仍没有公开的，按未答复公开，并写明应由谁办理。",
                title=scenario.public_title,
                deadline=times.moment(row.round.deadline),
                missing=missing,
                who=row.owed_by,
            ),
            link=f"/desk/scenarios/{scenario.code}/questions/",
        )
