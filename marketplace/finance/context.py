"""The precision of all reckoning."""

from decimal import ROUND_HALF_EVEN, Context

# Traps off: an engine that draws a draft must not raise. Wide enough for every sum to be exact to far below a fen.
CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[])
