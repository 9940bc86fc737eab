"""Who may do what, as data: roles of a membership and the abilities they carry.

An ability is named on the view (`@member_view("documents.read")`). Abilities say what kind of thing
a role may do; which objects a person may see is `access.py`'s answer.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    READER = "reader", _("Reader")
    AUTHOR = "author", _("Author")
    CONTROLLER = "controller", _("Document controller")
    TENANT_ADMIN = "tenant_admin", _("Tenant administrator")
    AUDITOR = "auditor", _("Auditor")
    # in the city only
    PROVISIONER = "provisioner", _("Provisioner")
    QUALITY_OFFICE = "quality_office", _("City quality office")
    CITY_LEADER = "city_leader", _("City leader")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")


# The three administrators of MLPS (GB/T 22239-2019, 8.1.5) exclude one another.
SEPARATED = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
# Who can change what others may do, and so owes a second factor where the city asks for it.
ADMINISTRATORS = {*SEPARATED, Role.TENANT_ADMIN, Role.PROVISIONER}

# What a zone or an organ gives; the city has every role.
OF_ZONES = (Role.READER, Role.AUTHOR, Role.CONTROLLER, Role.TENANT_ADMIN, Role.AUDITOR)

# Who grants which roles: in a zone its administrators, in the city the security administrators.
# In the city the system administrator takes people in, and the audit administrator reads.
GRANTS = {Role.TENANT_ADMIN: OF_ZONES, Role.SECURITY_ADMIN: tuple(Role)}
# Granted by two: one proposes and another who grants confirms; where there is no other, this one.
FOUR_EYES = ADMINISTRATORS
CONFIRMS_INSTEAD = {Role.TENANT_ADMIN: Role.CONTROLLER, Role.SECURITY_ADMIN: Role.SYSTEM_ADMIN}
# Somebody has to have these, in every tenant that has given them at all.
NEVER_VACANT = (Role.TENANT_ADMIN, Role.CONTROLLER, *SEPARATED)

# Auditors come from outside for a while: longest from the day it is granted, or their first day.
MOST_AUDIT_DAYS = 365

_STAFF = {Role.READER, Role.AUTHOR, Role.CONTROLLER}
_READERS = _STAFF | {Role.AUDITOR, Role.TENANT_ADMIN}

ABILITIES: dict[str, set[Role]] = {
    "documents.read": _READERS,
    "documents.draft": {Role.AUTHOR, Role.CONTROLLER},
    "documents.control": {Role.CONTROLLER},
    "copies.read": {Role.AUTHOR, Role.CONTROLLER, Role.AUDITOR},  # the register of paper copies
    "documents.import": {Role.TENANT_ADMIN, Role.CONTROLLER},
    "documents.grant": {Role.CONTROLLER},
    "documents.read_work": {Role.CONTROLLER, Role.AUDITOR},
    "clauses.read": {Role.CONTROLLER, Role.AUDITOR},
    "signatures.confirm": _READERS | {Role.CITY_LEADER},  # who may sign what, each page says
    "approvals.decide": _STAFF,
    "approvals.acknowledge": _STAFF,
    "approvals.read_acknowledgements": {Role.AUTHOR, Role.CONTROLLER, Role.AUDITOR},
    # Heads of units see and urge their people besides: approvals/distribution/sight.py.
    "distribution.read": _STAFF | {Role.AUDITOR},
    "distribution.read_all": {Role.CONTROLLER, Role.AUDITOR},
    "distribution.urge": _STAFF,
    "certificates.read": _READERS,  # and audits
    "certificates.control": {Role.CONTROLLER},
    "notices.read": _READERS | set(Role),
    "people.read": {
        *(Role.TENANT_ADMIN, Role.CONTROLLER, Role.AUDITOR),
        *(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
    },
    "people.manage": {Role.TENANT_ADMIN, Role.SYSTEM_ADMIN},
    "people.grant": set(GRANTS),
    "people.confirm": {*GRANTS, *CONFIRMS_INSTEAD.values()},
    "people.organise": {Role.TENANT_ADMIN},
    "people.break_glass": {Role.TENANT_ADMIN},
    "people.sample": {Role.TENANT_ADMIN, Role.CONTROLLER},
    "people.hand_over": {Role.TENANT_ADMIN, Role.CONTROLLER},
    "settings.read": {Role.TENANT_ADMIN, Role.CONTROLLER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
    "settings.sign_in": {Role.TENANT_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN},
    "settings.organisation": {Role.TENANT_ADMIN},
    "settings.documents": {Role.TENANT_ADMIN, Role.CONTROLLER},
    "audit.read": {Role.TENANT_ADMIN, Role.CONTROLLER, Role.AUDITOR},
    # A report is approved by who leads the tenant (oversight/city/sides.py).
    "examinations.read": _READERS,
    "examinations.follow": {Role.CONTROLLER, Role.AUDITOR},
    "examinations.report": {Role.CONTROLLER},
    "examinations.approve": _STAFF,
    # Beside controllers the management representative prepares reviews, the leader signs them, and
    # who took part or acts on a decision reads them (oversight/improvement/sight.py).
    "management_reviews.read": _READERS,
    "management_reviews.follow": {Role.CONTROLLER, Role.AUDITOR},
    "management_reviews.control": {Role.CONTROLLER},
    "management_reviews.prepare": _STAFF,
    "management_reviews.act": _STAFF,
    "management_reviews.sign": _STAFF,
    # The owner of an objective enters its results.
    "objectives.read": _READERS,
    "objectives.control": {Role.CONTROLLER},
    "objectives.enter": _STAFF,
    "city.audit": {Role.AUDIT_ADMIN},
    "city.overview": {Role.QUALITY_OFFICE, Role.CITY_LEADER, Role.PROVISIONER},
    "city.follow_up": {Role.QUALITY_OFFICE},
    "city.thresholds": {Role.QUALITY_OFFICE},
    "city.provision": {Role.PROVISIONER},
    "city.standards": {Role.QUALITY_OFFICE},
    "city.calendar": {Role.PROVISIONER, Role.QUALITY_OFFICE},
    # Examiners come from anywhere in the city; each sees what they examine.
    "city.score": {Role.QUALITY_OFFICE, Role.CITY_LEADER} | _STAFF,
    "city.examinations": {Role.QUALITY_OFFICE, Role.CITY_LEADER},
    "city.examine": {Role.QUALITY_OFFICE},
    "city.sign": {Role.CITY_LEADER},
}


def may(roles: list[str], ability: str) -> bool:
    """Tell whether any of the roles carries the ability; KeyError for an unknown ability."""
    return not ABILITIES[ability].isdisjoint(roles)
