"""What somebody was told, in the reader's language: about what, by which ways, with what result."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.distribution.told import Sent, Told
from tenants.models import Delivery
from tenants.notices import label_of


def kind_of(told: Told) -> str:
    """Say what the notice was about: how long before the day, how late."""
    label = label_of(told.kind)
    if told.due_on is None or told.kind == "reading_urged":
        return label
    if told.milestone < 0:
        return _("%(label)s, %(n)d days late") % {"label": label, "n": -told.milestone}
    return _("%(label)s, %(n)d days before") % {"label": label, "n": told.milestone}


def result_of(told: Told) -> str:
    """Say by which ways it went, and what became of it."""
    said = [_("in the product")]
    if told.read_at is not None:
        said = [_("in the product, looked at on %(at)s") % {"at": minute(told.read_at)}]
    return "; ".join([*said, *map(_channel, told.sent)])


def _channel(sent: Sent) -> str:
    named = {
        "channel": dict(Delivery.Channel.choices).get(sent.channel, sent.channel),
        "state": dict(Delivery.State.choices).get(sent.state, sent.state),
    }
    words = _("%(channel)s: %(state)s") % named
    words += f" {minute(sent.at)}" if sent.at else ""
    return f"{words} ({sent.error})" if sent.error else words


def minute(at: dt.datetime) -> str:
    """Write an instant as pages and sheets do."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
