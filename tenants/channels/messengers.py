"""What robots of groups and apps of WeCom, DingTalk and Feishu have in common.

Only the three services themselves are asked, or what the operator runs in their place: nothing a
tenant types decides where a message goes.
"""

import datetime as dt
import json
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from tenants.channels.base import DELIVERED, Channel, Composed, Outcome, Result, Shared
from tenants.channels.picking import pick
from tenants.channels.texts import cut, digest_text, group_text, test_text
from tenants.door.sealing import unseal
from tenants.fetching import Unreachable, fetch
from tenants.models import Delivery, Outlet

ORIGINS: Final = {
    "wecom": "https://qyapi.weixin.qq.com",
    "dingtalk": "https://oapi.dingtalk.com",
    "feishu": "https://open.feishu.cn",
}
A_MINUTE: Final = dt.timedelta(minutes=1)
MOST_A_MINUTE: Final = 20  # what WeCom and DingTalk take from one robot


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to one of the services."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Messenger(Channel):
    """A channel of one of the services: how it answers, and what its codes mean."""

    vendor: ClassVar[str]
    code_in: ClassVar[str] = "errcode"
    says_in: ClassVar[str] = "errmsg"
    busy: ClassVar[frozenset[int]] = frozenset()  # too many at once: wait
    final: ClassVar[frozenset[int]] = frozenset()  # the same message would be refused again
    most_bytes: ClassVar[int] = 2000

    def ask(self, asked: Asked) -> dict[str, Any]:
        """Return the JSON object the service answers with; Unreachable for anything else."""
        origin = settings.CHANNEL_ORIGINS.get(self.vendor, ORIGINS[self.vendor]).rstrip("/")
        query = f"?{urlencode(asked.query)}" if asked.query else ""
        body = None if asked.body is None else json.dumps(asked.body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", **asked.headers}
        private = settings.CHANNEL_ORIGINS.values()
        answer = fetch(origin + asked.path + query, body, headers, private=private)
        if answer.status == 429:
            return {self.code_in: min(self.busy), self.says_in: "429"}
        try:
            found = json.loads(answer.body)
        except ValueError:
            found = None
        if not isinstance(found, dict) or answer.status >= 500:
            raise Unreachable(f"{self.vendor}: HTTP {answer.status}")
        return found

    def read(self, answer: Mapping[str, Any]) -> Result:
        """Return what an answer means: these services say 200 to everything."""
        code = answer.get(self.code_in)
        if not isinstance(code, int) or isinstance(code, bool):
            return Result(Outcome.LATER, f"{self.vendor}: {self.code_in}?", concerns_all=True)
        if code == 0:
            return DELIVERED
        said = f"{self.vendor} {code}: {answer.get(self.says_in, '')}"
        if code in self.busy:
            return Result(Outcome.LATER, said, concerns_all=True, wait=A_MINUTE)
        return Result(Outcome.REFUSED if code in self.final else Outcome.LATER, said)


class Robot(Messenger):
    """Writes into one group: counts and links, titles only where the tenant says so."""

    gives_up_after = dt.timedelta(hours=12)  # the next day has a message of its own

    def compose(self, delivery: Delivery, shared: Shared) -> Composed:
        outlet = delivery.outlet
        if outlet is None or not (outlet.is_on or delivery.is_test()):
            return Composed(None, state=Delivery.State.NOT_WANTED)
        if self._sent_lately(delivery) >= MOST_A_MINUTE:
            wait = Result(Outcome.LATER, concerns_all=True, wait=A_MINUTE)
            return Composed(lambda: wait)
        if delivery.is_test():
            text = test_text(shared.tenant)
        else:
            text = group_text(outlet, dt.date.fromordinal(delivery.turn), shared.tenant)
        if not text:
            return Composed(None)
        token, secret = unseal(outlet.secret), unseal(outlet.second_secret)
        return Composed(lambda: self._send(token, secret, cut(text, self.most_bytes)))

    @abstractmethod
    def request(self, token: str, secret: str, text: str, now: dt.datetime) -> Asked:
        """Return the request that writes this text; signed where there is a secret."""

    def _send(self, token: str, secret: str, text: str) -> Result:
        try:
            return self.read(self.ask(self.request(token, secret, text, timezone.now())))
        except Unreachable as failure:
            return Result(Outcome.LATER, str(failure), concerns_all=True)

    def _sent_lately(self, delivery: Delivery) -> int:
        since = timezone.now() - A_MINUTE
        lately = Delivery.objects.filter(outlet=delivery.outlet_id, settled_at__gt=since)
        return lately.filter(state=Delivery.State.DELIVERED).count()


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is told through an app, and with whose rights."""

    app_id: str
    secret: str
    agent: str
    person: str
    people_by: str
    text: str
    id: str


class App(Messenger):
    """Writes to single people as an app of their organisation."""

    stale: ClassVar[frozenset[int]] = frozenset()  # the token is over

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    def compose(self, delivery: Delivery, shared: Shared) -> Composed:
        outlet, digest = delivery.outlet, delivery.digest
        if outlet is None or not (outlet.is_on or delivery.is_test()):
            return Composed(None, state=Delivery.State.NOT_WANTED)
        if digest is None:
            person = str(delivery.facts.get("person", ""))
            test = self._letter(outlet, delivery, person, test_text(shared.tenant))
            return Composed(lambda: self.send(test))
        picked = pick(delivery, shared)
        if not picked.lines:
            return picked.as_nothing()
        text = digest_text(picked.lines, digest, shared.tenant)
        letter = self._letter(outlet, delivery, outlet.knows(digest.recipient), text)
        return picked.as_message(lambda: self.send(letter))

    def _letter(self, outlet: Outlet, delivery: Delivery, person: str, text: str) -> Letter:
        return Letter(
            app_id=outlet.address,
            secret=unseal(outlet.secret),
            agent=outlet.agent,
            person=person,
            people_by=outlet.people_by,
            text=cut(text, self.most_bytes),
            id=delivery.pk.hex,
        )

    @abstractmethod
    def token_request(self, app_id: str, secret: str) -> Asked:
        """Return the request for a token."""

    @abstractmethod
    def token_in(self, answer: Mapping[str, Any]) -> object:
        """Return the token an answer brings."""

    @abstractmethod
    def request(self, token: str, letter: Letter) -> Asked:
        """Return the request that writes to a person."""

    @abstractmethod
    def knows_nobody(self, answer: Mapping[str, Any]) -> bool:
        """Tell whether the answer says that there is no such person."""

    def send(self, letter: Letter) -> Result:
        """Write to a person, with a fresh token when the old one is over."""
        try:
            result, is_stale = self._try(letter)
            if is_stale:
                self._tokens.pop(letter.app_id, None)
                result, _is_stale = self._try(letter)
        except Unreachable as failure:
            return Result(Outcome.LATER, str(failure), concerns_all=True)
        return result

    def _try(self, letter: Letter) -> tuple[Result, bool]:
        if letter.app_id not in self._tokens:
            answer = self.ask(self.token_request(letter.app_id, letter.secret))
            result, token = self.read(answer), self.token_in(answer)
            if result is not DELIVERED or not isinstance(token, str) or not token:
                reason = result.reason or f"{self.vendor}: token?"
                return Result(Outcome.LATER, reason, concerns_all=True, wait=result.wait), False
            self._tokens[letter.app_id] = token
        answer = self.ask(self.request(self._tokens[letter.app_id], letter))
        if self.knows_nobody(answer):
            said = f"{self.vendor}: {letter.person}"
            return Result(Outcome.REFUSED, said, is_nobody_there=True), False
        return self.read(answer), answer.get(self.code_in) in self.stale
