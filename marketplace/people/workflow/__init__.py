"""What is done to people and organisations: three tables, each with its kind of acts."""

from marketplace.people.workflow.colleagues import COLLEAGUES
from marketplace.people.workflow.organisations import ORGANISATIONS
from marketplace.people.workflow.persons import PEOPLE

__all__ = ["COLLEAGUES", "ORGANISATIONS", "PEOPLE"]
