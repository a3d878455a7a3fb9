"""What in a question would tell who asks: it is published unsigned, so its asker takes that out first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Organisation, Person
from marketplace.errors import Complaint
from marketplace.i18n import _, _l

LEGAL_FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团|公司|\(.*\)|\s)+$")
SHORTEST_STEM = 4
"""Characters of a name without its legal form that are looked for: fewer are ordinary words."""
TITLES = ("负责人", "经办人", "联系人", "经理", "主任", "总监")
"""An account that goes by a title names nobody."""
FEWEST_DIGITS = 7
Mark = tuple[str, str]
"""What kind of mark, and the mark as the asker's papers write it."""


def naming_complaints(text: str, person: Person) -> Iterator[Complaint]:
    """Each mark of the asker that the text holds, in words that say what to take out."""
    said = _plain(text)
    digits = re.sub(r"\D", "", said)
    found = [mark for mark in _marks(person) if _holds(said, mark[1])]
    found += [(kind, mark) for kind, mark in _telephones(person) if re.sub(r"\D", "", mark) in digits]
    for kind, mark in dict.fromkeys(found):
        yield Complaint(
            _("问题里写了%(kind)s“%(mark)s”。问题不署名公开，请删去后再提交。", kind=kind, mark=mark), "question"
        )


def _plain(text: str) -> str:
    shown = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return "".join(shown).casefold()


def _holds(said: str, mark: str) -> bool:
    """Whether the text holds the mark: one in Latin letters as a word of its own, any other with or without spaces in it."""
    wanted = _plain(mark).strip()
    if wanted.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", said) is not None
    return re.sub(r"\s", "", wanted) in re.sub(r"\s", "", said)


def _marks(person: Person) -> Iterator[Mark]:
    organisation = person.organisation
    if organisation:
        yield from _marks_of(organisation)
    for one in _colleagues(person):
        yield str(_l("邮箱")), one.email
        if len(one.name) > 1 and not any(title in one.name for title in TITLES):
            yield str(_l("姓名")), one.name


def _marks_of(organisation: Organisation) -> Iterator[Mark]:
    """The organisation's names, the longest first, each only where no longer one holds it."""
    stem = LEGAL_FORM.sub("", _plain(organisation.name))
    names = {organisation.name, organisation.short_name, stem if len(stem) >= SHORTEST_STEM else ""}
    for name in sorted(filter(None, names), key=len, reverse=True):
        yield str(_l("单位名称")), name
    if organisation.credit_code:
        yield str(_l("统一社会信用代码")), organisation.credit_code


def _telephones(person: Person) -> Iterator[Mark]:
    for one in _colleagues(person):
        if len(re.sub(r"\D", "", one.phone)) >= FEWEST_DIGITS:
            yield str(_l("电话")), one.phone


def _colleagues(person: Person) -> list[Person]:
    ids = [person.organisation_id] if person.organisation_id else []
    return [person, *(one for one in accounts.active_people(ids) if one.id != person.id)]
