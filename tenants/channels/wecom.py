"""WeCom (企业微信): the robot of a group, and messages of an app.

https://developer.work.weixin.qq.com/document/path/91770 and …/90236.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, override

from tenants.channels.messengers import App, Asked, Letter, Robot
from tenants.models import Delivery

BUSY: Final = frozenset({-1, 45009, 45033})
NOBODY: Final = (60111, 81013)
A_COPY_WITHIN_SECONDS: Final = 1800  # is not shown twice


class WecomRobot(Robot):
    """Its address holds its key, and nothing is signed."""

    name = Delivery.Channel.WECOM_ROBOT
    vendor = "wecom"
    busy = BUSY
    final = frozenset({93000, 40008, 40058, 44004, 45002})

    @override
    def request(self, token: str, secret: str, text: str, now: dt.datetime) -> Asked:
        body = {"msgtype": "text", "text": {"content": text}}
        return Asked("/cgi-bin/webhook/send", {"key": token}, body)


class WecomApp(App):
    """Corp id and secret give a token, which writes to a user id."""

    name = Delivery.Channel.WECOM_APP
    vendor = "wecom"
    busy = BUSY
    final = frozenset({44004, 45002})
    stale = frozenset({40014, 42001})

    def token_request(self, app_id: str, secret: str) -> Asked:
        return Asked("/cgi-bin/gettoken", {"corpid": app_id, "corpsecret": secret})

    def token_in(self, answer: Mapping[str, Any]) -> object:
        return answer.get("access_token")

    def request(self, token: str, letter: Letter) -> Asked:
        body = {
            "touser": letter.person,
            "msgtype": "text",
            "agentid": int(letter.agent) if letter.agent.isdecimal() else letter.agent,
            "text": {"content": letter.text},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": A_COPY_WITHIN_SECONDS,
        }
        return Asked("/cgi-bin/message/send", {"access_token": token}, body)

    def knows_nobody(self, answer: Mapping[str, Any]) -> bool:
        code = answer.get("errcode")
        return code in NOBODY or (code == 0 and bool(answer.get("invaliduser")))
