"""Documents of a tenant: /t/<code>/…; verbs of the register stand beside it."""

from django.urls import path, register_converter

from documents.register.converters import DocumentNumber, Hash
from documents.views import (
    attachments,
    audience,
    comments,
    comparing,
    converting,
    copies,
    copies_register,
    copy,
    deviations,
    document,
    drafts,
    folders,
    life,
    links,
    lists,
    number_check,
    numbers,
    pages,
    pictures,
    reading_questions,
    register,
    rooms,
    sample,
    saved,
    sharing,
    standing,
    types,
    uploads,
    word,
    writing,
)

register_converter(DocumentNumber, "docnumber")
register_converter(Hash, "hash")

app_name = "documents"
DOCUMENT = "t/<code>/documents/<docnumber:number>/"
REVISION = f"{DOCUMENT}revisions/<int:n>/"

LISTING = "t/<code>/lists/<slug:listing>/"
FORMS = f"{REVISION}forms/"
FORM = f"{FORMS}<docnumber:form_no>/"

SETTINGS = "t/<code>/settings/"
FOLDER = f"{SETTINGS}folders/<folder_code>/"
PATTERN = f"{SETTINGS}numbers/<type_code>/"

urlpatterns = [
    path("t/<code>/documents/", register.show_register, name="register"),
    path("t/<code>/lists/", lists.show_controlled, name="lists"),
    path("t/<code>/lists/numbers/", number_check.show_check, name="number_check"),
    path(
        "t/<code>/lists/numbers/export.xlsx", number_check.export_check, name="number_check_sheet"
    ),
    path(LISTING, lists.show_list, name="list"),
    path(f"{LISTING}export.xlsx", lists.export_sheet, name="list_sheet"),
    path(f"{LISTING}export.pdf", lists.export_pages, name="list_pages"),
    path("t/<code>/copies/", copies_register.show_register, name="copies_register"),
    path("t/<code>/copies/export.xlsx", copies_register.export_sheet, name="copies_sheet"),
    path("t/<code>/copies/export.pdf", copies_register.export_pages, name="copies_pages"),
    path("t/<code>/views/", saved.save_view, name="save_view"),
    path("t/<code>/views/columns/", saved.keep_columns, name="keep_columns"),
    path("t/<code>/views/<uuid:view>/", saved.change_view, name="saved_view"),
    path("t/<code>/people/<uuid:member>/sample/", sample.change_sample, name="sample"),
    path("t/<code>/new-document/", drafts.new_document, name="new"),
    path(DOCUMENT, document.show_document, name="document"),
    path(f"{DOCUMENT}history/", document.show_history, name="history"),
    path(f"{DOCUMENT}log/", document.show_log, name="log"),
    path(f"{DOCUMENT}links/", links.show_links, name="links"),
    path(f"{DOCUMENT}facts/", life.change_the_facts, name="facts"),
    path(f"{DOCUMENT}deviations/", deviations.show_deviations, name="deviations"),
    path(f"{DOCUMENT}copies/", copies.show_copies, name="copies"),
    path(f"{DOCUMENT}copies/print/", copies.print_copies, name="print_copies"),
    path(f"{DOCUMENT}copies/<int:copy_no>/", copy.show_copy, name="copy"),
    path(f"{DOCUMENT}check/", life.check_currency, name="check"),
    path(f"{DOCUMENT}compare/", document.compare, name="compare"),
    path(f"{DOCUMENT}compare/<int:n>/<int:new>/viewed/", comparing.tick, name="tick"),
    path(f"{DOCUMENT}audience/", audience.edit_audience, name="document_audience"),
    path(f"{SETTINGS}standing-rules/", standing.show_standing_rules, name="standing_rules"),
    path(f"{SETTINGS}standing-rules/<uuid:rule>/end/", standing.end, name="end_standing_rule"),
    path(f"{DOCUMENT}revise/", drafts.revise, name="revise"),
    path(REVISION, document.show_revision, name="revision"),
    path(f"{REVISION}comments/", comments.show_comments, name="comments"),
    path(f"{REVISION}comments/<uuid:comment>/", comments.act_on_comment, name="comment"),
    path(f"{SETTINGS}drafting/", comments.change_the_drafting, name="drafting"),
    path(f"{REVISION}draft/", writing.edit_draft, name="draft"),
    path(f"{REVISION}draft/again/", writing.write_again, name="again"),
    path(f"{REVISION}draft/keep/", writing.keep, name="keep"),
    path(f"{REVISION}draft/drop/", writing.drop_kept, name="drop_kept"),
    path(f"{REVISION}draft/take-over/", writing.take_draft_over, name="take_over"),
    path(f"{REVISION}draft/paste/", writing.paste, name="paste"),
    path(f"{REVISION}upload/", drafts.upload, name="upload"),
    path(f"{REVISION}drop-upload/", drafts.drop_upload, name="drop_upload"),
    path(f"{REVISION}file/", converting.show_source, name="source_state"),
    path(f"{REVISION}tracked/", converting.show_tracked, name="tracked"),
    path(f"{REVISION}convert/", converting.convert, name="convert"),
    path(f"{REVISION}substitute/", converting.substitute, name="substitute"),
    path(f"{REVISION}audience/", drafts.change_audience, name="audience"),
    path(f"{REVISION}cancel/", drafts.cancel, name="cancel"),
    path(f"{REVISION}word/", word.download_word, name="word"),
    path(f"{REVISION}source/", document.download_source, name="source"),
    path(f"{REVISION}pages/<slug:size>/<int:page>/", pages.show_page_image, name="page"),
    path(f"{REVISION}understanding/", reading_questions.write, name="reading_questions"),
    path(FORMS, attachments.attach, name="attach_form"),
    path(FORM, attachments.download, name="form"),
    path(f"{FORM}replace/", attachments.replace, name="replace_form"),
    path(f"{FORM}take-off/", attachments.take_off, name="take_off_form"),
    path(f"{REVISION}pictures/", pictures.upload_picture, name="add_picture"),
    path(f"{REVISION}pictures/<hash:sha256>/", pictures.show_picture, name="picture"),
    path(f"{REVISION}<slug:kind>.pdf", document.download_pdf, name="pdf"),
    path("t/<code>/uploads/", uploads.begin, name="uploads"),
    path("t/<code>/uploads/<uuid:arriving>/", uploads.add, name="piece"),
    path("t/<code>/uploads/<uuid:arriving>/stop/", uploads.stop, name="stop_upload"),
    path(f"{SETTINGS}files/", rooms.show_files, name="files"),
    path(f"{SETTINGS}types/", types.show_types, name="types"),
    path(f"{SETTINGS}types/new/", types.new_type, name="new_type"),
    path(f"{SETTINGS}types/<type_code>/", types.change_the_type, name="type"),
    path(f"{SETTINGS}numbers/", numbers.show_numbers, name="numbers"),
    path(PATTERN, numbers.change_the_pattern, name="pattern"),
    path(f"{PATTERN}advance/", numbers.advance, name="advance"),
    path(f"{PATTERN}reserve/", numbers.reserve, name="reserve"),
    path(f"{PATTERN}release/<uuid:range_id>/", numbers.release, name="release"),
    path(f"{SETTINGS}folders/", folders.show_folders, name="folders"),
    path(f"{SETTINGS}folders/new/", folders.new_folder, name="new_folder"),
    path(FOLDER, folders.change_the_folder, name="folder"),
    path(f"{FOLDER}access/", sharing.show_folder_access, name="folder_access"),
    path(f"{FOLDER}restrict/", sharing.restrict_folder, name="restrict_folder"),
    path(f"{FOLDER}grant/", sharing.grant_folder, name="grant_folder"),
    path(f"{DOCUMENT}access/", sharing.show_document_access, name="access"),
    path(f"{DOCUMENT}access/restrict/", sharing.restrict_document, name="restrict"),
    path(f"{DOCUMENT}access/grant/", sharing.grant_document, name="grant"),
    path(f"{SETTINGS}versions/", types.change_the_versions, name="versions"),
]
