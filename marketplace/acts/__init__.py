"""One way to act: a row of any table is picked, shown as a page, refused with reasons, applied, recorded and told."""

from marketplace.acts.kind import Kind

__all__ = ["Kind"]
