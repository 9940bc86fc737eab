"""DingTalk (钉钉): the robot of a group, and work notices of an app.

https://open.dingtalk.com/document/robots/custom-robot-access, and
…/orgapp/asynchronous-sending-of-enterprise-session-messages.
"""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final

from tenants.channels.messengers import App, Asked, Letter, Robot
from tenants.models import Delivery

BUSY: Final = frozenset({-1, 88, 90018, 130101, 410100})
NOBODY: Final = (33012, 60121)


def sign(secret: str, milliseconds: int) -> str:
    """Return the signature of a robot that was set up with one: time and secret, by the secret."""
    said = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), said, hashlib.sha256)).decode()


class DingtalkRobot(Robot):
    """Its address holds its token; time and signature go with it."""

    name = Delivery.Channel.DINGTALK_ROBOT
    vendor = "dingtalk"
    busy = BUSY
    final = frozenset({300001, 310000, 400101, 400102, 400105})

    def request(self, token: str, secret: str, text: str, now: dt.datetime) -> Asked:
        query = {"access_token": token}
        if secret:
            milliseconds = int(now.timestamp() * 1000)
            query |= {"timestamp": str(milliseconds), "sign": sign(secret, milliseconds)}
        return Asked("/robot/send", query, {"msgtype": "text", "text": {"content": text}})


class DingtalkApp(App):
    """App key and secret give a token, which writes to a user id."""

    name = Delivery.Channel.DINGTALK_APP
    vendor = "dingtalk"
    busy = BUSY
    stale = frozenset({40014, 42001})

    def token_request(self, app_id: str, secret: str) -> Asked:
        return Asked("/gettoken", {"appkey": app_id, "appsecret": secret})

    def token_in(self, answer: Mapping[str, Any]) -> object:
        return answer.get("access_token")

    def request(self, token: str, letter: Letter) -> Asked:
        body = {
            "agent_id": letter.agent,
            "userid_list": letter.person,
            "msg": {"msgtype": "text", "text": {"content": letter.text}},
        }
        path = "/topapi/message/corpconversation/asyncsend_v2"
        return Asked(path, {"access_token": token}, body)

    def knows_nobody(self, answer: Mapping[str, Any]) -> bool:
        return answer.get("errcode") in NOBODY
