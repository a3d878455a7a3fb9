"""How things move: transition rows, guards that explain themselves, one move at a time. Knows no room."""

from marketplace.workflow.engine import Table
from marketplace.workflow.moves import Choice, Move
from marketplace.workflow.predicates import Predicate
from marketplace.workflow.rows import State, Tell, Transition, Waits
from marketplace.workflow.standing import Facts

__all__ = ["Choice", "Facts", "Move", "Predicate", "State", "Table", "Tell", "Transition", "Waits"]
