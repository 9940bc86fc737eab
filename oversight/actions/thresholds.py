"""Set from which figures on an indicator is watched and alarming."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from oversight.city.indicators import BY_NAME, Bounds
from oversight.models import Threshold
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def set_threshold(
    indicator: str, bounds: Bounds, *, holds_from: dt.date, reason: str, by: Member
) -> Threshold:
    """Judge an indicator by other bounds from a day on; what was before stays judged as it was."""
    check_order(indicator, bounds)
    if holds_from < by.tenant.today():
        raise Refused(_("Choose today or a later day: what is over stays judged as it was."))
    if not reason.strip():
        raise Refused(_("Say why: whoever is judged by it may ask."))
    made = Threshold.objects.create(
        indicator=indicator, **bounds._asdict(), holds_from=holds_from, reason=reason, set_by=by
    )
    facts = {name: f"{value:g}" for name, value in bounds._asdict().items()}
    audit.record(
        "threshold.set",
        made,
        by=by,
        indicator=indicator,
        holds_from=holds_from,
        reason=reason,
        **facts,
    )
    return made


def check_order(indicator: str, bounds: Bounds) -> None:
    """Refuse bounds that contradict each other."""
    good, watch, alert = bounds
    if BY_NAME[indicator].higher_is_better:
        if not good > watch >= alert:
            raise Refused(
                _("Here more is better: “good” is above “watch”, and “watch” not below “alert”.")
            )
    elif not good < watch <= alert:
        raise Refused(
            _("Here less is better: “good” is below “watch”, and “watch” not above “alert”.")
        )
