"""The contest's file, for the office."""

from __future__ import annotations

from flask import Blueprint, Response, send_file

from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.archive import service
from marketplace.files.views import disposition
from marketplace.scenarios.service import scenario_by_code

bp = Blueprint("archive", __name__)


@bp.get("/desk/scenarios/<code>/archive.zip")
@permission("archive.read")
def archive(code: str) -> Response:
    scenario = scenario_by_code(code)
    authorise("archive.read", scenario)
    answer = send_file(service.make(scenario, current_person()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = disposition(service.file_name(scenario))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
