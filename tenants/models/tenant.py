"""The tenant: an administrative organ, a development zone, or the city itself."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Hashable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.scope import new_id

CODE = RegexValidator(
    r"^[A-Z0-9]{2,12}\Z", _("Use 2 to 12 capital letters or digits, for example KMHT.")
)


def check_time_zone(name: str) -> None:
    """Refuse a time zone that the world does not know."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(_("There is no such time zone.")) from error


def standard_milestones() -> list[int]:
    """Return how many days before something is due people are reminded, as long as nobody says."""
    return [30, 14, 7, 1, 0]


def check_milestones(days: list[int]) -> None:
    """Refuse days that are not a few different ones, the last of them the day itself."""
    if len(days) > 8 or len(set(days)) < len(days) or max(days, default=0) > 365 or 0 not in days:
        raise ValidationError(
            _("Give at most 8 different numbers from 0 to 365; one of them is 0, the day itself.")
        )


def hours_of_day() -> list[tuple[int, str]]:
    """Return the hours as people write them."""
    return [(hour, f"{hour}:00") for hour in range(24)]


def every_language() -> list[str]:
    """Return the languages a document can be written in."""
    return [code for code, _name in settings.LANGUAGES]


class Tenant(models.Model):
    """An organisation that keeps its own documents; its code stands in numbers for ever."""

    answers: dict[Hashable, Any] | None = None  # kept while some are told together

    class Kind(models.TextChoices):
        CITY = "city", _("City")
        ORGAN = "organ", _("Organ")
        ZONE = "zone", _("Development zone")

    class VersionScheme(models.TextChoices):
        LETTERS = "letters", "A/0, A/1 … B/0"
        NUMBERS = "numbers", "1.0, 1.1 … 2.0"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True, validators=[CODE])
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=200)
    letterhead = models.CharField(_("letterhead"), max_length=120, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="Asia/Shanghai", validators=[check_time_zone]
    )
    language = models.CharField(  # of new accounts, until their owners choose
        _("default language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans"
    )
    version_scheme = models.CharField(
        _("version scheme"), max_length=8, choices=VersionScheme, default=VersionScheme.LETTERS
    )
    document_languages = ArrayField(
        models.CharField(max_length=10, choices=settings.LANGUAGES),
        verbose_name=_("languages of documents"),
        default=every_language,
    )
    document_language = models.CharField(
        _("language of new documents"),
        max_length=10,
        choices=settings.LANGUAGES,
        default="zh-hans",
    )
    resolves_comments = models.BooleanField(
        _("comments are resolved before anybody approves"), default=False
    )
    acknowledge_within_days = models.PositiveSmallIntegerField(
        _("days to acknowledge"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    joiners_read_within_days = models.PositiveSmallIntegerField(
        _("days to acknowledge for whoever comes later"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    acknowledge_early = models.BooleanField(
        _("ask for it as soon as a revision is approved"), default=False
    )
    acknowledged_enough = models.PositiveSmallIntegerField(
        _("per cent of readers that is enough for a clause to be covered well"),
        default=95,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # What a reader states; empty: the product's own words. {label}, {changes} and {date} stand for
    # the revision, the number of changes since the one acknowledged last, and its first day.
    statement_zh = models.CharField(_("statement in Chinese"), max_length=200, blank=True)
    statement_en = models.CharField(_("statement in English"), max_length=300, blank=True)
    remind_ahead = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("days before it is due"),
        default=standard_milestones,
        validators=[check_milestones],
    )
    remind_daily_for = models.PositiveSmallIntegerField(
        _("days of daily reminders when it is late"),
        default=14,
        validators=[MaxValueValidator(90)],
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("working days late until document controllers are told"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    feeds_name_documents = models.BooleanField(
        _("calendar feeds name documents"),
        default=False,
        help_text=_("Otherwise they say only how many things are due on a day."),
    )
    head_after = models.PositiveSmallIntegerField(
        _("working days late until the head of the unit is told"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    city_after = models.PositiveSmallIntegerField(
        _("working days late until the city counts it"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    quiet_from = models.PositiveSmallIntegerField(
        _("no mail from"), default=20, choices=hours_of_day
    )
    quiet_until = models.PositiveSmallIntegerField(
        _("no mail until"), default=8, choices=hours_of_day
    )
    reminders_changed_on = models.DateField(null=True, editable=False)
    invitation_days = models.PositiveSmallIntegerField(default=14)
    # Of the city's row: it asks for it in every tenant.
    requires_second_factor_for_administrators = models.BooleanField(
        _("administrators need a second factor"), default=False
    )
    swept_on = models.DateField(null=True, editable=False)  # the clock's last full round here
    sweep_mark = models.JSONField(null=True, editable=False)  # where a round that was cut goes on
    live_at = models.DateTimeField(null=True, blank=True)  # until then it is being set up
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.CharField(max_length=500, blank=True)
    is_template = models.BooleanField(default=False)  # others may begin with its furniture
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind="city"), name="there_is_one_city"
            ),
            models.CheckConstraint(
                condition=models.Q(escalate_after__lte=models.F("head_after"))
                & models.Q(head_after__lte=models.F("city_after")),
                name="the_ladder_is_climbed_upwards",
                violation_error_message=_(
                    "The numbers of the ladder go up: document controllers, head of unit, city."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.code

    @classmethod
    def hold(cls, tenant_id: UUID) -> Tenant:
        """Return the tenant, locked until the transaction ends.

        Not its key: every new row points at it and would wait, or wait in a circle.
        """
        return cls.objects.select_for_update(no_key=True).get(pk=tenant_id)

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def head(self) -> str:
        """Return the line at the head of what is printed."""
        return self.letterhead or self.name

    @property
    def slug(self) -> str:
        """Return the code as it stands in URLs."""
        return self.code.lower()

    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    def is_live(self) -> bool:
        return self.live_at is not None

    def is_running(self) -> bool:
        """Tell whether the clock works here: not before it is live, not while suspended."""
        return self.is_live() and not self.is_suspended()

    def remembering(self) -> Tenant:
        """Return this tenant for a while in which what was asked once need not be asked anew."""
        tenant = copy.copy(self)
        tenant.answers = {}
        return tenant

    def once[T](self, what: Hashable, ask: Callable[[], T]) -> T:
        """Ask something of the tenant once while that lasts; otherwise anew each time."""
        if self.answers is None:
            return ask()
        if what not in self.answers:
            self.answers[what] = ask()
        answer: T = self.answers[what]
        return answer

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self) -> dt.date:
        """Return the date in the tenant's own time zone."""
        return timezone.localdate(timezone=self.zone)
