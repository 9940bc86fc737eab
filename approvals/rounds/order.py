"""In which order the steps of a round are shown: who was added stands beside who added them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from approvals.models import Step


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Return the steps as they are read: first added before, then the step, then added after.

    A step that was handed on stands before the one that took its place.
    """
    beside: dict[UUID | None, list[Step]] = defaultdict(list)
    handed: dict[UUID, Step] = {}
    for step in steps:
        if step.handed_from_id is not None:
            handed[step.handed_from_id] = step
        else:
            beside[step.added_to_id].append(step)

    def walk(step: Step) -> Iterator[Step]:
        before = [s for s in beside[step.pk] if s.place == Step.Place.BEFORE]
        after = [s for s in beside[step.pk] if s.place == Step.Place.AFTER]
        if step.pk in handed:
            yield step
            step = handed[step.pk]
            before += [s for s in beside[step.pk] if s.place == Step.Place.BEFORE]
            after += [s for s in beside[step.pk] if s.place == Step.Place.AFTER]
        for each in before:
            yield from walk(each)
        yield step
        for each in after:
            yield from walk(each)

    return [each for step in beside[None] for each in walk(step)]
