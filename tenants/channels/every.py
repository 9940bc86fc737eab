"""Every channel there is, by name."""

from typing import Final

from tenants.channels.base import Channel
from tenants.channels.dingtalk import DingtalkApp, DingtalkRobot
from tenants.channels.feishu import FeishuApp, FeishuRobot
from tenants.channels.mail import Mail
from tenants.channels.webhook import Webhook
from tenants.channels.wecom import WecomApp, WecomRobot

CHANNELS: Final[dict[str, type[Channel]]] = {
    str(channel.name): channel
    for channel in (
        Mail,
        *(WecomApp, DingtalkApp, FeishuApp),
        *(WecomRobot, DingtalkRobot, FeishuRobot),
        Webhook,
    )
}
