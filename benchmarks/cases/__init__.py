"""Every case by its name, in the order in which they run."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from benchmarks.cases.provision import provision_a_zone
from benchmarks.cases.register_http import register_over_http
from benchmarks.cases.register_rls import register_under_row_security
from benchmarks.cases.tenant_scope import open_a_scope
from benchmarks.cases.upload import store_a_file
from benchmarks.measure import Case
from benchmarks.stage import Stage

CASES: dict[str, Callable[[Stage], AbstractContextManager[Case]]] = {
    "register_rls": register_under_row_security,
    "register_http": register_over_http,
    "tenant_scope": open_a_scope,
    "upload": store_a_file,
    "provision": provision_a_zone,
}
