"""Guardian's grants on restricted folders and documents, to members' accounts and to groups.

Direct foreign keys (no generic ones): the database knows that grant and object share a tenant.
"""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import QuerySet
from guardian.managers import GroupObjectPermissionManager, UserObjectPermissionManager
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from documents.models.document import Document
from documents.models.folder import Folder
from tenants.models import Group, TenantOwned, TenantQuerySet, User
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class UserGrant(TenantOwned, UserObjectPermissionBase):
    permission = models.ForeignKey(Permission, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = UserObjectPermissionManager.from_queryset(TenantQuerySet)()  # type: ignore[misc]

    class Meta(TenantOwned.Meta):
        abstract = True


class GroupGrant(TenantOwned, GroupObjectPermissionBase):
    permission = models.ForeignKey(Permission, on_delete=models.PROTECT, related_name="+")
    group = TenantForeignKey(Group, on_delete=models.PROTECT, related_name="+")

    objects = GroupObjectPermissionManager.from_queryset(TenantQuerySet)()  # type: ignore[misc]

    class Meta(TenantOwned.Meta):
        abstract = True


class DocumentUserGrant(UserGrant):
    """A person may read a restricted document."""

    content_object = TenantForeignKey(
        Document, on_delete=models.PROTECT, related_name="user_grants"
    )

    class Meta(UserGrant.Meta):
        constraints = (
            UniqueInTenant("user", "permission", "content_object", name="document_user_grant"),
            MayDelete(name="document_user_grants_end"),
        )


class DocumentGroupGrant(GroupGrant):
    """A group may read a restricted document."""

    content_object = TenantForeignKey(
        Document, on_delete=models.PROTECT, related_name="group_grants"
    )

    class Meta(GroupGrant.Meta):
        constraints = (
            UniqueInTenant("group", "permission", "content_object", name="document_group_grant"),
            MayDelete(name="document_group_grants_end"),
        )


class FolderUserGrant(UserGrant):
    """A person may read the documents of a restricted folder."""

    content_object = TenantForeignKey(Folder, on_delete=models.PROTECT, related_name="user_grants")

    class Meta(UserGrant.Meta):
        constraints = (
            UniqueInTenant("user", "permission", "content_object", name="folder_user_grant"),
            MayDelete(name="folder_user_grants_end"),
        )


class FolderGroupGrant(GroupGrant):
    """A group may read the documents of a restricted folder."""

    content_object = TenantForeignKey(Folder, on_delete=models.PROTECT, related_name="group_grants")

    class Meta(GroupGrant.Meta):
        constraints = (
            UniqueInTenant("group", "permission", "content_object", name="folder_group_grant"),
            MayDelete(name="folder_group_grants_end"),
        )


def user_grants(place: Folder | Document) -> QuerySet[UserGrant]:
    """Return the grants of a folder or a document to people."""
    model = FolderUserGrant if isinstance(place, Folder) else DocumentUserGrant
    found: QuerySet[UserGrant] = model.objects.filter(content_object=place)
    return found


def group_grants(place: Folder | Document) -> QuerySet[GroupGrant]:
    """Return the grants of a folder or a document to groups."""
    model = FolderGroupGrant if isinstance(place, Folder) else DocumentGroupGrant
    found: QuerySet[GroupGrant] = model.objects.filter(content_object=place)
    return found
