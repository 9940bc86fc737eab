"""Addresses of channels, and of what people want by which."""

from django.urls import path

from tenants.views import dead_addresses, outlets, wishes

SETTINGS = "t/<code>/settings/channels/"

of_channels = (
    path("t/<code>/notices/ways/", wishes.show_wishes, name="wishes"),
    path("mail/off/<token>/", wishes.switch_off, name="mail_off"),
    path(SETTINGS, outlets.show_channels, name="channels"),
    path(f"{SETTINGS}ways/", wishes.show_defaults, name="default_wishes"),
    path(f"{SETTINGS}addresses/", dead_addresses.show_dead_addresses, name="dead_addresses"),
    path(f"{SETTINGS}new/<slug:channel>/", outlets.add_outlet, name="add_outlet"),
    path(f"{SETTINGS}<uuid:outlet>/", outlets.change_outlet, name="outlet"),
    path(f"{SETTINGS}<uuid:outlet>/act/", outlets.act_on_outlet, name="act_on_outlet"),
)
