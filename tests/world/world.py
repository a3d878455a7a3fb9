"""Builders that play the chain through the services, so that a test begins where it wants to begin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Organisation, Person
from marketplace.accounts.service import person_by_email
from marketplace.claims import service as claims
from marketplace.claims.opening import opened_claims
from marketplace.claims.sheet import CLAIM
from marketplace.corrections import service as corrections
from marketplace.extensions import db, unit_of_work
from marketplace.lifecycle import proposals
from marketplace.lifecycle import service as lifecycle
from marketplace.objections import raising
from marketplace.objections import service as objections
from marketplace.objections.forms import OBJECTION
from marketplace.objections.queries import current_notice
from marketplace.panel import service as panels
from marketplace.plans import service as plans
from marketplace.plans.sheet import IMPLEMENTATION, PLAN
from marketplace.problems import service as problems
from marketplace.problems.forms import RAISE
from marketplace.questions import service as questions
from marketplace.questions.forms import QUESTION
from marketplace.rules.rulebook import rules
from marketplace.scenarios import service as scenarios
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.scoring import service as scoring_service
from marketplace.sheets import Bound
from marketplace.supervision import queries as supervised
from marketplace.supervision import service as supervision
from marketplace.tick import tick
from tests.world import sheets
from tests.world.place import Place, Step, kept, play

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SECOND = "reviewer2@office.example"
REVIEWER, APPROVER, APPROVER2 = "reviewer@office.example", "approver@office.example", "approver2@office.example"
VETTING = {
    f"{what}_{name}": value
    for name in ("traction", "feasibility", "leverage")
    for what, value in (("score", "4"), ("reason", "有依据"))
}
EXPERTS = ("expert1", "expert2", "expert3")


def person(email: str) -> Person:
    """Whoever has this address."""
    found = person_by_email(email if "@" in email else f"{email}@office.example")
    assert found is not None, email
    return found


def _form(values: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: list(value) if isinstance(value, list) else [str(value)] for name, value in values.items()}


def upload(field: str = "evidence", content: bytes = PDF, name: str = "证明.pdf") -> dict[str, list[FileStorage]]:
    """One uploaded file."""
    return {field: [FileStorage(BytesIO(content), filename=name)]}


REASONS = {
    f"{'waive' if rule.waivable else 'override'}-{rule.id}": "有依据，见比选论证材料。" for rule in rules().values()
}


class World:
    """The world of one test. Every method opens its own application context and leaves nothing open."""

    def __init__(self, app: Flask, place: Place | None = None) -> None:
        self.app, self.place = app, place

    def advance(self, **span: int) -> None:
        """Move the clock ahead and do what became due."""
        with self.app.app_context():
            clock.advance(timedelta(**span))
        with self.app.app_context():
            tick()

    def scenario(self, code: str) -> Any:
        """A snapshot of the scenario's columns."""
        with self.app.app_context():
            found = scenario_by_code(code)
            row = {column.key: getattr(found, column.key) for column in Scenario.__table__.columns}
            row["deadline"] = found.round.deadline if found.round else None
            row["ranking"] = found.round.ranking if found.round else None
            return type("Snapshot", (), row)

    gives_reasons = True
    """Whether its officers have a reason for whatever the rule gate lets pass; the gate's own tests say no."""

    def act(self, code: str, action: str, by: str, uploads: Any = None, **form: Any) -> None:
        """Do an act of the lifecycle with the present revision."""
        with self.app.app_context():
            revision = scenario_by_code(code).revision
            form = {"confirm": "yes", "fair_competition": "passed"} | form  # whoever calls this has read what is lost
            form = (REASONS if self.gives_reasons else {}) | form
            lifecycle.act(code=code, action=action, by=person(by), form=_form(form), uploads=uploads, revision=revision)

    def propose(self, code: str, act: str, by: str = REVIEWER) -> None:
        """A reviewer proposes an end, and the time to answer passes."""
        self.act(code, "propose", by, act=act, comment="依据在案，提请办理。")
        with self.app.app_context():
            found = proposals.standing(scenario_by_code(code).round, act)  # type: ignore[arg-type]
            assert found is not None
            clock.advance(found.until - clock.now() + timedelta(seconds=1))

    def decide(self, code: str, action: str, by: str, *, wait: bool = True, **form: Any) -> None:
        """An end that rests on a proposal: proposed, answered by nobody, done, and then objected to by nobody."""
        self.propose(code, action)
        self.act(code, action, by, **form)
        with self.app.app_context():
            done = proposals.objectable(scenario_by_code(code).round, [action])
            assert done is not None and done.objections_until is not None
            if wait:
                clock.advance(done.objections_until - clock.now() + timedelta(seconds=1))

    def write_plan(self, code: str, body: Mapping[str, Any], by: str) -> None:
        """Fill in the sections of a plan."""
        with self.app.app_context():
            for section in PLAN.sections:
                if section.id in body:
                    bound = Bound.of_form(section, _form(sheets.fields_of(section, body[section.id])))
                    counter = plans.document(code, "plan").counter(section.id)
                    scenarios.save_plan_section(code=code, bound=bound, revision=counter, by=person(by))

    @kept
    def a_draft(
        self, publisher: str = "center1", title: str = "幸福社区食堂与助餐场景", body: Mapping[str, Any] | None = None
    ) -> str:
        """A scenario whose plan is filled in."""
        with self.app.app_context():
            by = person(f"lead@{publisher}.example")
            code = scenarios.create_scenario(by=by, title=title, field="elderly_childcare", year=2026).code
        filled = dict(body or sheets.plan())
        filled["basics"] = {**filled["basics"], "title": title}
        self.write_plan(code, filled, f"lead@{publisher}.example")
        return code

    def a_scenario(
        self,
        state: str = "open",
        publisher: str = "center1",
        body: Mapping[str, Any] | None = None,
        title: str = "幸福社区食堂与助餐场景",
        claimants: tuple[str, ...] = ("investor1", "investor2"),
        scores: Mapping[str, int] | None = None,
    ) -> str:
        """A scenario that has travelled the chain up to this state; answers its code."""
        lead = f"lead@{publisher}.example"
        steps: list[Step] = [((publisher, title, body), lambda _code: self.a_draft(publisher, title, body))]
        for reached, uses, step in CHAIN[: REACHED.index(state)]:
            told: dict[str, Any] = {"claimants": claimants, "scores": scores or {}}
            steps.append(((reached, *(told[name] for name in uses)), partial(_taken, step, self, lead, **told)))
        code = play(self.place, steps)
        assert self.scenario(code).state == state, f"no chain leads to {state}"
        return str(code)

    @kept
    def a_claim(
        self, code: str, organisation: str = "investor1", *, submit: bool = True, body: Mapping[str, Any] | None = None
    ) -> str:
        """A claim of this organisation; answers its reference."""
        lead = f"lead@{organisation}.example"
        with self.app.app_context():
            ref = claims.start_claim(scenario=scenario_by_code(code), by=person(lead)).ref
        self.write_claim(ref, body or sheets.claim(organisation), lead)
        if submit:
            self.claim_act(ref, "submit", lead)
        return ref

    def write_claim(self, ref: str, body: Mapping[str, Any], by: str) -> None:
        """Fill in sections of a claim."""
        with self.app.app_context():
            for section in CLAIM.sections:
                if section.id in body:
                    bound = Bound.of_form(section, _form(sheets.fields_of(section, body[section.id])))
                    counter = claims.claim_by_ref(ref).counter(section.id)
                    claims.save_claim_section(ref=ref, bound=bound, revision=counter, by=person(by))

    def claim_act(self, ref: str, action: str, by: str) -> None:
        """Submit, withdraw, confirm membership."""
        with self.app.app_context():
            claims.act(ref=ref, action=action, by=person(by), revision=claims.claim_by_ref(ref).revision)

    def claim_state(self, ref: str) -> str:
        """The state of a claim."""
        with self.app.app_context():
            return claims.claim_by_ref(ref).state

    @kept
    def close(self, code: str) -> None:
        """Let the deadline pass and the claims be opened."""
        with self.app.app_context():
            left = scenario_by_code(code).round.deadline - clock.now()  # type: ignore[union-attr]
            clock.advance(left + timedelta(seconds=1))
        with self.app.app_context():
            tick()

    def refs(self, code: str) -> list[str]:
        """The references of the opened claims."""
        with self.app.app_context():
            round_ = scenario_by_code(code).round
            return [claim.ref for claim in opened_claims(round_)] if round_ else []

    def ref_of(self, code: str, organisation: str) -> str:
        """The reference of this organisation's opened claim."""
        with self.app.app_context():
            round_ = scenario_by_code(code).round
            assert round_ is not None
            return next(c.ref for c in opened_claims(round_) if c.lead_organisation.code == organisation)

    @kept
    def judge(self, code: str, scores: Mapping[str, int] | None = None, experts: tuple[str, ...] = EXPERTS) -> None:
        """Every claim is eligible, experts are assigned, declare no interest, score and lock."""
        refs = self.refs(code)
        with self.app.app_context(), unit_of_work():
            for ref in refs:
                if claims.claim_by_ref(ref).state == "submitted":
                    corrections.decide(ref=ref, eligible=True, reason="资格符合", by=person(REVIEWER))
            ids = [person(f"{name}@experts.example").id for name in experts]
            panels.choose(code=code, experts=ids, reason="熟悉社区运营", by=person(REVIEWER))
        for name in experts:
            for place, ref in enumerate(refs):
                self.score(ref, name, (scores or {}).get(ref, 90 - place))

    def judge_rest(self, code: str, done: Mapping[str, set[str]], experts: tuple[str, ...] = EXPERTS) -> None:
        """Every assigned expert locks the sheets that are still owed; `done` are those locked already, by address."""
        for name in experts:
            for ref in self.refs(code):
                if ref not in done.get(f"{name}@experts.example", set()):
                    self.score(ref, name, 80)

    def score(self, ref: str, expert: str, score: int, *, lock: bool = True) -> None:
        """One expert declares no interest and scores one claim the same in every criterion."""
        with self.app.app_context():
            by = person(f"{expert}@experts.example")
            panels.declare(ref=ref, declared="none", reason="", by=by)
            criteria = claims.claim_by_ref(ref).round.criteria
            form = {f"score_{n}": [str(score)] for n in range(len(criteria))} | {
                f"note_{n}": ["有依据"] for n in range(len(criteria))
            }
            scoring_service.score_claim(ref=ref, form=form, lock=lock, by=by, revision=1)

    def first(self, code: str) -> str:
        """The reference of the first-ranked claim."""
        return str(self.scenario(code).ranking[0]["claim"])

    def end_notice(self, code: str) -> None:
        """Let the notice period pass."""
        with self.app.app_context():
            notice = current_notice(scenario_by_code(code).round)  # type: ignore[arg-type]
            clock.advance(notice.until - clock.now() + timedelta(seconds=1))  # type: ignore[union-attr]

    def object_to(self, code: str, by: str | None = None, text: str = "对结果有异议，请复核。") -> str:
        """Raise an objection to the result; answers its reference."""
        with self.app.app_context():
            bound = Bound(OBJECTION, {}, {"name": "王某", "contact": "0558-5550999", "objection": text})
            return raising.raise_objection(
                scenario=scenario_by_code(code), bound=bound, by=person(by) if by else None
            ).ref

    def uphold(
        self, code: str, text: str = "对结果有异议，请复核。", *, about_experts: bool = False, by: str = APPROVER2
    ) -> str:
        """An objection to the result that is upheld; answers its reference."""
        with self.app.app_context():
            bound = Bound(OBJECTION, {}, {"name": "王某", "contact": "0558-5550999", "objection": text})
            ref = raising.raise_objection(scenario=scenario_by_code(code), bound=bound, by=None).ref
        form = {"decision": ["upheld"], "answer": ["经核属实。"], "about_experts": ["yes" if about_experts else "no"]}
        with self.app.app_context():
            objections.decide(ref=ref, form=form, by=person(by))
        self.second(ref)
        return ref

    def second(self, ref: str, by: str = SECOND, decision: str = "upheld") -> None:
        """A second person, who neither concluded nor announced, agrees that an objection is upheld."""
        with self.app.app_context():
            form = {"decision": [decision], "answer": ["同意。"]}
            objections.decide(ref=ref, form=form, by=person(by))

    def annul(self, code: str, comment: str = "异议成立", by: str = APPROVER2, **objection: Any) -> None:
        """Annul the notice on an objection that is upheld."""
        self.uphold(code, by=by, **objection)
        self.act(code, "annul", by, comment=comment)

    def ask(self, code: str, by: str = "lead@investor2.example", question: str = "期满后设备归谁？") -> str:
        """Ask a question; answers its reference."""
        with self.app.app_context():
            bound = Bound.of_form(QUESTION, {"question": [question]}).require()
            return questions.ask(code=code, bound=bound, by=person(by)).ref

    def a_problem(self, by: str = "lead@center1.example", **more: str) -> str:
        """A problem that waits to be assigned; answers its code."""
        form = {"title": "后厨排烟改造需要协调", "kind": "operation", "description": "油烟扰民，请协调。"} | more
        with self.app.app_context():
            return problems.raise_problem(bound=Bound.of_form(RAISE, _form(form)), by=person(by)).code

    def winner(self, code: str) -> str:
        """The winner's lead."""
        with self.app.app_context():
            winner_id = scenario_by_code(code).winner_id
            return f"lead@{db.session.get_one(Organisation, winner_id).code}.example"

    def write_implementation(self, code: str, *, endorse: bool = True) -> None:
        """The winner fills in what its plan adds, the publisher endorses it."""
        winner = person_email = self.winner(code)
        with self.app.app_context():
            by = person(winner)
            body = sheets.implementation()
            for section_id in ("delivery", "agreement"):
                section = IMPLEMENTATION.section(section_id)
                bound = Bound.of_form(section, _form(sheets.fields_of(section, body.get(section_id, {}))))
                if section_id == "agreement":
                    bound.values = {
                        "signed_on": clock.today().isoformat(),
                        "file": [{"id": "x", "name": "协议.pdf", "size": 3, "sha256": "0" * 64}],
                    }
                counter = supervised.implementation(scenario_by_code(code)).counter(section_id)
                supervision.save_implementation_section(code=code, bound=bound, revision=counter, by=by)
        if endorse:
            with self.app.app_context():
                publisher = scenario_by_code(code).publisher.code
                supervision.endorse(code=code, by=person(f"lead@{publisher}.example"), plan_revision=None)
        assert person_email

    def happened(self, code: str, action: str, by: str) -> None:
        """Start, complete or take effect today, with evidence."""
        with self.app.app_context():
            today = clock.today().isoformat()
        self.act(code, action, by, uploads=upload(), happened_on=today, note="已完成")


def _claims_and_close(world: World, code: str, claimants: tuple[str, ...]) -> None:
    for organisation in claimants:
        world.a_claim(code, organisation)
    world.close(code)


def _conclude(world: World, code: str, scores: Mapping[str, int]) -> None:
    world.judge(code, scores)
    world.act(code, "conclude", REVIEWER)


def _award(world: World, code: str) -> None:
    world.end_notice(code)
    world.act(code, "award", APPROVER2)


def _submit_plan(world: World, code: str) -> None:
    world.write_implementation(code)
    world.act(code, "submit_plan", world.winner(code))


def _taken(step: Callable[..., None], world: World, lead: str, code: str, **told: Any) -> str:
    step(world, code, lead, told["claimants"], told["scores"])
    return code


CHAIN: tuple[tuple[str, tuple[str, ...], Callable[..., None]], ...] = (
    ("submitted", (), lambda w, code, lead, _c, _s: w.act(code, "submit", lead)),
    ("vetted", (), lambda w, code, _l, _c, _s: w.act(code, "vet", REVIEWER, **VETTING)),
    ("open", (), lambda w, code, _l, _c, _s: w.act(code, "publish", APPROVER, fair_competition="passed")),
    ("evaluating", ("claimants",), lambda w, code, _l, c, _s: _claims_and_close(w, code, c)),
    ("evaluated", ("scores",), lambda w, code, _l, _c, s: _conclude(w, code, s)),
    ("notice", (), lambda w, code, _l, _c, _s: w.act(code, "announce", APPROVER, claim=w.first(code))),
    ("awarded", (), lambda w, code, _l, _c, _s: _award(w, code)),
    ("plan_submitted", (), lambda w, code, _l, _c, _s: _submit_plan(w, code)),
    ("recommended", (), lambda w, code, _l, _c, _s: w.act(code, "approve_plan", APPROVER)),
    ("underway", (), lambda w, code, lead, _c, _s: w.happened(code, "start", lead)),
    ("completed", (), lambda w, code, lead, _c, _s: w.happened(code, "complete", lead)),
    ("effective", (), lambda w, code, lead, _c, _s: w.happened(code, "take_effect", lead)),
)
"""The chain from draft to effective: the state that a step reaches, what of the wishes it uses, and the step."""
REACHED = ("draft", *(state for state, _uses, _step in CHAIN))
