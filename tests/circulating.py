"""Routes of what is signed beside documents, for tests: set, sent round, signed over HTTP."""

import re
from typing import Any

from approvals.actions.routes import save_route
from approvals.models import Route, Stage
from oversight.models import Circulation
from tenants.models import Member
from tests.world import PASSWORD, signed_in


def set_route(affair: str, *stages: list[Member], by: Member, **facts: Any) -> Route:
    """Let these sign stage by stage; the last stage approves."""
    made = [
        Stage(
            name_zh=f"第{n}步",
            name_en=f"Stage {n}",
            meaning="approved" if n == len(stages) else "reviewed",
            members=[member.pk for member in people],
            **facts,
        )
        for n, people in enumerate(stages, start=1)
    ]
    newest = Route.objects.versions(None, affair).first()
    return save_route((None, affair), made, by=by, base=newest.number if newest else 0)


def place_of(circulation: Circulation) -> str:
    return f"/t/acme/circulations/{circulation.pk}/"


def sign_page(circulation: Circulation, by: Member) -> str:
    return signed_in(by).get(place_of(circulation)).content.decode()


def sign(circulation: Circulation, by: Member, **said: Any) -> int:
    """Sign what the page showed, by password; return the status."""
    shown = re.search(r'name="seen" value="(\w+)"', sign_page(circulation, by))
    facts = {"seen": shown[1] if shown else "", "password": PASSWORD} | said
    return signed_in(by).post(place_of(circulation), facts).status_code


def send_back(circulation: Circulation, by: Member, reason: str = "A figure is wrong.") -> None:
    signed_in(by).post(f"{place_of(circulation)}return/", {"reason": reason})
