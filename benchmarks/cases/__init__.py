"""Every case by its name, in the order in which they run."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from benchmarks.cases.acts import ACTS, check_a_password, submit_a_long_text
from benchmarks.cases.city import CITY
from benchmarks.cases.clock import look_for_what_is_due, mail_to_a_crowd
from benchmarks.cases.converting import read_a_kept_text, show_a_file_as_it_looks
from benchmarks.cases.impact import say_what_a_change_touches
from benchmarks.cases.indexing import index_a_long_text
from benchmarks.cases.intake import CORPORA, check_office_files
from benchmarks.cases.listing import list_what_one_may_see
from benchmarks.cases.lists import list_as_a_sheet, list_as_pages, look_at_a_register
from benchmarks.cases.matrix import show_people_and_documents
from benchmarks.cases.pages import (
    document_over_http,
    history_over_http,
    inbox_over_http,
    register_over_http,
)
from benchmarks.cases.percentages import sum_percentages
from benchmarks.cases.provision import provision_a_zone
from benchmarks.cases.publish import publish_to_a_crowd
from benchmarks.cases.readiness import show_readiness
from benchmarks.cases.redline import REDLINES
from benchmarks.cases.register_rls import register_under_row_security
from benchmarks.cases.search import SEARCHES
from benchmarks.cases.stamp import draw_pages, stamps
from benchmarks.cases.sweep import sweep_a_crowd
from benchmarks.cases.tenant_scope import open_a_scope
from benchmarks.cases.upload import store_a_file
from benchmarks.cases.verifying import verify_signatures
from benchmarks.measure import Case
from benchmarks.stage import Stage

CASES: dict[str, Callable[[Stage], AbstractContextManager[Case]]] = {
    "register_rls": register_under_row_security,
    **SEARCHES,
    "index_50_pages": index_a_long_text,
    "listing": list_what_one_may_see,
    "list_xlsx": list_as_a_sheet,
    "list_pdf": list_as_pages,
    "register_dry_run": look_at_a_register,
    "register_http": register_over_http,
    "document_http": document_over_http,
    "history_http": history_over_http,
    "inbox_http": inbox_over_http,
    "password": check_a_password,
    **ACTS,
    "submit_50_pages": submit_a_long_text,
    "verify_signatures": verify_signatures,
    **REDLINES,
    "tenant_scope": open_a_scope,
    "upload": store_a_file,
    "stamp_10": stamps(10),
    "stamp_100": stamps(100),
    "stamp_400": stamps(400),
    "page_images": draw_pages,
    "kept_text": read_a_kept_text,
    "rendition": show_a_file_as_it_looks,
    "provision": provision_a_zone,
    "matrix": show_people_and_documents,
    "readiness": show_readiness,
    "impact": say_what_a_change_touches,
    "publish": publish_to_a_crowd,
    "percentages": sum_percentages,
    "sweep": sweep_a_crowd,
    "idle_sweep": look_for_what_is_due,
    "digest_mails": mail_to_a_crowd,
    **CITY,
}
if CORPORA.is_dir():  # real office files, kept beside the project
    CASES["intake"] = check_office_files
