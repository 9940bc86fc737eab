"""Feishu (飞书): the robot of a group, and messages of an app.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot, and
…/server-docs/im-v1/message/create.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from tenants.channels.messengers import App, Asked, Letter, Robot
from tenants.models import Delivery, Outlet

BUSY: Final = frozenset({11232, 11233, 230020, 99991400})
NOBODY: Final = (230013, 230034, 99992351, 99992360)


def sign(secret: str, seconds: int) -> str:
    """Return the signature of a robot that was set up with one: of nothing, by time and secret."""
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()


class FeishuRobot(Robot):
    """Its address holds its token; time and signature stand in the message."""

    name = Delivery.Channel.FEISHU_ROBOT
    vendor = "feishu"
    code_in, says_in = "code", "msg"
    busy = BUSY
    final = frozenset({9499, 19001, 19021, 19022, 19024})

    def request(self, token: str, secret: str, text: str, now: dt.datetime) -> Asked:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            seconds = int(now.timestamp())
            body |= {"timestamp": str(seconds), "sign": sign(secret, seconds)}
        return Asked(f"/open-apis/bot/v2/hook/{token}", body=body)


class FeishuApp(App):
    """App id and secret give a token, which writes to a user id or an e-mail address."""

    name = Delivery.Channel.FEISHU_APP
    vendor = "feishu"
    code_in, says_in = "code", "msg"
    busy = BUSY
    stale = frozenset({99991661, 99991663, 99991668})

    def token_request(self, app_id: str, secret: str) -> Asked:
        body = {"app_id": app_id, "app_secret": secret}
        return Asked("/open-apis/auth/v3/tenant_access_token/internal", body=body)

    def token_in(self, answer: Mapping[str, Any]) -> object:
        return answer.get("tenant_access_token")

    def request(self, token: str, letter: Letter) -> Asked:
        by_mail = letter.people_by == Outlet.People.EMAIL
        body = {
            "receive_id": letter.person,
            "msg_type": "text",
            "content": json.dumps({"text": letter.text}, ensure_ascii=False),
            "uuid": letter.id,  # the same within an hour is written once
        }
        return Asked(
            "/open-apis/im/v1/messages",
            {"receive_id_type": "email" if by_mail else "user_id"},
            body,
            {"Authorization": f"Bearer {token}"},
        )

    def knows_nobody(self, answer: Mapping[str, Any]) -> bool:
        return answer.get("code") in NOBODY
