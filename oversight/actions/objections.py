"""Object to a published result, and answer: each stands on both sides, and stays."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight.city.sides import leads, spoken_to
from oversight.models import Answer, Examination, Objection, Result
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member, Tenant
from tenants.notices import notice_for, notify_all
from tenants.people.roles import Role
from tenants.scope import current_tenant_id, new_id, tenant_scope


@transaction.atomic
def object_to(round: Examination, text: str, *, by: Member) -> Objection:
    """Say that a result is wrong, within the days for that; the same again says nothing more."""
    if not by.can("examinations.report") and not leads(by):
        raise Refused(_("A document controller or the leader raises an objection."))
    if not text.strip():
        raise Refused(_("Say which figure is wrong, and why."))
    city = Tenant.objects.filter(kind=Tenant.Kind.CITY).get()
    zone = Tenant.objects.get(pk=current_tenant_id())
    if not round.takes_objections(zone.today()):
        raise Refused(_("The days for objections are over."))
    if not Result.objects.filter(round=round, tenant=zone).exists():
        raise Refused(_("You took no part in this round."))
    by.hold()
    said = Objection.objects.filter(round=round, text=text.strip(), answers=None)
    if (made := said.first()) is not None:
        return made
    told = {"round": round, "zone": zone, "key": new_id(), "text": text.strip()}
    made = Objection.objects.create(**told)
    audit.record("examination.objected", round, by=by, name=round.name)
    with tenant_scope(city.pk, time_zone=city.time_zone):  # its trail is locked after the zone's
        copy = Objection.objects.create(**told)
        audit.record("examination.objection_came", round, by=None, code=zone.code)
        office = Member.objects.active().with_role(Role.QUALITY_OFFICE)
        notify_all([notice_for(person, "examination_objection", subject=copy) for person in office])
    return made


@transaction.atomic
def answer_objection(objection: Objection, text: str, *, by: Member, is_upheld: bool) -> Answer:
    """Answer an objection on the record; what it changes is a correction of its own."""
    if not by.can("city.examine"):
        raise Refused(_("Only the city's quality office does this."))
    if not text.strip():
        raise Refused(_("Give the reason for the answer."))
    Examination.hold(objection.round)
    if Answer.objects.filter(objection=objection).exists():
        raise IllegalMove(_("Somebody has answered meanwhile."))
    told = {"is_upheld": is_upheld, "text": text.strip(), "at": timezone.now()}
    made = Answer.objects.create(objection=objection, **told)
    zone = objection.zone
    with tenant_scope(zone.pk, time_zone=zone.time_zone):
        there = Objection.objects.get(key=objection.key)
        Answer.objects.create(objection=there, **told)
        audit.record("examination.objection_answered", objection.round, by=None, code=zone.code)
        people = spoken_to(zone.today())
        notify_all([notice_for(person, "examination_answer", subject=there) for person in people])
    audit.record(
        "examination.answered", objection.round, by=by, code=zone.code, is_upheld=is_upheld
    )
    return made
