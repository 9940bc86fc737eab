"""The tables without a tenant: each with what the serving role may do there, and why it is global.

`tests/architecture` fails for a table that is neither here nor tenant-owned, and for a stale entry.
"""

from typing import NamedTuple


class GlobalTable(NamedTuple):
    rights: str
    reason: str


READ = "SELECT"
ADD = "SELECT, INSERT"  # never changed: what was published
WRITE = "SELECT, INSERT, UPDATE"
WRITE_DELETE = "SELECT, INSERT, UPDATE, DELETE"

GLOBAL_TABLES = {
    "tenants_tenant": GlobalTable(WRITE, "the tenants themselves; codes are public"),
    "tenants_user": GlobalTable(WRITE, "one account per person, memberships are per tenant"),
    "tenants_calendaryear": GlobalTable(WRITE, "holidays are the state's, the same for all"),
    "tenants_session": GlobalTable(WRITE_DELETE, "a session belongs to an account"),
    "tenants_factor": GlobalTable(WRITE_DELETE, "second factors belong to an account"),
    "tenants_attempt": GlobalTable(WRITE_DELETE, "failed tries, before it is known whose they are"),
    "tenants_deadaddress": GlobalTable(WRITE_DELETE, "an address fails whichever tenant writes"),
    "django_content_type": GlobalTable(READ, "names of models"),
    "auth_permission": GlobalTable(READ, "names of permissions, for guardian's grants"),
    "django_migrations": GlobalTable(READ, "which migrations ran; the owner writes it"),
    "config_heartbeat": GlobalTable(WRITE, "when the clock and the worker were last alive"),
    "documents_standardedition": GlobalTable(READ, "a published standard is the same for all"),
    "documents_clause": GlobalTable(WRITE, "numbers and titles; the quality office may edit them"),
    "documents_requirement": GlobalTable(READ, "what clauses ask for, the same for all"),
    "oversight_crosswalk": GlobalTable(WRITE, "how editions differ; the quality office edits it"),
    "oversight_scorecard": GlobalTable(WRITE, "a tenant's indicators, for the city alone"),
    "oversight_certificatecard": GlobalTable(WRITE, "states and days, for the city alone"),
    "oversight_examination": GlobalTable(WRITE, "a round is the city's and asked of every tenant"),
    "oversight_criterion": GlobalTable(WRITE_DELETE, "what a round looks at; drafts are rewritten"),
    "oversight_entry": GlobalTable(ADD, "figures of scorecards as they were at the due instant"),
    "oversight_result": GlobalTable(ADD, "points that were published to all tenants"),
    "oversight_monthend": GlobalTable(ADD, "scorecards as they were at the end of a month"),
    "oversight_followup": GlobalTable(WRITE, "what the city asks of a tenant: both read it"),
    "oversight_followupentry": GlobalTable(ADD, "what city and tenant say to each other"),
}

# Made by the framework, never used: the serving role has no right on them.
UNUSED_TABLES = {
    "auth_group": "our groups are tenants.Group",
    "auth_group_permissions": "our groups are tenants.Group",
    "guardian_groupobjectpermission": "generic grants admit no foreign key; ours are direct",
    "guardian_userobjectpermission": "generic grants admit no foreign key; ours are direct",
}
