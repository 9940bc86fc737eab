"""The people and papers of a zone that is being opened: what its administrator has at hand."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Final
from zipfile import ZipFile

from django.utils import timezone
from openpyxl import Workbook

PEOPLE: Final = 200
UNITS: Final = ("OFC", "ARC", "QMO", "HRD", "FIN", "LAW", "SVC", "BIZ", "ITC", "EMG")
HEADS: Final = ("姓名", "工号", "邮箱或手机", "部门", "岗位", "角色", "结束日期")
UNIT_OF_NO_ONE: Final = "没有的部门"
FAULTY_ROW: Final = 7
NEXT_MONTH: Final = timezone.localdate() + timedelta(days=30)
FAMILY_NAMES, GIVEN_NAMES = "赵钱孙李周吴郑王冯陈", "建国 秀兰 志强 丽华 文斌 雪梅 国栋 春燕 永康"
TITLE: Final = "园区企业走访办法"
RULES: Final = "# 1 目的\n\n1.1 了解企业需要。\n\n# 2 要求\n\n2.1 每季走访一次，并记录。\n"


@dataclass(frozen=True)
class Newcomer:
    """Somebody of the sheet who has a part in the story."""

    key: str
    name: str
    staff_number: str
    unit: str
    post: str
    role: str

    def email(self, code: str) -> str:
        """Return the first half of the address; the same people come to every zone."""
        return f"{self.key}.{code.lower()}"


ADMIN: Final = Newcomer("tess", "孙立新", "", "", "", "")
CORA: Final = Newcomer("cora", "苏文静", "1001", "QMO", "CONTROLLER", "文控员")
ADA: Final = Newcomer("ada", "林晓峰", "1002", "SVC", "STAFF", "起草人")
HANA: Final = Newcomer("hana", "何春梅", "1003", "SVC", "HEAD", "读者")
LEADER: Final = Newcomer("lena", "段志远", "1004", "", "", "读者")  # gets the post on a screen
DEPUTY: Final = Newcomer("leo", "普永明", "1005", "OFC", "DEPUTY", "读者")
OTTO: Final = Newcomer("otto", "杨立群", "1006", "QMO", "AUDITOR", "审核员")
GUS: Final = Newcomer("gus", "马俊杰", "1007", "BIZ", "STAFF", "起草人")  # leaves
BY_MAIL: Final = (CORA, ADA, HANA, LEADER, DEPUTY, OTTO, GUS)
RUTH: Final = Newcomer("", "白玉兰", "1008", "SVC", "WINDOW", "读者")  # has no mail


def sheet(code: str, domain: str, *, with_fault: bool) -> bytes:
    """Return the Excel file of all, with a unit that is not there where that is asked for."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(HEADS)
    for row in [*_cast(code, domain), *_crowd()][:PEOPLE]:
        page.append(row)
    if with_fault:
        page.cell(FAULTY_ROW, HEADS.index("部门") + 1, UNIT_OF_NO_ONE)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cast(code: str, domain: str) -> Iterator[list[str]]:
    for each in (*BY_MAIL, RUTH):
        contact = f"{each.email(code)}@{domain}" if each.key else "13800000000"
        last = NEXT_MONTH.isoformat() if each == OTTO else ""  # every audit ends
        yield [each.name, each.staff_number, contact, each.unit, each.post, each.role, last]


def _crowd() -> Iterator[list[str]]:
    """Make the others, of whom nobody has a mailbox; the first of each unit leads it."""
    names = ["".join(each) for each in product(FAMILY_NAMES, GIVEN_NAMES.split(), ("", "玉", "明"))]
    led = {HANA.unit}
    for n, name in enumerate(names):
        unit = UNITS[n % len(UNITS)]
        yield [name, f"{2001 + n}", "", unit, "STAFF" if unit in led else "HEAD", "读者", ""]
        led.add(unit)


def archive() -> bytes:
    """Return a ZIP with one procedure in force and one file that is none."""
    kept = io.BytesIO()
    with ZipFile(kept, "w") as box:
        box.writestr(f"QP/SVC/{TITLE}.md", f"# {TITLE}\n\n{RULES}")
        box.writestr("QP/旧模板.doc", b"\xd0\xcf\x11\xe0")
    return kept.getvalue()
