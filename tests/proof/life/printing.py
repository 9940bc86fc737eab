"""Rules: copies are printed of what is in force or waits for its day, come back, or get lost.

The invariants say which of them have to come back after each act that ends a text.
"""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from documents.actions.paper_copies import (
    Receiver,
    exchange_copies,
    issue_copies,
    report_lost,
    take_back,
)
from documents.models import PaperCopy
from tests.proof.life.model import Paper, Text
from tests.proof.life.world import World


class Printing(World):
    """What hangs on walls."""

    @rule(data=st.data())
    def issue_copies(self, data: st.DataObject) -> None:
        paper = self.pick(data, self.model.papers, "paper")
        if paper.texts:
            self.do_issue_copies(paper, self.pick(data, paper.texts, "text"))

    def do_issue_copies(self, paper: Paper, text: Text) -> None:
        """Let two copies of a text hang on a board, if it may be printed."""
        printed = text.state in ("approved", "effective") and paper.state == "active"
        to = [Receiver(self.company.library.office, None, "Notice board", 2)]

        def act() -> None:
            by = self.member("cora")
            issue_copies(self.revision(text), to, key=self.new_key(), by=by)

        self.attempt("issue copies", act, allowed=None if printed else False)

    @rule(data=st.data())
    def bring_copies_back(self, data: st.DataObject) -> None:
        out = list(PaperCopy.objects.out().order_by("pk").select_related("document"))
        if not out:
            return
        copy = self.pick(data, out, "copy")
        how = self.pick(data, ("take back", "exchange", "lose"), "how")
        is_old, by = copy.recall_since is not None, self.member("cora")

        def act() -> None:
            if how == "exchange":
                exchange_copies([copy], "destroyed", key=self.new_key(), by=by)
            elif how == "lose":
                report_lost(copy, reason="The wind", by=by)
            else:
                take_back([copy], "kept", by=by)

        is_open = how == "exchange" and is_old
        self.attempt(how, act, allowed=None if is_open else how != "exchange")
