"""Make config an installed app, so that its templates, translations and commands are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The app that sees every other app."""

    name = "config"
