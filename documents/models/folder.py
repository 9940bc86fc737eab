"""Folders: where documents stand, and whom they are open to by default."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.constraints import UniqueInTenant
from tenants.models import Group, Member, TenantQuerySet
from tenants.models.unit import Named


def granted_to(member: Member, model: type[models.Model]) -> Q:
    """Say that a folder or document is granted to the member, or to a group of theirs."""
    people, groups = (pointing_at(model, name) for name in ("user_grants", "group_grants"))
    by_person = people.filter(user_id=member.user_id)
    by_group = groups.filter(group__in=Group.objects.of_user(member.user_id))
    return Q(pk__in=by_person.values("content_object")) | Q(
        pk__in=by_group.values("content_object")
    )


def pointing_at(model: type[models.Model], name: str) -> models.Manager[Any]:
    """Return all rows that point at the model by this reverse name, without joining the model.

    The models of those rows import this one, so they are asked for by name.
    """
    pointing = model._meta.get_field(name).related_model
    return pointing._default_manager  # type: ignore[union-attr]


class FolderQuerySet(TenantQuerySet["Folder"]):
    def open_to(self, member: Member) -> FolderQuerySet:
        """Folders that are not restricted, or granted to the member."""
        return self.filter(Q(restricted=False) | granted_to(member, Folder))


class Folder(Named):
    """A shelf of documents. A restricted one is open to those it is granted to only."""

    restricted = models.BooleanField(_("restricted"), default=False)

    objects = FolderQuerySet.as_manager()

    class Meta(Named.Meta):
        ordering = ("code",)
        constraints = (UniqueInTenant("code", name="folder_code_is_unique"),)
        permissions = (("read_folder", "May read the documents of a restricted folder"),)
