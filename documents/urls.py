"""Documents of a tenant: /t/<code>/…; verbs of the register stand beside it."""

from django.urls import path, register_converter

from documents.register.converters import DocumentNumber
from documents.views import document, drafts, register, types

register_converter(DocumentNumber, "docnumber")

app_name = "documents"
DOCUMENT = "t/<code>/documents/<docnumber:number>/"
REVISION = f"{DOCUMENT}revisions/<int:n>/"

SETTINGS = "t/<code>/settings/"

urlpatterns = [
    path("t/<code>/documents/", register.show_register, name="register"),
    path("t/<code>/new-document/", drafts.new_document, name="new"),
    path(DOCUMENT, document.show_document, name="document"),
    path(f"{DOCUMENT}history/", document.show_history, name="history"),
    path(f"{DOCUMENT}log/", document.show_log, name="log"),
    path(f"{DOCUMENT}compare/", document.compare, name="compare"),
    path(f"{DOCUMENT}revise/", drafts.revise, name="revise"),
    path(REVISION, document.show_revision, name="revision"),
    path(f"{REVISION}draft/", drafts.edit_draft, name="draft"),
    path(f"{REVISION}upload/", drafts.upload, name="upload"),
    path(f"{REVISION}drop-upload/", drafts.drop_upload, name="drop_upload"),
    path(f"{REVISION}audience/", drafts.change_audience, name="audience"),
    path(f"{REVISION}cancel/", drafts.cancel, name="cancel"),
    path(f"{REVISION}source/", document.download_source, name="source"),
    path(f"{REVISION}<slug:kind>.pdf", document.download_pdf, name="pdf"),
    path(f"{SETTINGS}types/", types.show_types, name="types"),
    path(f"{SETTINGS}types/new/", types.new_type, name="new_type"),
    path(f"{SETTINGS}types/<type_code>/", types.change_the_type, name="type"),
    path(f"{SETTINGS}versions/", types.change_the_versions, name="versions"),
]
