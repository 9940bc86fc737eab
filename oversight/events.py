"""What the audit trail says of opening and running tenants."""

from typing import Final

from django.utils.translation import gettext_lazy as _

EVENTS: Final = {
    "demo.loaded": _("Demo data loaded"),
    "documents.imported": _("Documents imported"),
    "examination.answered": _("Objection answered"),
    "examination.cancelled": _("Examination round given up"),
    "examination.changed": _("Rules of an examination round changed"),
    "examination.corrected": _("Published result corrected"),
    "examination.criteria_saved": _("Criteria of an examination round saved"),
    "examination.drafted": _("Examination round drafted"),
    "examination.examiners_chosen": _("Examiners chosen"),
    "examination.frozen": _("Figures of an examination round frozen"),
    "examination.objected": _("Objection to an examination result raised"),
    "examination.objection_answered": _("Objection answered by the city"),
    "examination.objection_came": _("Objection came in"),
    "examination.opened": _("Examination round opened"),
    "examination.promise_judged": _("Promised measure judged"),
    "examination.published": _("Examination result published"),
    "examination.report_approved": _("Self-report approved"),
    "examination.report_begun": _("Self-report begun"),
    "examination.report_came": _("Self-report came in"),
    "examination.report_handed_in": _("Self-report handed in"),
    "examination.report_opened": _("Self-report opened by somebody of the city"),
    "examination.report_saved": _("Self-report saved"),
    "examination.report_taken_back": _("Self-report taken back"),
    "examination.result_came": _("Examination result came in"),
    "examination.scored": _("Criterion scored"),
    "examination.scoring": _("Scoring of an examination round begun"),
    "examination.signed": _("Examination result signed"),
    "import.confirmed": _("Import confirmed"),
    "import.started": _("Import started"),
    "register.import_confirmed": _("Import of a register confirmed"),
    "register.imported": _("Register imported"),
    "tenant.provisioned": _("Provisioned"),
    "tenant.reactivated": _("Reactivated"),
    "tenant.renamed": _("Renamed"),
    "tenant.suspended": _("Suspended"),
}

FACTS: Final = {
    "criteria": _("Criteria"),
    "criterion": _("Criterion"),
    "examiners": _("Examiners"),
    "is_upheld": _("Objection upheld"),
    "position": _("Number of the measure"),
    "third": _("Third examiner"),
}
