"""Submit the change packages of a tenant of the demo: nobody has decided on them yet."""

from collections.abc import Iterable, Mapping

from approvals.actions.package_rounds import submit_package
from approvals.actions.packages import add_drafts, make_package
from config.demo.stories import PackageStory
from documents import content
from documents.actions.drafts import save_draft, start_revision
from documents.models import Document, Revision
from tenants.models import Member


def submit_packages(
    stories: Iterable[PackageStory], members: Mapping[str, Member], origin: str
) -> None:
    """Draft the same addition to each document of a package, and put all before who approves."""
    for story in stories:
        by = members[story.lead]
        package = make_package(title=story.title, reason=story.reason, by=by)
        add_drafts(package, [_draft(name, story, by, origin) for name in story.procedures], by=by)
        submit_package(package, by=by)


def _draft(procedure: str, story: PackageStory, by: Member, origin: str) -> Revision:
    document = Document.objects.get(imported_from=f"{origin}{procedure}.md")
    assert document.in_force is not None  # noqa: S101 - the story says so
    text = content.markdown_of(document.in_force)
    revision = start_revision(document, by=by, change_class="minor", markdown=text)
    save_draft(
        revision,
        by=by,
        saves=revision.saves,
        title=document.title,
        change_class="minor",
        summary=story.summary,
        reason=story.reason,
        markdown=f"{text.rstrip()}\n\n{story.text}\n",
    )
    return revision
