"""An app that shows codes, and its owner at the door."""

from django.test import Client
from django.utils import timezone

from tenants.door import codes
from tests.world import PASSWORD

ADA = "ada@acme.example"


def set_up(client: Client, password: str = PASSWORD) -> str:
    """Set up a code app by its page; return its key."""
    key: str = client.get("/account/second-factor/app/").context["key"]
    data = {"code": code_of(key), "old_password": password}
    client.post("/account/second-factor/app/", data)
    return key


def code_of(key: str, later: int = 0) -> str:
    return codes.code_at(key, int(timezone.now().timestamp()) // 30 + later)


def sign_in(client: Client, password: str = PASSWORD, code: str = "") -> str:
    """Return where signing in leads; "" when it is refused."""
    data = {"username": ADA, "password": password, "code": code}
    answer = client.post("/sign-in/", data)
    return answer["Location"] if answer.status_code == 302 else ""


def show(client: Client, code: str) -> str:
    answer = client.post("/sign-in/second-factor/", {"code": code})
    return answer["Location"] if answer.status_code == 302 else ""


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200
