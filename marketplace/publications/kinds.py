"""The kinds of publication: what each is called and how its letter begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.i18n import _l


@dataclass(frozen=True)
class Kind:
    """What a kind of publication is called and how its letter begins."""

    label: str
    title: str
    opening: str
    phrases: tuple[str, str]
    """The title on paper: before and after the scenario's."""
    sets_terms: bool
    """Whether the terms of a contest come into force by it."""


KINDS: Mapping[str, Kind] = {
    "opening": Kind(
        _l("推介发布"),
        _l("关于推介%(title)s的公告"),
        _l("现将本场景及其运营模式、回报机制向社会公开推介，请符合条件的经营主体揭榜。"),
        (_l("关于推介"), _l("的公告")),
        sets_terms=True,
    ),
    "amendment": Kind(
        _l("变更公告"),
        _l("关于变更%(title)s推介内容的公告"),
        _l("现对本场景的推介内容作出变更，以本版为准。已开始揭榜的经营主体请核对后办理。"),
        (_l("关于变更"), _l("推介内容的公告")),
        sets_terms=True,
    ),
    "result": Kind(
        _l("推介成果"),
        _l("关于%(title)s推介成果的公告"),
        _l("本场景已完成揭榜，现将经营主体、运营模式、回报机制和实施方案一并公布。"),
        (_l("关于"), _l("推介成果的公告")),
        sets_terms=False,
    ),
}
