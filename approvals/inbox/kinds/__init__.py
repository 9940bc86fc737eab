"""The kinds of task in the inbox, each in a file of its own.

To add one: a class here with its rows, and a migration with the SQL function `waiting_to_<name>`
that counts them, followed by `CALL gather_waiting()` (see migrations/0012_waiting_by_kind.py).
A higher app adds its own by `register` in `AppConfig.ready`.
"""

from typing import Final

from approvals.inbox.kinds.acknowledge import Acknowledge
from approvals.inbox.kinds.answer import Answer
from approvals.inbox.kinds.answer_reader import AnswerReader
from approvals.inbox.kinds.decide import Decide
from approvals.inbox.kinds.decide_package import DecidePackage
from approvals.inbox.kinds.kind import Kind
from approvals.inbox.kinds.review import ToReview
from approvals.inbox.kinds.sign_for_copy import SignForCopy
from approvals.inbox.kinds.submit_again import SubmitAgain
from approvals.inbox.kinds.submit_package_again import SubmitPackageAgain
from approvals.inbox.lines import Task

KINDS: Final[list[type[Kind]]] = [  # of this app; `register` adds
    *(Decide, DecidePackage, Answer, AnswerReader),
    *(Acknowledge, SubmitAgain, SubmitPackageAgain, ToReview, SignForCopy),
]


def register(*kinds: type[Kind]) -> None:
    """Let these wait in the inbox as well."""
    KINDS.extend(kind for kind in kinds if kind not in KINDS)


def kind_of(task: Task) -> type[Kind]:
    return next(kind for kind in KINDS if kind.name == task.kind)
