"""One section of a sheet as a page: shown, saved, autosaved, in conflict. Plans, implementation plans and claims share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from flask import current_app, flash, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint, MarketplaceError, Stale, TooLarge
from marketplace.finance import outlook_of
from marketplace.furniture import components, times
from marketplace.furniture.words import marked
from marketplace.i18n import _
from marketplace.sheets import Bound, Section, Sheet
from marketplace.sheets.bound import rearranged
from marketplace.sheets.diff import spans
from marketplace.sheets.fields import Files

Uploads = Mapping[str, Sequence[FileStorage]]
Save = Callable[[Bound, int | None, bool], int]
_STANDING = {"empty": ("未开始", ""), "incomplete": ("需完善", "waiting"), "complete": ("已完成", "done")}


class Written(Protocol):
    """What is written section by section: a document of a plan, a claim."""

    @property
    def updated_by(self) -> Person | None: ...
    @property
    def updated_at(self) -> datetime: ...
    @property
    def autosaved(self) -> bool: ...
    def counter(self, section: str, /) -> int:
        """The revision of one section."""


@dataclass(kw_only=True)
class SectionPage:
    """One section's page, from what its room says. Saving builds no page: what only showing needs is asked when it is shown."""

    sheet: Sheet
    section_id: InitVar[str]
    document: Written
    body: Mapping[str, Any]
    code: str
    state: str
    address: Callable[..., str]
    """The address of a section, called with `section_id`."""
    back_url: str
    save: Save
    take_files: Callable[[Bound, Uploads], None]
    closed: Callable[[], Sequence[str]]
    """Why it cannot be edited now; nothing when it can."""
    template: str
    beside: Callable[[Section], dict[str, Any]]
    """What stands beside the form."""
    answers: Callable[[], Mapping[str, Any]] = dict
    """What the document answers, beside its own sections: the published plan that is claimed."""
    hints: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    """What is found in a body with this section as it is typed, by field; None where nothing is looked for."""
    reckons: Callable[[Mapping[str, Any]], Mapping[str, Any] | None] | None = None
    """Of a section with money: the plan body whose figures follow from these values of the section; None: not yet."""
    reckoned_note: str = ""
    """What is said beside the figures."""

    def __post_init__(self, section_id: str) -> None:
        self.section = self.sheet.section(section_id)
        self.values: Mapping[str, Any] = self.body.get(section_id) or {}

    @property
    def counter(self) -> int:
        """The section's revision as it is stored."""
        return self.document.counter(self.section.id)

    @property
    def number(self) -> int:
        """The section's place in the sheet, from 1."""
        return self.sheet.sections.index(self.section) + 1

    @property
    def url(self) -> str:
        """Where the section is read and written."""
        return self.address(section_id=self.section.id)

    @property
    def next_url(self) -> str:
        """The section that follows; after the last, what one came from."""
        following = self.sheet.after(self.section.id)
        return self.address(section_id=following.id) if following else self.back_url

    @cached_property
    def refused(self) -> Sequence[str]:
        """Why it cannot be edited now; empty when it can."""
        return self.closed()

    @property
    def saved_note(self) -> str:
        """When and by whom it was last saved."""
        return saved_words(self.document)

    def found(self, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What is found in the section as it is typed, by field; None where nothing is looked for."""
        return self.hints({**self.body, self.section.id: {**self.values, **values}}) if self.hints else None

    @cached_property
    def known(self) -> Mapping[str, Any]:
        """What a field's choices may depend on: the whole document, and what it answers."""
        return {**self.body, **self.answers()}

    def proposed(self) -> dict[str, str]:
        """What the address proposes to choose: one of a list, of a field that takes one."""
        asked = {one.id: request.args.get(one.id, "") for one in self.section.fields if one.kind == "choice"}
        return {
            name: key for name, key in asked.items() if key in dict(self.section.field(name).offered("", self.known))
        }

    def reckoned(self, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The plan body whose figures follow from these values; None where none do."""
        return self.reckons(values) if self.reckons else None

    def shown(self) -> dict[str, Any]:
        """What stands around the form: how the section stands, and what the room adds."""
        standing = next(one for one in self.sheet.progress(self.body) if one.section is self.section)
        problems = [(problem.message, "") for problem in standing.problems[:6]]
        return {"tag": progress_tag(standing.status), "problems": problems, **self.beside(self.section)}


def progress_tag(status: str) -> components.Tag:
    """The tag of a section's standing."""
    label, shape = _STANDING[status]
    return components.Tag(_(label), shape)


def saved_words(document: Written) -> str:
    """When and by whom the document was last saved."""
    who = document.updated_by.title if document.updated_by else _("系统")
    when = times.short_moment(document.updated_at, clock.now())
    if document.autosaved:
        return _("%(who)s，%(when)s自动保存", who=who, when=when)
    return _("%(who)s，%(when)s保存", who=who, when=when)


def sent_revision(name: str = "revision") -> int | None:
    """The revision that the form carried; None when it carried none that can be read."""
    raw = request.form.get(name, "").strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def sent_form() -> dict[str, list[str]]:
    """The posted fields, each with all its values."""
    return request.form.to_dict(flat=False)


def sent_files() -> dict[str, list[FileStorage]]:
    """The files that were chosen, by field."""
    return {name: [one for one in found if one.filename] for name, found in request.files.to_dict(flat=False).items()}


def lose_files() -> None:
    """Say on the page that is shown which files have to be chosen again: they were not kept."""
    g.lost_files = [str(one.filename) for found in sent_files().values() for one in found]


def show(page: SectionPage) -> ResponseReturnValue:
    """The section as stored, with what its address proposes, or as typed before signing in again."""
    restored = typed()
    if restored is None and (proposed := page.proposed()) and not page.refused:
        bound = Bound.of_values(page.section, {**page.values, **proposed})
        return _render(page, bound.flag(), page.counter, unsaved=_("已填入你的选择，还没有保存，请核对后保存。"))
    if restored is None:
        return _render(page, Bound.of_values(page.section, page.values).flag(), page.counter)
    bound = Bound.of_form(page.section, restored.to_dict(flat=False), kept=page.values)
    _take_files(page, bound, {})
    raw = restored.get("revision", "")
    revision = int(raw) if raw.isdigit() and len(raw) < 10 else page.counter
    return _render(
        page, bound.flag(), revision, unsaved=_("已重新登录。下面是你刚才填写的内容，还没有保存，请核对后保存。")
    )


def _take_files(page: SectionPage, bound: Bound, uploads: Uploads) -> None:
    """Keep what was chosen, and what was received before."""
    if any(isinstance(one, Files) for one in page.section.fields) and not page.refused:
        page.take_files(bound, uploads)


def submit(page: SectionPage) -> ResponseReturnValue:
    """Save what was posted, or show it again with what is wrong."""
    form = sent_form()
    bound = Bound.of_form(page.section, form, kept=page.values)
    fresh = sent_revision() == page.counter and not page.refused
    _take_files(page, bound, sent_files() if fresh else {})
    if not fresh:
        lose_files()
    if "figures" in form and page.reckons:
        return _render(
            page, bound.flag(), sent_revision() or page.counter, unsaved=_("已按填写的内容试算，还没有保存。")
        )
    if rearranged(bound, form):
        return _render(page, bound, sent_revision() or page.counter, unsaved=_("表格已调整，还没有保存。"))
    try:
        if large := [c for c in bound.complaints if c.kind == "too_large"]:
            raise TooLarge(*large)
        page.save(bound, sent_revision(), False)
    except Stale as stale:
        return _conflict(page, bound, stale), 409
    except MarketplaceError as refused:
        if refused.status not in (409, 413, 422):
            raise
        own = {id(c) for c in bound.complaints}
        reasons = [c for c in refused.complaints if id(c) not in own and c.kind != "too_large"]
        return _render(page, bound, sent_revision() or page.counter, reasons=reasons), refused.status
    flash(_("“%(section)s”已保存。", section=page.section.label))
    return redirect(page.url if "stay" in form else page.next_url)


def autosave(page: SectionPage) -> ResponseReturnValue:
    """Save quietly what can be taken; the answer is the new counter, with what was left out, or why nothing was saved; and, for a
    page that asks, what is found in it now."""
    bound = Bound.of_form(page.section, sent_form(), kept=page.values)
    revision = page.save(bound, sent_revision(), True)
    problems = [{"field": wrong.anchor, "message": str(wrong.message)} for wrong in bound.complaints]
    found = page.found(bound.values) if request.headers.get("X-Wants") == "findings" else None
    hints = {} if found is None else {"findings": {field: hint_text(one) for field, one in found.items()}}
    return jsonify({"revision": revision, **({"problems": problems} if problems else {}), **hints})


def hint_text(found: Any) -> str:
    """What is found at one field, as it stands on the page."""
    macro = current_app.jinja_env.get_template("rules/_findings.html").module.findings_at  # type: ignore[attr-defined]
    return str(macro(found))


def _render(
    page: SectionPage, bound: Bound, revision: int, *, reasons: Sequence[Complaint] = (), unsaved: str = ""
) -> str:
    body = page.reckoned(bound.values)
    return render_template(
        page.template,
        page=page,
        outlook=outlook_of(body) if body is not None else None,
        bound=bound,
        revision=revision,
        unsaved=unsaved,
        nav="desk",
        complaints=[*reasons, *bound.complaints],
        findings=page.found(bound.values),
        **page.shown(),
    )


def _conflict(page: SectionPage, bound: Bound, stale: Stale) -> str:
    saved, mine = [], []
    kept = stale.saved if stale.saved is not None else page.values
    for one in page.section.fields:
        old, new = one.show(kept.get(one.id)), one.show(bound.values.get(one.id))
        changed = spans(old, new)
        saved.append((one.label, marked(changed, "del")))
        mine.append((one.label, marked(changed, "ins")))
    form = Markup(render_template("sections/merge.html", page=page, bound=bound, revision=stale.current))
    return render_template(
        "errors/conflict.html",
        saved_label=_("已保存，修订 %(n)d", n=stale.current),
        saved=saved,
        typed=mine,
        nav="desk",
        saved_note=page.saved_note,
        typed_note=_("你，从修订 %(n)s 开始", n=sent_revision() or "—"),
        merge_form=form,
        back_url=page.back_url,
        page=page,
        revision=stale.current,
        reasons=stale.reasons,
        attributes=_attributes(page, stale.current),
    )


def _attributes(page: SectionPage, revision: int) -> Markup:
    return Markup(render_template("sections/attributes.html", page=page, revision=revision))
