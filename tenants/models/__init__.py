"""Who we are: tenants, people, units, groups, the audit trail and notices."""

from tenants.models.attempt import Attempt
from tenants.models.audit import AuditEntry, AuditHead
from tenants.models.base import TenantOwned
from tenants.models.calendar import CalendarYear, LocalDay
from tenants.models.factor import Factor
from tenants.models.former import Former
from tenants.models.glass import BreakGlass, BreakGlassQuerySet
from tenants.models.group import Group, GroupMember
from tenants.models.invitation import Invitation, InvitationQuerySet
from tenants.models.member import Appointment, AppointmentQuerySet, Member, MemberQuerySet
from tenants.models.notice import Delivery, Digest, Notice, Rung
from tenants.models.outlet import DeadAddress, Outlet, OutletQuerySet, Preference
from tenants.models.people_import import PeopleImport
from tenants.models.proposal import RoleProposal, RoleProposalQuerySet
from tenants.models.provider import Identity, Provider
from tenants.models.reorganisation import Reorganisation, ReorganisationStep
from tenants.models.session import Session
from tenants.models.sheet_import import SheetImport
from tenants.models.tenant import Tenant
from tenants.models.unit import Post, Unit
from tenants.models.user import User
from tenants.scope import TenantQuerySet

__all__ = [
    "Appointment",
    "AppointmentQuerySet",
    "Attempt",
    "AuditEntry",
    "AuditHead",
    "BreakGlass",
    "BreakGlassQuerySet",
    "CalendarYear",
    "DeadAddress",
    "Delivery",
    "Digest",
    "Factor",
    "Former",
    "Group",
    "GroupMember",
    "Identity",
    "Invitation",
    "InvitationQuerySet",
    "LocalDay",
    "Member",
    "MemberQuerySet",
    "Notice",
    "Outlet",
    "OutletQuerySet",
    "PeopleImport",
    "Post",
    "Preference",
    "Provider",
    "Reorganisation",
    "ReorganisationStep",
    "RoleProposal",
    "RoleProposalQuerySet",
    "Rung",
    "Session",
    "SheetImport",
    "Tenant",
    "TenantOwned",
    "TenantQuerySet",
    "Unit",
    "User",
]
