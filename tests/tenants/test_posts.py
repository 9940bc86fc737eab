"""Posts: added, changed and ended, never deleted; a route keeps the post it asks for."""

import pytest
from django.test import Client

from tenants.models import Appointment, AuditEntry, Post
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.world import Cast, signed_in

POSTS = "/t/acme/settings/posts/"
NEW = {"code": "mr", "name_zh": "管理者代表", "name_en": "Management representative"}


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        made = make_office(acme)
        Post.objects.update(name_en="Head of unit")
        return made


@pytest.fixture
def tom(acme: Cast, office: Office) -> Client:
    return signed_in(acme.tom)


def post(acme: Cast, code: str) -> Post:
    with tenant_scope(acme.tenant.pk):
        return Post.objects.get(code=code)


def test_a_post_is_added_and_shown_as_vacant(acme: Cast, tom: Client) -> None:
    assert tom.post(f"{POSTS}new/", NEW | {"is_head": "on"})["Location"] == f"{POSTS}MR/"
    assert post(acme, "MR").is_head
    page = tom.get(POSTS).content.decode()
    assert page.count("Vacant") == 1  # Ravi holds the other one
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.get(event="post.added").by_id == acme.tom.pk


@pytest.mark.parametrize("code", ["HEAD", "", "a/b"])
def test_a_code_that_is_taken_or_unfit_is_refused(tom: Client, code: str) -> None:
    assert tom.post(f"{POSTS}new/", NEW | {"code": code}).status_code == 422


def test_a_post_changes_its_names_not_its_code(acme: Cast, tom: Client) -> None:
    tom.post(f"{POSTS}HEAD/change/", {"name_zh": "科长", "name_en": "Chief", "code": "X"})
    assert (post(acme, "HEAD").name_zh, post(acme, "HEAD").name_en) == ("科长", "Chief")
    with tenant_scope(acme.tenant.pk):
        entry = AuditEntry.objects.get(event="post.changed")
        assert '"name_zh":["部门负责人","科长"]' in bytes(entry.body).decode()


def test_a_post_that_a_route_asks_for_does_not_end(acme: Cast, office: Office, tom: Client) -> None:
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.update(valid_until="2020-01-01")
    page = tom.post(f"{POSTS}HEAD/end/")
    assert page.status_code == 422
    assert 'href="/t/acme/settings/routes/QP/major/"' in page.content.decode()
    assert post(acme, "HEAD").ended_on is None


def test_a_post_that_somebody_holds_does_not_end(acme: Cast, office: Office, tom: Client) -> None:
    tom.post(f"{POSTS}new/", NEW)
    with tenant_scope(acme.tenant.pk):
        Appointment.objects.update(post=Post.objects.get(code="MR"))
    assert tom.post(f"{POSTS}MR/end/").status_code == 422
    assert "Ravi" in tom.get(f"{POSTS}MR/").content.decode()


def test_an_ended_post_is_offered_nowhere_and_changes_no_more(acme: Cast, tom: Client) -> None:
    tom.post(f"{POSTS}new/", NEW)
    assert tom.post(f"{POSTS}MR/end/").status_code == 302
    assert post(acme, "MR").ended_on == acme.tenant.today()
    assert NEW["name_en"] not in tom.get("/t/acme/settings/units/OFC/").content.decode()
    routes = signed_in(acme.cora).get("/t/acme/settings/routes/QP/major/").content.decode()
    assert NEW["name_en"] not in routes
    for act in ("change", "end"):
        assert tom.post(f"{POSTS}MR/{act}/", NEW).status_code == 422
    assert "1 ended post" in tom.get(POSTS).content.decode()
