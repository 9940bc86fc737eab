"""Tell the story of a document: every step by the person who takes it, on its day."""

from __future__ import annotations

import datetime as dt

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.acts import ask_to_retire, withdraw
from approvals.actions.decisions import return_step, sign_step
from approvals.actions.messages import answer, write
from approvals.actions.reviews import Said, give_verdict
from approvals.actions.rounds import submit
from approvals.actions.steps import add_signer, hand_on
from approvals.actions.waiting import urge
from approvals.models import Acknowledgement, Round, Step, Verdict
from approvals.rounds.proofs import Password
from config.demo.copies import hand_out
from config.demo.past import Story
from config.demo.people import PASSWORD
from config.demo.stories import CheckStory, DocumentStory, ReviewStory, RevisionStory
from config.demo.understanding import understand, write_questions
from documents.access import share_document
from documents.actions.deviations import record_deviation
from documents.actions.documents import register_document, set_audience
from documents.actions.drafts import cancel_revision, save_draft, start_revision
from documents.actions.external import describe_source, record_check
from documents.audience import required_readers
from documents.models import Document, DocumentType, Folder, Participant, Revision
from documents.retirement import RetirementPlan
from tenants.models import Member, Unit

FIRST_SUMMARY = "首次发布"
FIRST_REASON = "建立质量管理体系"


class Telling:
    """The stories of one tenant's documents, ready to be played."""

    def __init__(self, members: dict[str, Member], today: dt.date, origin: str) -> None:
        self.members = members
        self.today = today
        self.origin = origin  # how starter procedures are known, but for the file's name

    def tell(self, story: DocumentStory) -> Story:
        """Tell a document from its registration to how it stands today."""
        yield _begins(story.revisions[0])
        document = self.register(story)
        for revision in story.revisions:
            yield from self.revise(document, story, revision)
        for check in story.checks:
            yield check.on
            self.check(document, story, check)
        for review in story.reviews:
            yield review.on
            self.review(document, self.members[story.owner], review)
        if story.status != "active":
            yield max(story.status_on, _begins(story.revisions[-1]))
            yield from self.end(document, story)
        yield 0
        self.finish(document, story)

    def register(self, story: DocumentStory) -> Document:
        """Register the document, or take over the starter procedure."""
        owner = self.members[story.owner]
        if story.procedure:
            document = Document.objects.get(imported_from=f"{self.origin}{story.procedure}.md")
            document.owner = owner
            document.save(update_fields=["owner"])
        else:
            document = register_document(
                document_type=DocumentType.objects.get(code=story.type),
                title=story.title_zh,
                unit=Unit.objects.get(code=story.unit),
                owner=owner,
                by=owner,
                clauses=", ".join(story.clauses),
                restricted=story.restricted,
            )
        if story.folder:
            document.folder = Folder.objects.get(code=story.folder)
            document.save(update_fields=["folder"])
        for key in story.readers:
            share_document(document, self.members[key])
        if story.audience:
            units = Unit.objects.filter(code__in=story.audience)
            everybody = "*" in story.audience
            set_audience(document, everybody=everybody, units=units, by=owner)
        return document

    def revise(self, document: Document, of: DocumentStory, story: RevisionStory) -> Story:
        """Tell one revision."""
        yield _begins(story)
        author = self.members[story.author or of.owner]
        revision = self.draft(document, story, author)
        if story.state == "draft" and not story.returned:
            return
        if story.state == "cancelled":
            yield _begins(story) + 3
            cancel_revision(revision, by=author, reason=story.reason)
            return
        yield _begins(story) + 1
        effective_on = self.day(story.effective) if story.state == "approved" else None
        round = submit(revision, by=author, effective_on=effective_on)
        if story.returned:
            yield _begins(story) + 2
            step = round.steps.open()[0]
            return_step(step, by=step.member, comment=story.returned)
            return
        yield from self.decide(round, story)
        if story.asked:
            asker = round.steps.open()[0].member
            question = write(round, by=asker, body=story.asked, to=author)
            if story.answered:
                answer(question, by=author, body=story.answered)
        self.bring_in(round, story, author)
        if story.state in ("effective", "superseded"):
            yield from self.read(revision, of, story)

    def draft(self, document: Document, story: RevisionStory, author: Member) -> Revision:
        """Write the draft, or go on with the one that provisioning made."""
        document.refresh_from_db()
        revision: Revision | None = document.revisions.open().first()
        if revision is None:
            revision = start_revision(document, by=author, change_class=story.change)
        elif revision.prepared_by != author:
            made_by, revision.prepared_by = revision.prepared_by, author
            revision.save(update_fields=["prepared_by"])
            Participant.objects.filter(revision=revision, member=made_by).update(member=author)
        is_first = revision.n == 1
        save_draft(
            revision,
            by=author,
            saves=revision.saves,
            title=document.title,
            change_class=story.change,
            summary=story.summary or (FIRST_SUMMARY if is_first else ""),
            reason=story.reason or (FIRST_REASON if is_first else ""),
            impact=story.impact,
            markdown=story.markdown(),
        )
        if story.questions:
            write_questions(revision, story.questions, by=author)
        return revision

    def decide(self, round: Round, story: RevisionStory) -> Story:
        """Let each stage be signed on a day of its own, the last one on the last day."""
        most = story.decided if story.state == "in_review" else None
        yield from self.sign(round, _ends(story), most=most)

    def sign(self, round: Round, last: int, *, most: int | None = None) -> Story:
        """Let the stages be signed, each on its day, until the last day."""
        decided = sorted({step.stage for step in round.steps.all()})[:most]
        for left, stage in zip(range(len(decided) - 1, -1, -1), decided, strict=True):
            yield min(last - left, 0)
            while (
                step := round.steps.open()
                .filter(stage=stage)
                .select_related("member__user")
                .first()
            ):
                # The password is ours; to have it checked 160 times would take half of the time.
                vars(step.member.user)["check_password"] = PASSWORD.__eq__
                sign_step(step, by=step.member, password=PASSWORD)

    def bring_in(self, round: Round, story: RevisionStory, author: Member) -> None:
        """Let who has the first open step bring a colleague in, and the author urge."""
        step = round.steps.open().select_related("round", "member").first()
        if step is None:
            return
        if story.handed_to:
            step = hand_on(step, self.members[story.handed_to], by=step.member, why=story.why)
        if story.is_urged:
            urge(step, by=author)
        if story.added:
            person, before = self.members[story.added], Step.Place.BEFORE
            add_signer(step, person, by=step.member, place=before, why=story.why)

    def read(self, revision: Revision, of: DocumentStory, story: RevisionStory) -> Story:
        """Let everybody acknowledge within the next days but those who have yet to."""
        yield story.effective + 1
        revision.refresh_from_db()
        hand_out(revision, story.copies, self.members)
        late = [self.members[key] for key in of.unread] if story.state == "effective" else []
        has = Acknowledgement.objects.holding_for(revision).values("member")
        asked = required_readers(revision, self.today).exclude(pk__in=has)
        due = [member for member in asked if member not in late]
        for days in range(1, 5):
            for n, member in enumerate(due[days - 1 :: 4]):
                understand(revision, member, errs=n % 3 == 0)
                acknowledge(revision, by=member)
            yield min(story.effective + 1 + days * 2, 0)

    def check(self, document: Document, story: DocumentStory, check: CheckStory) -> None:
        """Let the owner look whether an external document is current."""
        document.refresh_from_db()
        by = self.members[story.owner]
        if not document.sources.exists():
            describe_source(document, {"check_months": None, **story.source}, by=by, seen="")
        record_check(
            document,
            by=by,
            on=self.day(check.on),
            looked_at=check.looked_at,
            result=check.result,
            note=check.note,
        )

    def review(self, document: Document, by: Member, story: ReviewStory) -> None:
        """Let the owner review the text in force and sign the verdict."""
        verdict = Verdict(story.verdict)
        is_kept = verdict == Verdict.KEEP
        act_by = None if is_kept else self.day(story.on + story.act_by)
        vars(by.user)["check_password"] = PASSWORD.__eq__
        said = Said(verdict, story.sentence, act_by)
        give_verdict(document, said, by=by, proof=Password(PASSWORD))

    def end(self, document: Document, story: DocumentStory) -> Story:
        """Let the controller withdraw or retire it, and those who approve it sign that."""
        document.refresh_from_db()
        by = next(m for m in self.members.values() if m.can("documents.control"))
        if story.status == Document.State.WITHDRAWN:
            round = withdraw(document, by=by, reason=story.status_reason)
        else:
            successors = Document.objects.filter(title=story.replaced_by)
            plan = RetirementPlan([each.number for each in successors])
            round = ask_to_retire(document, plan, by=by, reason=story.status_reason)
        yield from self.sign(round, min(story.status_on + 2, 0))

    def finish(self, document: Document, story: DocumentStory) -> None:
        """Set what the calendar says otherwise, and what the document belongs to."""
        document.refresh_from_db()
        if story.review_due is not None:
            document.review_due = self.day(story.review_due)
        if story.valid_until is not None:
            document.valid_until = self.day(story.valid_until)
        if story.parent:
            document.parent = Document.objects.get(title=story.parent)
        document.save(update_fields=["review_due", "valid_until", "parent"])
        if said := story.deviation:
            record_deviation(
                document,
                what=said["what"],
                reason=said["reason"],
                valid_from=self.day(-4),
                valid_until=self.day(10),
                approved_by=self.members[said["approved_by"]],
                by=document.owner,
            )

    def day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)


def _begins(story: RevisionStory) -> int:
    """Return the day on which the draft is begun."""
    if story.state in ("effective", "superseded"):
        return story.effective - 7
    return {"in_review": story.submitted - 1, "approved": -8}.get(story.state, -5)


def _ends(story: RevisionStory) -> int:
    """Return the day of the last decision."""
    if story.state in ("effective", "superseded"):
        return story.effective
    return -1 if story.state == "approved" else story.submitted + story.decided
