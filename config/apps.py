"""Make config an installed app, so that its templates, translations and commands are found."""

from django.apps import AppConfig

from config.celery import app as celery_app  # so that tasks know their queue in every process

__all__ = ["ConfigConfig", "celery_app"]


class ConfigConfig(AppConfig):
    """The app that sees every other app."""

    name = "config"
