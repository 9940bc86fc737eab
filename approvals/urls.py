"""What people decide and acknowledge: their inbox, and the verbs of a revision."""

from django.urls import path

from approvals.views import (
    acknowledging,
    acts,
    confirming,
    deciding,
    impact,
    inbox,
    leaving,
    package_rounds,
    packages,
    readers,
    reviewing,
    reviews,
    routes,
    standing_in,
    steps,
    submitting,
    talking,
    verifying,
)
from documents.urls import DOCUMENT, REVISION

app_name = "approvals"

ROUTE = "t/<code>/settings/routes/<document_type>/<change>/"
STEP = f"{REVISION}steps/<uuid:step_id>/"
PACKAGE = "t/<code>/packages/<int:package>/"

urlpatterns = [
    path("tasks/", inbox.show_inbox, name="inbox"),
    path("tasks/done/", inbox.show_done, name="done"),
    path("tasks/started/", inbox.show_started, name="started"),
    path("tasks/copied/", inbox.show_copied, name="copied"),
    path("t/<code>/standing-in/", standing_in.show_standing_in, name="standing_in"),
    path("t/<code>/standing-in/<uuid:delegation>/end/", standing_in.end, name="end_delegation"),
    path("t/<code>/people/<uuid:member>/leaving/", leaving.show_leaving, name="leaving"),
    path(f"{DOCUMENT}withdraw/", acts.withdraw_at_once, name="withdraw"),
    path(f"{DOCUMENT}restore/", acts.restore, name="restore"),
    path(f"{DOCUMENT}retire/", acts.retire, name="retire"),
    path(f"{DOCUMENT}call-off/", acts.call_retirement_off, name="call_off"),
    path("t/<code>/reviews/", reviews.show_reviews, name="reviews"),
    path("t/<code>/reviews/plan/", reviews.plan_many, name="plan_reviews"),
    path("t/<code>/reviews/export.xlsx", reviews.export_sheet, name="reviews_sheet"),
    path("t/<code>/reviews/export.pdf", reviews.export_pages, name="reviews_pages"),
    path(f"{DOCUMENT}review/plan/", reviews.plan_one, name="plan_review"),
    path(f"{DOCUMENT}review/", reviewing.review_document, name="review"),
    path(f"{DOCUMENT}reviews/<uuid:review>/", reviewing.show_review, name="review_record"),
    path(f"{REVISION}submit/", submitting.submit_revision, name="submit"),
    path(f"{REVISION}recall/", submitting.recall_revision, name="recall"),
    path(f"{REVISION}decide/", deciding.decide, name="decide"),
    path("t/<code>/signing/passkey/", confirming.ask_passkey, name="ask_passkey"),
    path("t/<code>/signing/provider/", confirming.ask_provider, name="ask_provider"),
    path(f"{REVISION}impact/", impact.show_impact, name="impact"),
    path(f"{REVISION}talk/", talking.talk, name="talk"),
    path(f"{REVISION}talk/<uuid:message>/", talking.answer_question, name="answer"),
    path(f"{REVISION}inform/", steps.inform, name="inform"),
    path(f"{STEP}add/", steps.add, name="add_signer"),
    path(f"{REVISION}steps/<uuid:added>/take-back/", steps.undo, name="take_back"),
    path(f"{STEP}hand-on/", steps.hand, name="hand_on"),
    path(f"{STEP}urge/", steps.urge, name="urge"),
    path("t/<code>/packages/", packages.show_packages, name="packages"),
    path("t/<code>/packages/new/", packages.new_package, name="new_package"),
    path(PACKAGE, packages.show_package, name="package"),
    path(f"{PACKAGE}edit/", packages.edit_package, name="edit_package"),
    path(f"{PACKAGE}add/", packages.add_to_package, name="add_to_package"),
    path(f"{PACKAGE}items/", packages.change_item, name="change_item"),
    path(f"{PACKAGE}submit/", package_rounds.submit, name="submit_package"),
    path(f"{PACKAGE}recall/", package_rounds.recall, name="recall_package"),
    path(f"{PACKAGE}cancel/", package_rounds.cancel, name="cancel_package"),
    path(f"{PACKAGE}decide/", package_rounds.decide, name="decide_package"),
    path(f"{REVISION}package/", packages.put_in_package, name="put_in_package"),
    path(f"{REVISION}acknowledge/", acknowledging.acknowledge_revision, name="acknowledge"),
    path(f"{REVISION}acknowledged/", acknowledging.show_acknowledged, name="acknowledged"),
    path(f"{REVISION}verify/", verifying.verify, name="verify"),
    path(f"{REVISION}evidence/", verifying.export_evidence, name="evidence"),
    path(f"{REVISION}readers/", readers.show_readers, name="readers"),
    path("t/<code>/settings/routes/", routes.show_routes, name="routes"),
    path(ROUTE, routes.edit_route, name="route"),
    path(f"{ROUTE}copy/", routes.copy, name="copy_route"),
]
