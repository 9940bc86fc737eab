"""Ask for haste 催办: once a working day for whatever waits, whoever asks."""

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models.stage_step import StageStep
from approvals.models.urge import Urging
from tenants.calendar import working_days
from tenants.errors import IllegalMove, Refused
from tenants.models import Member


def urge_once(step: StageStep, by: Member) -> Urging:
    """Note that somebody asks the holder of a step, whose parent is locked, for haste."""
    if step.state != "open":
        raise IllegalMove(_("Nobody waits for this step any more. Look at it again."))
    day = working_days().from_(timezone.localdate())
    before = step.URGES.objects.select_related("by").one_or_none(step=step, on=day)
    if before is not None:
        raise Refused(
            _("%(name)s has urged today already. The next time is on the next working day."),
            params={"name": before.by.name},
        )
    urged: Urging = step.URGES.objects.create(step=step, by=by, on=day)
    return urged
