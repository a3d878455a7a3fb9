"""What is done to people and organisations: three tables of deeds, and the one way each is done."""

from marketplace.people.deeds.colleagues import COLLEAGUES, ONESELF
from marketplace.people.deeds.doing import do, require_current, why_not
from marketplace.people.deeds.organisations import ORGANISATIONS
from marketplace.people.deeds.persons import PEOPLE
from marketplace.people.deeds.table import Deed, Subjects

__all__ = ["COLLEAGUES", "ONESELF", "ORGANISATIONS", "PEOPLE", "Deed", "Subjects", "do", "require_current", "why_not"]
