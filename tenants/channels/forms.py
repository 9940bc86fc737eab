"""Forms of outlets: each kind asks for what it needs; robots and apps for no address."""

import re
from typing import Any, ClassVar, Final
from urllib.parse import parse_qs, urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants import fetching
from tenants.changing import ChangeForm
from tenants.channels.happenings import happenings
from tenants.models import Delivery, Outlet

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{8,200}\Z")
NEVER_SHOWN: Final = _("It is never shown again; leave this empty to keep the one there is.")


def _secret(label: Promise) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=False,
        max_length=500,
        strip=True,
        help_text=NEVER_SHOWN,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class OutletForm(ChangeForm):
    """What all outlets have: a name, and whether they are used."""

    secrets: ClassVar[tuple[str, ...]] = ()  # fields of the form named as those of the model

    class Meta:
        model = Outlet
        fields: tuple[str, ...] = ("name", "is_on")
        help_texts: ClassVar[dict[str, Any]] = {"name": _("For example: the group it writes to.")}

    @property
    def typed_secrets(self) -> dict[str, str]:
        """Return what was typed of secrets, by the name of the field that keeps them."""
        return {name: self.cleaned_data.get(f"new_{name}", "") for name in self.secrets}

    def _names(self) -> list[str]:
        return [name for name in super()._names() if not name.startswith("new_")]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_new = self.instance._state.adding
        if "secret" in self.secrets and is_new and not self.cleaned_data.get("new_secret"):
            self.add_error("new_secret", _("Without it nothing can be sent."))
        return cleaned


class RobotForm(OutletForm):
    """A robot of a group: its address as the service shows it, and what it signs with."""

    secrets = ("secret", "second_secret")
    new_secret = _secret(_("Address of the robot, or the key in it"))
    new_second_secret = _secret(_("Secret for signatures, where the robot asks for them"))

    class Meta(OutletForm.Meta):
        fields = ("name", "is_on", "tells_titles")
        help_texts = OutletForm.Meta.help_texts | {
            "tells_titles": _("Only of documents that are not restricted; otherwise only counts."),
        }

    def clean_new_secret(self) -> str:
        """Keep the key alone: where messages go is not for a page to say."""
        typed: str = self.cleaned_data["new_secret"]
        key = _key_in(typed)
        if typed and not TOKEN.match(key):
            raise ValidationError(_("Copy the address as the robot's page shows it."))
        return key


class AppForm(OutletForm):
    """An app that writes to people."""

    secrets = ("secret",)
    address = forms.CharField(label=_("Corp id, app key or app id"), max_length=100)
    new_secret = _secret(_("Secret of the app"))

    class Meta(OutletForm.Meta):
        fields = ("name", "is_on", "address", "agent", "people_by")
        help_texts = OutletForm.Meta.help_texts | {
            "agent": _("Of WeCom and DingTalk; Feishu has none."),
        }


class WebhookForm(OutletForm):
    """A server of the tenant's own that is told what happens."""

    address = forms.CharField(label=_("Address"), max_length=500)
    events = forms.MultipleChoiceField(
        label=_("What it is told of"), widget=forms.CheckboxSelectMultiple
    )

    class Meta(OutletForm.Meta):
        fields = ("name", "is_on", "address", "events", "tells_titles")
        help_texts = OutletForm.Meta.help_texts | {
            "tells_titles": _("Numbers, titles and versions go with the ids; otherwise ids alone."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(h.name, f"{h.label} ({h.name})") for h in happenings()]
        self.fields["events"].choices = offered  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if "@" in address or not fetching.is_allowed(address, private=settings.WEBHOOK_PRIVATE):
            raise ValidationError(_("Only https, unless the operator has allowed this one."))
        if fetching.is_private(address, private=settings.WEBHOOK_PRIVATE):
            raise ValidationError(
                _(
                    "This address is this machine, or in a network of the house: nothing is sent"
                    " there unless the operator has allowed it. Enter one that is reached from"
                    " outside."
                )
            )
        return address


def form_for(channel: str) -> type[OutletForm]:
    """Return the form of this kind of outlet."""
    if channel == Delivery.Channel.WEBHOOK:
        return WebhookForm
    return RobotForm if channel.endswith("_robot") else AppForm


def _key_in(typed: str) -> str:
    """Return the key of an address as the services show it, or what was typed alone."""
    if "/" not in typed:
        return typed
    try:
        parts = urlsplit(typed)
    except ValueError:  # https://[ and the like
        return ""
    query = parse_qs(parts.query)
    named = query.get("key") or query.get("access_token")
    return named[0] if named else parts.path.rstrip("/").rpartition("/")[2]
