"""Which column of a sheet is what, guessed from its heads."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.files.sheet_reading import guesser

# What a sheet can say of a person, in the order of the template.
LABELS: Final[dict[str, str | Promise]] = {
    "name": _("Full name"),
    "staff_number": _("Staff number"),
    "email": _("E-mail"),
    "mobile": _("Mobile"),
    "units": _("Unit"),
    "posts": _("Post"),
    "roles": _("Roles"),
    "valid_from": _("First day"),
    "valid_until": _("Last day"),
}

# Heads as they are met, without blanks and in small letters; the template's come first.
HEADS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名", "fullname", "name", "人员姓名", "员工姓名", "名字"),
    "staff_number": (
        *("工号", "staffnumber", "人员编号", "员工编号", "职工号", "编号", "staffno", "staffid"),
        *("employeeid", "employeenumber", "number"),
    ),
    "email": ("电子邮件", "e-mail", "email", "邮箱", "电子邮箱", "邮箱或手机", "e-mailormobile"),
    "mobile": ("手机", "mobile", "手机号", "手机号码", "电话", "联系电话", "phone", "telephone"),
    "units": ("部门", "unit", "units", "所在部门", "科室", "处室", "单位", "department"),
    "posts": ("岗位", "post", "posts", "职务", "职位", "position", "title"),
    "roles": ("角色", "roles", "role", "系统角色", "权限"),
    "valid_from": (
        *("开始日期", "firstday", "起始日期", "入职日期", "生效日期", "from", "validfrom", "start"),
        *("任职日期",),
    ),
    "valid_until": (
        *("结束日期", "lastday", "截止日期", "离职日期", "until", "validuntil", "to", "end"),
        *("终止日期",),
    ),
}


guess: Final = guesser(HEADS)
