"""The account of a person: one per person, whatever the number of tenants."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.models.group import Group, GroupQuerySet
from tenants.scope import new_id

DIGEST_HOURS: Final = [(hour, f"{hour:02}:00") for hour in range(8, 20)]  # never in the night


class UserManager(BaseUserManager["User"]):
    """Find and make accounts by e-mail, folded to one spelling."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().casefold()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(
        self, email: str | None = None, password: str | None = None, **facts: Any
    ) -> "User":
        """Make an account; without a password nobody can sign in until an invitation is used."""
        user = self.model(email=self.normalize_email(email) or None, **facts)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account. What it may do is said by its memberships; there are no superusers.

    Not everybody has an address: staff at windows and in yards sign in by their staff number.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans"
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("mail of the day, from"), choices=DIGEST_HOURS, default=DIGEST_HOURS[0][0]
    )
    # What the address of their calendar proves (approvals/feed.py); None: there is none.
    calendar_key = models.UUIDField(null=True, unique=True, editable=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_superuser = False  # Django and guardian ask; nobody is exempt from the rules

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="email_is_in_lower_case"
            ),
        )

    def __str__(self) -> str:
        return self.email or str(self.pk)

    @property
    def groups(self) -> GroupQuerySet:
        """Return the groups of the running tenant this person is in today; guardian asks for it."""
        return Group.objects.of_user(self.pk)
