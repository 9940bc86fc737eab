"""Make the demo city, if it is not there."""

import datetime as dt
import logging
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from config.demo import stories
from config.demo.certificates import Certifying
from config.demo.circulating import circulate
from config.demo.clauses import judge_clauses, keep_old_words
from config.demo.compared import compare
from config.demo.examinations import examine_last_half, examine_this_half
from config.demo.improving import Improving
from config.demo.packages import submit_packages
from config.demo.past import clock_at, play
from config.demo.people import BEGINNER, PASSWORD, begin_a_zone, found, make_accounts, populate
from config.demo.plans import keep_views, make_plans
from config.demo.stories import CityStory, TenantStory
from config.demo.telling import Telling
from oversight.actions.furnishing import origin
from oversight.actions.scorecards import measure
from oversight.furniture import blueprint
from tenants import audit
from tenants.models import AuditEntry, Notice, Tenant
from tenants.scope import tenant_scope

BLUEPRINT: Final = "default"
LOADED: Final = "demo.loaded"
FOUNDED: Final = dt.timedelta(days=1000)  # ago
NEWS: Final = dt.timedelta(days=3)  # notices older than this have been read


class Command(BaseCommand):
    """Make the demo city and print an account for each role; run again = only print."""

    help = "Make the demo city and print an account for each role; run again = only print."

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("celery.app.trace").setLevel(logging.WARNING)  # a line for each task
        city = stories.read()
        with override(stories.LANGUAGE):
            missing = [story for story in city.tenants if not is_loaded(story)]
            if missing:
                make_accounts(city)
            for story in missing:
                load(story, city.domain)
            if missing:
                begin_a_zone(city.domain)
                examine_last_half(city.domain)
                compare(Tenant.objects.get(kind=Tenant.Kind.CITY))
                examine_this_half(city.domain)
            self.stdout.write(accounts(city))


def is_loaded(story: TenantStory) -> bool:
    """Tell whether the tenant was made to its end; refuse one that was not, or is not ours."""
    tenant = Tenant.objects.filter(code=story.code).first()
    if tenant is None:
        return False
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        if AuditEntry.objects.filter(event=LOADED).exists():
            return True
    raise CommandError(
        f"{story.code} is there, but was not made to its end: run `make demo-reset` and begin anew."
    )


def load(story: TenantStory, domain: str) -> None:
    """Found the tenant, let its past happen, and leave it as it stands today."""
    today = timezone.localdate()
    with clock_at(timezone.now() - FOUNDED), transaction.atomic():
        tenant = found(story, domain, blueprint.load(BLUEPRINT))
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
            members = populate(story, today, domain)
    telling = Telling(members, today, origin(BLUEPRINT, ""))
    certifying = Certifying(members, today, origin(BLUEPRINT, ""))
    improving = Improving(members, today)
    play(
        tenant,
        [
            *(telling.tell(document) for document in story.documents),
            *(certifying.tell(certificate) for certificate in story.certificates),
            *(certifying.audit(each) for each in story.audits),
            *(improving.meet(each) for each in story.meetings),
            *(improving.reach(each) for each in story.objectives),
        ],
    )
    with clock_at(timezone.now()), tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        submit_packages(story.packages, members, origin(BLUEPRINT, ""))
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        old = Notice.objects.filter(created_at__lt=timezone.now() - NEWS)
        old.update(state=Notice.State.SENT, read_at=F("created_at"))
        make_plans(story.plans, members)
        keep_views(members)
        judge_clauses(members)
        keep_old_words(members)
        circulate(members)
        measure()
        audit.record(LOADED, None, by=None)


def accounts(city: CityStory) -> str:
    """Return one account for each role, as a table."""
    lines = [
        f"{person.account:<26}{f'{person.key}@{city.domain}':<32}{person.name}  {story.name_zh}"
        for story in city.tenants
        for person in story.people
        if person.account
    ]
    lines.append(f"{'being set up':<26}{f'{BEGINNER}@{city.domain}':<32}孙莉  嵩明产业园区")
    return "\n".join([f"The password of every account is {PASSWORD}", *lines])
