"""What the page of the guided choice shows: the questions as they were answered, where they lead, and the way back."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from marketplace.reference import guide, words
from marketplace.reference.tables import guide_questions

BACK = re.compile(r"/desk(/[A-Za-z0-9_-]+)+")
"""A page of a form: nothing else is led back to."""


def page(arguments: MultiDict[str, str]) -> dict[str, Any]:
    """The questions with their answers, and the models that these lead to."""
    answers = guide.known(arguments)
    back = arguments.get("back", "")
    return {
        "questions": [(one, [(key, words.answer(one.key, key)) for key in one.answers]) for one in guide_questions()],
        "answers": answers,
        "unmatched": [one.text for one in guide_questions() if arguments.get(one.key) and one.key not in answers],
        "found": guide.outcome(answers) if answers else None,
        "open": sum(one.key not in answers for one in guide_questions() if not one.optional),
        "said": lambda question: guide.in_words(question, answers),
        "paying": lambda model: guide.paying(model, answers),
        "back": back if BACK.fullmatch(back) else "",
        "address": _address,
    }


def _address(back: str, model_id: str) -> str:
    return f"{back}?{urlencode({'operating_model': model_id})}"
