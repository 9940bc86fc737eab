"""Robots and apps of WeCom, DingTalk and Feishu, beside services that answer wrongly too."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Generator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tenants import fetching
from tenants.actions.outlets import add_outlet, try_outlet
from tenants.models import Delivery, Outlet
from tenants.periodic import deliver
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, sweep
from tests.tenants.fake_service import FakeService, serving
from tests.world import Cast, signed_in

MONDAY = dt.date(2027, 3, 1)
ADDRESSES = {
    "wecom_robot": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=robot-key-1234",
    "dingtalk_robot": "https://oapi.dingtalk.com/robot/send?access_token=robot-key-1234",
    "feishu_robot": "https://open.feishu.cn/open-apis/bot/v2/hook/robot-key-1234",
}


@pytest.fixture
def service(settings: Settings) -> Generator[FakeService]:
    with serving() as fake:
        settings.CHANNEL_ORIGINS = dict.fromkeys(("wecom", "dingtalk", "feishu"), fake.url)
        yield fake


def make(cast: Cast, channel: str, secrets: dict[str, str] | None = None, **facts: Any) -> Outlet:
    with tenant_scope(cast.tenant.pk):
        given = secrets or {"secret": "robot-key-1234"}
        made, _secret = add_outlet(channel, {"name": channel, **facts}, given, by=cast.cora)
    return made


def deliveries(outlet: Outlet) -> list[Delivery]:
    with tenant_scope(outlet.tenant_id):
        return list(outlet.deliveries.order_by("turn"))


def try_it(cast: Cast, outlet: Outlet) -> Delivery:
    """Send a test and deliver what waits."""
    with tenant_scope(cast.tenant.pk):
        test = try_outlet(outlet, by=cast.cora)
    deliver(cast.tenant)
    with tenant_scope(cast.tenant.pk):
        test.refresh_from_db()
    return test


def test_what_nobody_can_read_as_an_address_is_refused(acme: Cast) -> None:
    for typed in ("https://[robot/key", "https://[", "x"):
        said = {"name": "Group", "is_on": "on", "new_secret": typed, "seen": "-"}
        answer = signed_in(acme.cora).post("/t/acme/settings/channels/new/wecom_robot/", said)
        assert (answer.status_code, "Copy the address" in answer.content.decode()) == (422, True)


def test_no_two_outlets_have_one_name(acme: Cast) -> None:
    first, second = make(acme, "wecom_robot"), make(acme, "feishu_robot")
    page = f"/t/acme/settings/channels/{second.pk}/"
    seen = signed_in(acme.cora).get(page).context["form"].initial["seen"]
    said = {"name": first.name, "is_on": "on", "seen": seen}
    answer = signed_in(acme.cora).post(page, said)
    assert (answer.status_code, "of this name already" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("channel", ADDRESSES)
def test_a_group_is_told_the_day_in_figures(acme: Cast, service: FakeService, channel: str) -> None:
    with tenant_scope(acme.tenant.pk):
        add_document(make_library(acme), acme.ada, title="Hush", review_due=dt.date(2027, 1, 1))
    robot = make(acme, channel)
    sweep(acme.tenant, MONDAY)
    sweep(acme.tenant, MONDAY)
    (got,) = service.got
    said = json.dumps(got.json, ensure_ascii=False)
    assert "评审已逾期的文件: 1" in said
    assert "/t/acme/reviews/" in said
    assert "Hush" not in said
    assert "robot-key-1234" in got.path
    assert [d.state for d in deliveries(robot)] == ["delivered"]


def test_titles_are_told_where_the_tenant_says_so_never_of_restricted_documents(
    acme: Cast, service: FakeService
) -> None:
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        add_document(library, acme.ada, title="Open one", review_due=dt.date(2027, 1, 1))
        late = {"review_due": dt.date(2027, 1, 1), "restricted": True}
        add_document(library, acme.ada, title="Hush", **late)
    make(acme, "wecom_robot", tells_titles=True)
    sweep(acme.tenant, MONDAY)
    said = service.got[0].body.decode()
    assert "Open one" in said
    assert "Hush" not in said


def test_a_group_is_told_nothing_on_a_day_off_or_when_all_is_well(
    acme: Cast, service: FakeService
) -> None:
    robot = make(acme, "wecom_robot")
    sweep(acme.tenant, dt.date(2027, 2, 28))
    sweep(acme.tenant, MONDAY)
    assert service.got == []
    assert {d.state for d in deliveries(robot)} == {"not_needed"}


def test_dingtalk_and_feishu_are_signed(acme: Cast, service: FakeService) -> None:
    secrets = {"secret": "robot-key-1234", "second_secret": "SECabc"}
    try_it(acme, make(acme, "dingtalk_robot", secrets))
    query = parse_qs(urlsplit(service.got[0].path).query)
    said = f"{query['timestamp'][0]}\nSECabc".encode()
    expected = base64.b64encode(hmac.new(b"SECabc", said, hashlib.sha256).digest()).decode()
    assert query["sign"] == [expected]
    try_it(acme, make(acme, "feishu_robot", secrets))
    body = service.got[1].json
    key = f"{body['timestamp']}\nSECabc".encode()
    assert body["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


WRONG: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "html": (200, b"<html>maintenance</html>", {}),
    "no object": (200, b"[0]", {}),
    "no code": (200, b'{"ok": true}', {}),
    "code is no number": (200, b'{"errcode": "0"}', {}),
    "busy by code": (200, b'{"errcode": 45009}', {}),
    "too many": (429, b"", {}),
    "down": (502, b'{"errcode": 0}', {}),
    "moved": (302, b"", {"Location": "http://127.0.0.1:1/"}),
    "unknown": (200, b'{"errcode": 12345, "errmsg": "what"}', {}),
    "unspeakable": (200, b'{"errcode": 12345, "errmsg": "\\u0000 \\ud800"}', {}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_is_no_delivery_and_is_tried_again(
    acme: Cast, service: FakeService, wrong: str
) -> None:
    service.queue.append(WRONG[wrong])
    robot = make(acme, "wecom_robot")
    test = try_it(acme, robot)
    assert (test.state, bool(test.error)) == ("waiting", True)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3), tick=True):
        deliver(acme.tenant)
    assert [d.state for d in deliveries(robot)] == ["delivered"]
    assert len(service.got) == 2


def test_one_that_says_nothing_holds_nobody_up(
    acme: Cast, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SILENCE_SECONDS", 0.3)
    service.queue.append(None)
    assert try_it(acme, make(acme, "wecom_robot")).state == "waiting"


def test_a_wrong_key_is_refused_for_good_and_shown(acme: Cast, service: FakeService) -> None:
    service.says(200, {"errcode": 93000, "errmsg": "invalid webhook url"})
    robot = make(acme, "wecom_robot")
    assert try_it(acme, robot).state == "failed"
    page = signed_in(acme.cora).get(f"/t/acme/settings/channels/{robot.pk}/").content.decode()
    assert "invalid webhook url" in page
    assert "Fails since" in page
    assert "robot-key-1234" not in page


def test_a_robot_writes_twenty_times_a_minute_at_most(acme: Cast, service: FakeService) -> None:
    robot = make(acme, "wecom_robot")
    with tenant_scope(acme.tenant.pk):
        day = MONDAY.toordinal()
        facts = {"test": True}
        made = [Delivery.of_event(robot, f"n:{n}", day + n, dict(facts)) for n in range(23)]
        Delivery.objects.bulk_create(made)
    deliver(acme.tenant)
    assert len(service.got) == 20
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2), tick=True):
        deliver(acme.tenant)
    assert len(service.got) == 23


def test_an_app_writes_to_the_person_and_mail_does_besides(
    acme: Cast, service: FakeService
) -> None:
    with tenant_scope(acme.tenant.pk):
        add_document(make_library(acme), acme.ada, title="Mine", review_due=MONDAY)
    service.usual = (200, b'{"errcode": 0, "access_token": "T"}', {})
    secret = {"secret": "app-secret"}
    make(acme, "wecom_app", secret, address="corp", agent="1000002")
    assert sweep(acme.tenant, MONDAY) == ["ada@acme.example"]
    token, message = service.got
    assert "corpsecret=app-secret" in token.path
    assert (message.json["touser"], message.json["agentid"]) == ("ADA", 1000002)
    assert "review due" in message.json["text"]["content"]
    shown = signed_in(acme.ada).get("/t/acme/notices/").content.decode()
    assert "WeCom message: Delivered" in shown


def test_an_app_fetches_a_new_token_when_the_old_one_is_over(
    acme: Cast, service: FakeService
) -> None:
    service.usual = (200, b'{"errcode": 0, "access_token": "T"}', {})
    service.says(200, {"errcode": 0, "access_token": "old"})
    service.says(200, {"errcode": 42001})
    app = make(acme, "wecom_app", {"secret": "s"}, address="corp", agent="1")
    assert try_it(acme, app).state == "delivered"
    assert len(service.got) == 4


def test_an_app_that_knows_nobody_of_this_name_says_so(acme: Cast, service: FakeService) -> None:
    service.says(200, {"errcode": 0, "access_token": "T"})
    service.says(200, {"errcode": 0, "invaliduser": "CORA"})
    app = make(acme, "wecom_app", {"secret": "s"}, address="corp", agent="1")
    test = try_it(acme, app)
    assert (test.state, test.why, test.error) == ("failed", "nobody", "wecom: CORA")
