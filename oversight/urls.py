"""Addresses of the city's pages, and of opening a zone and importing in it."""

from django.urls import path

from oversight.views import (
    calendar,
    examinations,
    follow_ups,
    importing,
    opening,
    overview,
    own_follow_ups,
    registers,
    thresholds,
    updating,
    zones,
)
from tenants.views import audit

app_name = "oversight"
ZONE = "city/zones/<slug:code>/"
ROUND = "city/examinations/<uuid:examination>/"

urlpatterns = [
    path("city/", overview.show, name="overview"),
    path("city/overview.xlsx", overview.export, name="overview_export"),
    path("city/indicators/<slug:indicator>/", overview.compare, name="indicator"),
    path("city/thresholds/", thresholds.show, name="thresholds"),
    path("city/follow-ups/", follow_ups.show_all, name="follow_ups"),
    path("city/follow-ups/new/", follow_ups.issue, name="new_follow_up"),
    path("city/follow-ups/<uuid:follow_up>/", follow_ups.show, name="follow_up"),
    path("city/follow-ups/<uuid:follow_up>/close/", follow_ups.close, name="close_follow_up"),
    path("city/follow-ups/<uuid:follow_up>/send-back/", follow_ups.back, name="send_back"),
    path("t/<code>/follow-ups/", own_follow_ups.show_all, name="own_follow_ups"),
    path("t/<code>/follow-ups/<uuid:follow_up>/", own_follow_ups.show, name="own_follow_up"),
    path("city/audit/", audit.city_trail, name="audit"),
    path("city/audit/export.<slug:form>", audit.city_trail_export, name="audit_export"),
    path("city/calendar/", calendar.show, name="calendar"),
    path("city/examinations/", examinations.show_all, name="examinations"),
    path("city/examinations/new/", examinations.new, name="new_examination"),
    path(ROUND, examinations.show, name="examination"),
    path(f"{ROUND}rules/", examinations.rules, name="examination_rules"),
    path(f"{ROUND}criteria/", examinations.criteria, name="criteria"),
    path(f"{ROUND}open/", examinations.open_it, name="open_examination"),
    path(f"{ROUND}score/", examinations.score_it, name="score_examination"),
    path(f"{ROUND}cancel/", examinations.cancel, name="cancel_examination"),
    path("city/zones/", zones.show_all, name="zones"),
    path("city/zones/new/", opening.new, name="new_zone"),
    path(ZONE, zones.show, name="zone"),
    path(f"{ZONE}rename/", zones.rename, name="rename"),
    path(f"{ZONE}suspend/", zones.suspend, name="suspend"),
    path(f"{ZONE}template/", zones.offer, name="offer"),
    path(f"{ZONE}blueprint/", updating.city_update, name="city_update"),
    path("t/<code>/settings/blueprint/", updating.own_update, name="update"),
    path(f"{ZONE}opening/<slug:step>/", opening.city_step, name="city_step"),
    path("t/<code>/opening/", opening.own_steps, name="steps"),
    path("t/<code>/opening/<slug:step>/", opening.own_step, name="step"),
    path("t/<code>/import/", importing.upload, name="import"),
    path("t/<code>/import/sample.zip", importing.download_sample, name="import_sample"),
    path("t/<code>/import/register/", registers.upload, name="import_register"),
    path("t/<code>/import/register/template.xlsx", registers.template, name="register_template"),
    path(
        "t/<code>/import/register/<uuid:register_id>/",
        registers.show_import,
        name="register_import",
    ),
    path("t/<code>/import/<uuid:run_id>/", importing.show_run, name="import_run"),
]
