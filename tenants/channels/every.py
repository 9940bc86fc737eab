"""Every channel there is, by name."""

from typing import Final

from tenants.channels.base import Channel
from tenants.channels.mail import Mail

CHANNELS: Final[dict[str, type[Channel]]] = {str(channel.name): channel for channel in (Mail,)}
