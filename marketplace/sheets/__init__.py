"""What things say: a sheet is a list of sections, a section a list of fields. Form, validation, JSON, page, diff follow."""

from marketplace.sheets.bound import Bound
from marketplace.sheets.fields import Field
from marketplace.sheets.sheet import Section, Sheet

__all__ = ["Bound", "Field", "Section", "Sheet"]
