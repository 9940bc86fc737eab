"""Change packages to test with."""

from approvals.actions.decisions import sign_step
from approvals.actions.package_rounds import submit_package
from approvals.actions.packages import add_drafts, make_package
from approvals.models import Package, Round, Step
from approvals.tasks import issue_revision, put_package_in_force
from documents.models import Revision
from tenants.models import Member
from tests.approvals.conftest import Office
from tests.world import PASSWORD, Cast


def make(office: Office, *revisions: Revision, count: int = 3, **facts: object) -> Package:
    """Let Ada put these drafts, or so many new ones, into a package."""
    facts = {"title": "One window", "reason": "New law", "by": office.ada} | facts
    package = make_package(**facts)  # type: ignore[arg-type]
    add_drafts(package, revisions or [office.draft() for _ in range(count)], by=office.ada)
    return package


def submitted(office: Office, *revisions: Revision, count: int = 3, **facts: object) -> Package:
    """Let Ada submit a package."""
    package = make(office, *revisions, count=count, **facts)
    submit_package(package, by=office.ada)
    package.refresh_from_db()
    return package


def task(package: Package, member: Member) -> Step:
    """Return the step by which a package is before this member; all their others go with it."""
    mine = Step.objects.filter(round__package=package, member=member).select_related("round")
    step: Step | None = mine.open().first() or mine.last()
    assert step is not None, "nothing in it was ever theirs"
    return step


def sign(package: Package, *members: Member) -> None:
    for member in members:
        sign_step(task(package, member), by=member, password=PASSWORD)
    package.refresh_from_db()


def approved(office: Office, *revisions: Revision, count: int = 3, **facts: object) -> Package:
    """Take a package as far as the last signature."""
    package = submitted(office, *revisions, count=count, **facts)
    sign(package, office.ravi, office.lena, office.leo)
    return package


def issue_all(cast: Cast, package: Package) -> None:
    """Do what the workers do after the last signature."""
    for revision in package.revisions():
        issue_revision(str(cast.tenant.pk), str(revision.pk))
    put_package_in_force(str(package.pk))
    package.refresh_from_db()


def states(package: Package) -> set[str]:
    """Return the states in which its revisions are."""
    return {revision.state for revision in package.revisions()}


def rounds(package: Package, state: Round.State = Round.State.OPEN) -> list[Round]:
    return list(Round.objects.filter(package=package, state=state).order_by("pk"))
