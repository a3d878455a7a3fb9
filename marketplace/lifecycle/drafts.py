"""Tell a finished plan from an unfinished one, and whether a clerk handed just this one to the lead (提请签发)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.accounts.models import Person
from marketplace.accounts.predicates import drafts, of_publisher
from marketplace.i18n import _, enumerated
from marketplace.plans import service as plans
from marketplace.plans.sheet import PLAN
from marketplace.scenarios.models import Scenario

publisher_clerk = of_publisher & drafts
"""Who hands the plan over: a lead signs it themselves."""
NAMED = 4
"""So many unfinished sections a line of the desk names."""


@dataclass(frozen=True)
class Standing:
    """How a plan that its publisher still writes stands."""

    lacking: tuple[str, ...] = ()
    """The sections in which something is missing, in the order of the form."""
    presented: bool = False
    """Whether a clerk handed it over just as it stands."""

    @property
    def is_finished(self) -> bool:
        """Whether the lead could sign it."""
        return not self.lacking

    def words(self) -> str:
        """What a desk says of it."""
        if self.lacking:
            named = enumerated(self.lacking[:NAMED])
            if len(self.lacking) > NAMED:
                return _("未成稿，还缺 %(named)s等 %(n)d 节", named=named, n=len(self.lacking))
            return _("未成稿，还缺 %(named)s", named=named)
        if self.presented:
            return _("经办人已提请，方案已成稿，请签发")
        return _("方案已成稿，请签发")


def standings(rows: Iterable[Scenario], person: Person) -> dict[int, Standing]:
    """The plans of one's own organisation that are still written, by scenario."""
    written = [row for row in rows if row.awaits_signature and row.publisher_id == person.organisation_id]
    found = plans.documents([row.code for row in written], "plan")
    return {
        row.id: Standing(
            tuple(str(one.section.label) for one in PLAN.progress(found[row.code].body) if one.problems),
            row.presented_revision == found[row.code].revision,
        )
        for row in written
        if row.code in found
    }
