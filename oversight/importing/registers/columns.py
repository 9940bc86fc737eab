"""Which column of a register is what, guessed from its heads in either language."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.files.sheet_reading import guesser

# What a register can say of a document, in the order of the template.
LABELS: Final[dict[str, str | Promise]] = {
    "number": _("Number"),
    "title": _("Title"),
    "document_type": _("Type"),
    "version": _("Revision"),
    "effective": _("Effective date"),
    "unit": _("Owning unit"),
    "owner": _("Owner"),
    "clauses": _("Clause"),
}
NEEDED: Final = ("number", "title", "effective")

# Heads as they are met, without blanks and in small letters; the template's come first.
HEADS: Final[dict[str, tuple[str, ...]]] = {
    "number": (
        *("编号", "number", "文件编号", "文件号", "文件代号", "documentnumber", "documentno."),
        *("documentno", "docno", "doc.no.", "no."),
    ),
    "title": (
        *("标题", "title", "文件名称", "名称", "文件标题", "文件名", "documenttitle"),
        *("documentname", "name"),
    ),
    "document_type": (
        *("类型", "type", "文件类别", "文件类型", "类别", "层级", "级别", "文件级别", "文件层次"),
        *("level", "category", "documenttype"),
    ),
    "version": (
        *("版次", "revision", "版本", "版次/修改状态", "版本号", "版本/修改状态", "版本/状态"),
        *("现行版本", "edition", "version", "rev.", "rev"),
    ),
    "effective": (
        *("实施日期", "effectivedate", "生效日期", "实施时间", "生效时间", "发布实施日期"),
        *("发布日期", "effective", "inforcefrom", "dateofissue", "issuedate"),
    ),
    "unit": (
        *("归口部门", "owningunit", "主管部门", "责任部门", "编制部门", "归口管理部门", "部门"),
        *("unit", "department", "owningdepartment"),
    ),
    "owner": ("责任人", "owner", "负责人", "文件责任人", "编制人", "编制", "preparedby", "author"),
    "clauses": ("条款", "clause", "标准条款", "对应条款", "iso9001条款", "clauses"),
}

guess: Final = guesser(HEADS)
