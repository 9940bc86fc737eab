"""People choose by which ways notices come, above a floor that nobody can switch off."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from documents.models import Document
from tenants.models import Member, Preference
from tenants.notices import notify
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, sweep
from tests.world import Cast, signed_in

MONDAY = dt.date(2027, 3, 1)
NEWS = "document_changed"
WAYS = "/t/acme/notices/ways/"


@pytest.fixture
def document(acme: Cast) -> Document:
    with tenant_scope(acme.tenant.pk):
        return add_document(make_library(acme), acme.ada, title="Mine")


def news(cast: Cast, member: Member, document: Document) -> None:
    with tenant_scope(cast.tenant.pk):
        notify(member, NEWS, subject=document, what="owner")


def off_link_of(message: mail.EmailMessage) -> str:
    link = str(message.extra_headers["List-Unsubscribe"]).strip("<>")
    return "/" + link.split("/", 3)[3]


def test_news_that_is_switched_off_comes_by_mail_no_more_and_stands_in_the_product(
    acme: Cast, document: Document
) -> None:
    signed_in(acme.ada).post(WAYS, {})
    news(acme, acme.ada, document)
    assert sweep(acme.tenant, MONDAY) == []
    shown = signed_in(acme.ada).get("/t/acme/notices/").content.decode()
    assert "Mine" in shown
    assert "E-mail: Switched off" in shown


def test_what_one_has_to_act_on_comes_whatever_one_wishes(acme: Cast, document: Document) -> None:
    signed_in(acme.ada).post(WAYS, {})
    with tenant_scope(acme.tenant.pk):
        Preference.objects.update_or_create(
            member=acme.ada, kind="review_due", channel="mail", defaults={"is_on": False}
        )
        Document.objects.update(review_due=MONDAY)
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]


def test_the_tenant_says_what_holds_for_who_has_not_said(acme: Cast, document: Document) -> None:
    defaults = "/t/acme/settings/channels/ways/"
    assert signed_in(acme.cora).post(defaults, {}).status_code == 302
    news(acme, acme.ada, document)
    news(acme, acme.cora, document)
    signed_in(acme.ada).post(WAYS, {f"{NEWS}:mail": "on"})
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]


def test_a_mail_of_news_offers_to_switch_it_off_in_one_click(
    acme: Cast, document: Document, settings: Settings
) -> None:
    settings.SITE_URL = "https://wenkong.example"
    news(acme, acme.ada, document)
    sweep(acme.tenant, MONDAY)
    (message,) = mail.outbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = off_link_of(message)
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(link).status_code == 200
    with tenant_scope(acme.tenant.pk):
        assert not Preference.objects.exists()  # looking switches nothing off
    assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stranger.post(link).status_code == 200
    with tenant_scope(acme.tenant.pk):
        assert Preference.objects.get().is_on is False
    assert stranger.post(link[:-3] + "xxx/").status_code == 404


def test_a_mail_that_asks_to_act_offers_no_such_thing(acme: Cast, document: Document) -> None:
    news(acme, acme.ada, document)
    with tenant_scope(acme.tenant.pk):
        Document.objects.update(review_due=MONDAY)
    sweep(acme.tenant, MONDAY)
    (message,) = mail.outbox
    assert "List-Unsubscribe" not in message.extra_headers
    assert "/t/acme/notices/ways/" in str(message.body)


def test_the_only_way_is_shown_as_held(acme: Cast) -> None:
    shown = signed_in(acme.ada).get(WAYS).content.decode()
    assert 'name="review_due:mail" aria-label="' in shown
    assert "checked disabled" in shown
