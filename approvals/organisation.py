"""What of the routes hangs on posts."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import Stage
from tenants.models import Member, Post
from tenants.ties import Need, Tie


def _stages(post: Post, _reader: Member | None) -> Iterator[Need]:
    stages = Stage.objects.current().filter(post=post).select_related("route__document_type")
    for stage in stages.order_by("route__document_type__code", "route__change_class", "position"):
        route = stage.route
        change = route.get_change_class_display()
        said = f"{route.document_type.name} · {change} · {stage.name}"
        place = [post.tenant.slug, route.document_type.code, route.change_class]
        yield Need(_("Routes"), said, reverse("approvals:route", args=place))


TIES: Final = (Tie(Post, _stages),)
