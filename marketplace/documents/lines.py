"""Where a title, or the name of an office, is broken into lines: between words, by sense, never beside a lone mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

OPENING, CLOSING = "“‘《（〈【(", "”’》）〉】)，、。；：！？"
JOINING = ("与", "和", "及", "暨", "或", "并", "以及")
"""Words that begin a line rather than end one."""
TAILS = (
    "场景",
    "基地",
    "中心",
    "平台",
    "园区",
    "街区",
    "小区",
    "社区",
    "公寓",
    "综合体",
    "驿站",
    "设施",
    "住房",
    "项目",
    "工程",
    "系统",
)
"""What a place or a thing is called at the end of its name: the name is not parted from it."""
TRAILING = ("的", "之", "等", *TAILS)
"""What never begins a line: it stays with the word before."""
WHOLE = re.compile(r"[0-9A-Za-z]+(?:[.,:%/+-][0-9A-Za-z]+)*[%+]?|‘[^‘’]{1,8}’")
"""A figure, a Latin word, a short name in marks: never parted."""
AT_JOINT, AT_WORD, SHORT = 2, 8, 40
"""What a break costs before 与 or 和, between other words, after a first line of a few characters; between phrases, nothing."""
LEAST = 2
"""A shorter word is kept with its neighbour: half of a word that the dictionary lacks must not stand alone."""


@cache
def _words(text: str) -> tuple[str, ...]:
    import rjieba  # its dictionary takes a moment to load, and few processes set titles

    return tuple(rjieba.cut(text, False))


def _atoms(text: str) -> list[str]:
    """The pieces between which a line may end."""
    atoms: list[str] = []
    glued = False
    for word in _pieces(text):
        if atoms and (glued or _stays(atoms[-1], word)):
            atoms[-1] += word
        else:
            atoms.append(word)
        glued = word[-1] in OPENING or word in JOINING
    return atoms


def _pieces(text: str) -> Iterator[str]:
    place = 0
    for found in WHOLE.finditer(text):
        yield from _words(text[place : found.start()])
        yield found[0]
        place = found.end()
    yield from _words(text[place:])


def _stays(before: str, word: str) -> bool:
    if word[0] in CLOSING or word.startswith(TRAILING):
        return True
    if word[0] in OPENING or word in JOINING:
        return False
    own = before.rstrip(CLOSING)
    return own == before and (len(word) < LEAST or len(own.lstrip(OPENING)) < LEAST)


def title_lines(phrases: Sequence[str], most: int = 18) -> list[str]:
    """The title in as few lines of at most `most` characters as it takes, nearly equal, broken between phrases where it can
    be and between words where it must."""
    atoms, seams, length = [], set(), 0
    for phrase in phrases:
        atoms += _atoms(phrase)
        length += len(phrase)
        seams.add(length)
    joined = _joined(atoms)
    for count in range(1, len(joined) + 1):
        if made := _split(joined, count, most, frozenset(seams)):
            return made
    return _cut("".join(phrases), most)


def _joined(atoms: Sequence[str]) -> list[str]:
    """What begins with 的 or a closing mark stands with the atom before, also where a phrase begins with it."""
    joined: list[str] = []
    for atom in atoms:
        if joined and (atom[0] in CLOSING or atom.startswith(TRAILING) or joined[-1][-1] in OPENING):
            joined[-1] += atom
        else:
            joined.append(atom)
    return joined


def _split(atoms: Sequence[str], count: int, most: int, seams: frozenset[int]) -> list[str]:
    """The best way into so many lines; empty where there is none."""
    whole = sum(map(len, atoms))
    best: tuple[float, list[str]] = (float("inf"), [])
    for lines in _ways(list(atoms), count, most):
        cost = sum((len(line) - whole / count) ** 2 for line in lines) + (SHORT if len(lines[0]) < 4 else 0)
        place = 0
        for line, following in pairwise(lines):
            place += len(line)
            cost += 0 if place in seams else AT_JOINT if following.startswith(JOINING) else AT_WORD
        best = min(best, (cost, lines), key=lambda one: one[0])
    return best[1]


def _ways(atoms: list[str], count: int, most: int) -> Iterator[list[str]]:
    if count == 1:
        line = "".join(atoms)
        if len(line) <= most:
            yield [line]
        return
    line = ""
    for place, atom in enumerate(atoms[: len(atoms) - count + 1]):
        line += atom
        if len(line) > most:
            return
        if len("".join(atoms[place + 1 :])) <= most * (count - 1):
            for rest in _ways(atoms[place + 1 :], count - 1, most):
                yield [line, *rest]


def _cut(text: str, most: int) -> list[str]:
    """Where a single word is longer than a line: anywhere, nearly equal."""
    size = -(-len(text) // -(-len(text) // most))
    return [text[start : start + size] for start in range(0, len(text), size)]


BREAKS = ("工作领导小组", "管理委员会", "办公室")
"""Where the name of an office is broken over two lines, if it can be."""


def name_lines(name: str, most: int = 15) -> list[str]:
    """The issuer's name in one line, or in two that are broken by sense."""
    if len(name) <= most:
        return [name]
    places = [name.find(words) for words in BREAKS if name.find(words) > 0]
    if not places:
        return title_lines([name], max(most, -(-len(name) // 2) + 3))
    place = min(places, key=lambda one: abs(one - len(name) / 2))
    return [name[:place], name[place:]]
