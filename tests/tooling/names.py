"""Find where code or a template names a state, a role or a kind of organisation outside its table.

A word such as "open" or "lead" is an ordinary word too. It counts as a name where it is compared with, assigned to,
looked up in or passed as something that is called so, and where only such names stand together."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

from marketplace.accounts.roles import KINDS, ROLES
from marketplace.scenarios.states import PUBLIC

ROOT = Path(__file__).resolve().parents[2]
TABLES_OF_STATES = {
    f"marketplace.{path.parent.name}.states": importlib.import_module(f"marketplace.{path.parent.name}.states").STATES
    for path in sorted((ROOT / "marketplace").glob("*/states.py"))
}
"""The tables of states, by module: a new room's is read like the others."""
STATE_NAMES = frozenset({*PUBLIC, *(one for table in TABLES_OF_STATES.values() for one in table)})
ROLE_NAMES = frozenset(ROLES)
KIND_NAMES = frozenset(KINDS)
TEMPLATES = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])


def _named_by(word: str) -> frozenset[str]:
    """The names that something called so can hold: `public_state` a state's, `role` a role's, `kind` an organisation's kind's."""
    parts = word.lower().split("_")
    states = STATE_NAMES if {"state", "states", "status", "outcome", "source", "target"} & set(parts) else frozenset()
    roles = ROLE_NAMES if {"role", "roles"} & set(parts) else frozenset()
    return states | roles | (KIND_NAMES if {"kind", "kinds"} & set(parts) else frozenset())


# --- Python -------------------------------------------------------------------------------------------------------


def _word(node: ast.AST) -> str:
    """What an expression is called: its last word."""
    match node:
        case ast.Attribute(attr="id", value=inner):
            return _word(inner)
        case ast.Attribute(attr=word) | ast.Name(id=word) | ast.keyword(arg=str(word)) | ast.arg(arg=word):
            return word
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(word)), *_]):
            return word
        case ast.Call(func=inner):
            return _word(inner)
        case ast.Subscript(slice=ast.Constant(value=str(word))):
            return word
    return ""


def _literals(node: ast.AST) -> set[str]:
    """The strings that stand in an expression themselves, alone or in a collection."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return {text for part in parts for text in _literals(part)}
        case ast.Dict(keys=keys):
            return {text for key in keys if key for text in _literals(key)}
        case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple" | "list"), args=[inner]):
            return _literals(inner)
        case ast.IfExp(body=one, orelse=other):
            return _literals(one) | _literals(other)
        case ast.BoolOp(values=parts):
            return {text for part in parts for text in _literals(part)}
    return set()


def _pairs(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """What is held against what: of a comparison, an assignment, an argument, a condition in a query."""
    match node:
        case ast.Compare(left=left, comparators=others):
            for one in (left, *others):
                yield from ((one, other) for other in (left, *others) if other is not one)
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value
        case ast.keyword(value=value):
            yield node, value
        case ast.Call(func=ast.Attribute(value=held, attr="in_" | "not_in" | "is_distinct_from"), args=[value, *_]):
            yield held, value
        case ast.arguments(args=args, defaults=defaults) if defaults:
            yield from zip(args[-len(defaults) :], defaults, strict=True)
        case ast.Match(subject=held, cases=cases):
            patterns = (one for case in cases for one in ast.walk(case.pattern))
            yield from ((held, one.value) for one in patterns if isinstance(one, ast.MatchValue))


def _alone(node: ast.AST) -> set[str]:
    """Names that stand together in a collection of nothing else: a table of one's own."""
    if not isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
        return set()
    parts = list(node.keys) if isinstance(node, ast.Dict) else node.elts
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    fewest = 1 if isinstance(node, ast.Set) else 2  # a set of one is a table, too
    if len(texts) < fewest or len(texts) != len(parts):
        return set()
    return set(texts) if any(set(texts) <= one for one in (STATE_NAMES, ROLE_NAMES, KIND_NAMES)) else set()


def _imported(node: ast.AST) -> set[str]:
    """Names of states that are fetched from their table by constant."""
    match node:
        case ast.ImportFrom(module=str(module), names=names) if module in TABLES_OF_STATES:
            return {one.name for one in names if one.name.lower() in STATE_NAMES}
        case ast.Attribute(value=ast.Name(id="s" | "states"), attr=word) if word.isupper():
            return {word} if word.lower() in STATE_NAMES else set()
    return set()


def in_python(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a module that name one, and the name."""
    for node in ast.walk(ast.parse(text)):
        found = _alone(node) | _imported(node)
        for held, against in _pairs(node):
            found |= _named_by(_word(held)) & _literals(against)
        for name in sorted(found):
            yield getattr(node, "lineno", getattr(getattr(node, "value", None), "lineno", 0)), name


# --- templates ----------------------------------------------------------------------------------------------------


def _template_word(node: nodes.Node) -> str:
    match node:
        case nodes.Getattr(attr="id", node=inner):
            return _template_word(inner)
        case nodes.Getattr(attr=word) | nodes.Name(name=word):
            return word
        case nodes.Getitem(arg=nodes.Const(value=str(word))):
            return word
        case nodes.Filter(name=word):
            return word
    return ""


def _template_literals(node: nodes.Node) -> set[str]:
    return {one.value for one in (node, *node.find_all(nodes.Const)) if isinstance(one, nodes.Const) and _is_text(one)}


def _is_text(node: nodes.Const) -> bool:
    return isinstance(node.value, str)


def _template_pairs(node: nodes.Node) -> Iterator[tuple[str, set[str]]]:
    match node:
        case nodes.Compare(expr=left, ops=ops):
            operands = [left, *(one.expr for one in ops)]
            for one in operands:
                for other in operands:
                    yield _template_word(one), _template_literals(other) if other is not one else set()
        case nodes.Test(node=held, args=[value, *_]):
            yield _template_word(held), _template_literals(value)
        case nodes.Filter(name="selectattr" | "rejectattr", args=[nodes.Const(value=word), _test, value, *_]):
            yield word, _template_literals(value)
        case nodes.Keyword(key=word, value=value):
            yield word, _template_literals(value)


def in_template(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a template that name one, and the name."""
    for node in TEMPLATES.parse(text).find_all(nodes.Node):
        for word, literals in _template_pairs(node):
            for name in sorted(_named_by(word) & literals):
                yield node.lineno, name


def everywhere(is_table: Callable[[str], bool]) -> list[str]:
    """Every such place of the product that is no table, in words."""
    found: list[str] = []
    readers: tuple[tuple[str, str, Any], ...] = (
        ("marketplace", "*.py", in_python),
        ("templates", "*.html", in_template),
    )
    for folder, pattern, read in readers:
        for path in sorted((ROOT / folder).rglob(pattern)):
            place = str(path.relative_to(ROOT))
            if not is_table(place):
                found += [f"{place}:{line} names {name}" for line, name in read(path.read_text())]
    return found
