"""Add, change and end posts. Nothing is deleted."""

from django.db import transaction

from tenants import audit
from tenants.access import require_organiser
from tenants.models import Member, Post
from tenants.organisation.rows import end, insert


@transaction.atomic
def add_post(
    *, code: str, name_zh: str, name_en: str, is_head: bool = False, by: Member | None
) -> Post:
    """Add a post; its code is never used again."""
    require_organiser(by)
    post = Post(code=code, name_zh=name_zh, name_en=name_en, is_head=is_head)
    insert(post)
    audit.record("post.added", post, by=by, code=code, name=name_zh, is_head=is_head)
    return post


@transaction.atomic
def change_post(
    post: Post, *, name_zh: str, name_en: str, is_head: bool, by: Member | None
) -> None:
    """Give a post other names, or say whether it leads a unit; signatures keep their words."""
    require_organiser(by)
    post = Post.objects.hold(post)
    facts = {"name_zh": name_zh, "name_en": name_en, "is_head": is_head}
    changed = audit.changes(post, facts)
    if not changed:
        return
    for name, value in facts.items():
        setattr(post, name, value)
    post.save(update_fields=list(facts))
    audit.record("post.changed", post, by=by, code=post.code, changes=changed)


@transaction.atomic
def end_post(post: Post, *, by: Member | None) -> None:
    """End a post that nobody holds and no route asks for."""
    require_organiser(by)
    post = Post.objects.hold(post)
    end(post, by=by)
    audit.record("post.ended", post, by=by, code=post.code)
