"""One section of a sheet as a page: shown, saved, autosaved, in conflict. Plans, implementation plans and claims share it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from marketplace.accounts.signing import typed
from marketplace.errors import Complaint, MarketplaceError, Stale, TooLarge
from marketplace.furniture.words import marked
from marketplace.i18n import _
from marketplace.sheets import Bound, Section, Sheet
from marketplace.sheets.bound import rearranged
from marketplace.sheets.diff import spans
from marketplace.sheets.fields import Files

Uploads = Mapping[str, Sequence[FileStorage]]
Save = Callable[[Bound, int | None, bool], int]


@dataclass
class SectionPage:
    """What one section's page needs from its room."""

    sheet: Sheet
    section: Section
    values: Mapping[str, Any]
    counter: int
    url: str
    back_url: str
    next_url: str
    save: Save
    template: str
    code: str
    state: str
    saved_note: str = ""
    take_files: Callable[[Bound, Uploads], None] | None = None
    refused: Sequence[str] = ()
    """Why it cannot be edited now; empty when it can."""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The section's place in the sheet, from 1."""
        return self.sheet.sections.index(self.section) + 1


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
    """The section as stored, or as typed before signing in again."""
    restored = typed()
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
    if page.take_files and not page.refused and any(isinstance(one, Files) for one in page.section.fields):
        page.take_files(bound, uploads)


def submit(page: SectionPage) -> ResponseReturnValue:
    """Save what was posted, or show it again with what is wrong."""
    form = sent_form()
    bound = Bound.of_form(page.section, form, kept=page.values)
    fresh = sent_revision() == page.counter and not page.refused
    _take_files(page, bound, sent_files() if fresh else {})
    if not fresh:
        lose_files()
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
    """Save quietly what can be taken; the answer is the new counter, with what was left out, or why nothing was saved."""
    bound = Bound.of_form(page.section, sent_form(), kept=page.values)
    revision = page.save(bound, sent_revision(), True)
    problems = [{"field": wrong.anchor, "message": str(wrong.message)} for wrong in bound.complaints]
    return jsonify({"revision": revision, **({"problems": problems} if problems else {})})


def _render(
    page: SectionPage, bound: Bound, revision: int, *, reasons: Sequence[Complaint] = (), unsaved: str = ""
) -> str:
    return render_template(
        page.template,
        page=page,
        bound=bound,
        revision=revision,
        unsaved=unsaved,
        nav="desk",
        complaints=[*reasons, *bound.complaints],
        **page.extra,
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
