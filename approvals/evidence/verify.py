#!/usr/bin/env python3
"""检验审批证据。Check evidence of approvals: python3 verify.py [FILE.zip] [--fingerprint HEX]

只用 Python 3.8+ 标准库。Standard library only; needs neither the product nor a network.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

# Ed25519 as RFC 8032 has it.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = Tuple[int, int, int, int]
ZERO = (0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, p: Point) -> Point:
    q = ZERO
    while n:
        if n & 1:
            q = add(q, p)
        p, n = add(p, p), n >> 1
    return q


def point(raw: bytes) -> Optional[Point]:
    """Return the point these 32 bytes stand for; None when they stand for none."""
    number = int.from_bytes(raw, "little")
    odd, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and odd):
        return None
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519(public: bytes, message: bytes, value: bytes) -> bool:
    if len(public) != 32 or len(value) != 64:
        return False
    a, r, s = point(public), point(value[:32]), int.from_bytes(value[32:], "little")
    if a is None or r is None or BASE is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(value[:32] + public + message).digest(), "little") % ORDER
    left, right = times(s, BASE), add(r, times(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


ALGORITHMS: Dict[str, Callable[[bytes, bytes, bytes], bool]] = {"ed25519": ed25519}

WORDS = {
    "added": ("多出文件：{}", "A file was added: {}"),
    "removed": ("缺少文件：{}", "A file is missing: {}"),
    "changed": ("文件被改动：{}", "A file was changed: {}"),
    "index": ("目录的封印不符：有内容被改动", "The seal of the index does not fit: it was changed"),
    "no_index": ("目录没有封印：文件改动不能全部发现", "The index is not sealed"),
    "fingerprint": ("密钥不是所给指纹的密钥：{}", "The key is not the one of the fingerprint: {}"),
    "key": ("公钥与名称不符：{}", "A public key is not what its name says: {}"),
    "no_key": ("{}：封印所用密钥不在清单上", "{}: sealed with a key that is not listed"),
    "key_time": ("{}：封印时不在密钥有效期内", "{}: sealed outside of the time of its key"),
    "broken": ("{}：封印不符，内容被改动", "{}: the seal does not fit, something was changed"),
    "algorithm": ("{}：本程序不认识算法", "{}: this program does not know the algorithm"),
    "previous": ("{}：之前的封印被移除或调换", "{}: a seal before it was removed or moved"),
    "moved": ("{}：封印属于别处，不符的是“{}”", "{}: sealed elsewhere, what differs is “{}”"),
    "field": ("{}：“{}”与封印时不一致", "{}: “{}” is not what was sealed"),
    "gone": ("{}：签名被移除", "{}: the signature was removed"),
    "unsealed": ("{}：没有封印（或早于启用封印）", "{}: no seal (made before sealing, or removed)"),
    "no_end": ("第 {} 轮：结束时的封印缺失", "Round {}: the seal of its end is missing"),
    "step": ("第 {} 轮：步骤与封印时不一致：{}", "Round {}: a step is not as sealed: {}"),
    "manifest": ("第 {} 轮：签名清单缺失或不符", "Round {}: the manifest is missing or other"),
    "unkept": ("第 {} 轮：当时没有留存签名清单", "Round {}: its manifest was not kept then"),
    "content": ("第 {} 轮：内容不符或缺失：{}", "Round {}: content differs or is missing: {}"),
    "audit": ("审计记录第 {} 条被改动", "Entry {} of the audit trail was changed"),
    "recorded": ("{}：与审计记录不一致", "{}: differs from the audit trail"),
    "round": ("审计记录中的第 {} 轮不在此", "Round {} of the audit trail is not in here"),
    "stamp": ("{}：时间戳不是为此封印而签发", "{}: the time stamp is not of this seal"),
    "package": (
        "成套变更的签署清单缺失或被调换",
        "What was signed of the package is missing or other",
    ),
    "left_out": ("成套变更缺少文件：{}", "A document of the package was left out: {}"),
    "stranger": ("签署时不在成套变更内：{}", "Not in the package as it was signed: {}"),
    "exchanged": ("{}：不是成套签署的版本：{}", "{}: not the revision signed in the package: {}"),
    "other": ("{}：内容与成套签署的不一致", "{}: other content than was signed in the package"),
    "order": ("成套变更内文件次序与签署时不一致", "The documents are not in the order signed"),
    "torn": ("成套变更各文件的审批结果不同", "The documents of the package did not end as one"),
}
VERDICTS = {
    0: "相符。{0} 个签名的封印有效。/ FITS. {0} signatures are sealed.",
    1: "不符，证据不可信。/ DOES NOT FIT.",
    3: "没有发现改动，但没有封印，不能证明。/ Nothing found, but NOT PROVEN: it is not sealed.",
}
CONTENT = {"source_sha256": "源文件 source", "text_sha256": "正文 text", "body_sha256": "版面 body"}
FIELDS = "step signer name_signed post for_name for_post delegation meaning method changed viewed"
CLOCKS_DIFFER = dt.timedelta(minutes=5)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return {}


def moment(said: str) -> dt.datetime:
    """Return when that is; what cannot be read is long before any key."""
    try:
        at = dt.datetime.fromisoformat(said)
    except ValueError:
        at = dt.datetime(1, 1, 1, tzinfo=dt.timezone.utc)
    return at if at.tzinfo else at.replace(tzinfo=dt.timezone.utc)


class Check:
    """The evidence of a revision, and what was found in it."""

    said_in = "evidence.json"

    def __init__(self, files: Dict[str, bytes], fingerprint: str = "") -> None:
        self.files, self.fingerprint = files, fingerprint.replace(" ", "").lower()
        self.findings: List[Tuple[str, Tuple[Any, ...]]] = []
        self.notes: List[Tuple[str, Tuple[Any, ...]]] = []
        self.said = read(files[self.said_in])
        self.document = self.said["document"]
        self.keys = {key["name"]: key for key in self.said["keys"]}
        self.by_hash = {sha256(content): content for content in files.values()}
        self.recorded: Dict[str, List[Any]] = {}
        self.sealed = 0
        self.members: List[Check] = []

    def expect(self, is_so: Any, what: str, *names: Any) -> None:
        if not is_so and (what, names) not in self.findings:
            self.findings.append((what, names))

    def run(self) -> None:
        self.check_index()
        self.check_rounds()

    def check_rounds(self) -> None:
        for name, key in self.keys.items():
            self.expect(sha256(bytes.fromhex(key["public"])) == name, "key", name)
        self.check_audit()
        previous = ""
        for round_ in self.said["rounds"]:
            self.check_content(round_)
            previous = self.check_round(round_, previous)

    def check_index(self) -> None:
        """Compare each file with the index, and the index with its seal."""
        index, seal = self.files.get("index.json", b""), read(self.files.get("index.seal", b""))
        named = read(index).get("files", {})
        for path in sorted(named.keys() | self.files.keys() - {"index.json", "index.seal"}):
            self.expect(path in named, "added", path)
            self.expect(path in self.files, "removed", path)
            if path in named and path in self.files:
                self.expect(sha256(self.files[path]) == named[path], "changed", path)
        if seal:
            is_ours = read(index).get("kind") == "evidence"
            self.expect(is_ours and not self.seal_fault(seal, index), "index")
        self.expect(seal or not self.keys, "no_index")
        self.expect(self.is_trusted(seal.get("key")), "fingerprint", seal.get("key", "—"))

    def is_trusted(self, name: Any) -> bool:
        """Tell whether it is the key of the fingerprint, or that vouches for it in a chain."""
        for _ in self.keys:
            if self.fingerprint in ("", name):
                return True
            key = self.keys.get(name, {})
            said = {"kind": "key", **{each: key.get(each) for each in ("algorithm", "since")}}
            payload = json.dumps({**said, "key": name}, sort_keys=True, separators=(",", ":"))
            seal = {"key": key.get("vouched_by"), "algorithm": "ed25519", "value": key.get("vouch")}
            if not seal["key"] or self.seal_fault(seal, payload.encode()):
                return False
            name = seal["key"]
        return self.fingerprint in ("", name)

    def seal_fault(self, seal: Any, payload: bytes) -> str:
        """Return what is wrong with a seal of these bytes; "" when it fits."""
        key = self.keys.get(seal.get("key"))
        if key is None:
            return "no_key"
        fits = ALGORITHMS.get(seal.get("algorithm"))
        if fits is None or key["algorithm"] != seal["algorithm"]:
            return "algorithm"
        is_good = fits(bytes.fromhex(key["public"]), payload, bytes.fromhex(seal["value"]))
        return "" if is_good else "broken"

    def check_audit(self) -> None:
        """Check the hash of each entry, and that what follows one another is chained."""
        hashes: Dict[int, str] = {}
        numbers = {round_["place"]["round_number"] for round_ in self.said["rounds"]}
        for entry in read(self.files["audit.json"]):
            body, number = entry["body"].encode(), entry["sequence"]
            said = read(body)
            is_whole = sha256(bytes.fromhex(entry["previous"]) + body) == entry["hash"]
            follows = hashes.get(number - 1, entry["previous"]) == entry["previous"]
            self.expect(is_whole and follows and said.get("sequence") == number, "audit", number)
            hashes[number] = entry["hash"]
            facts = said.get("facts", {})
            self.recorded.setdefault(said.get("subject", ""), []).append(facts)
            if said.get("event", "").endswith((".submitted", ".asked")) and "round" in facts:
                self.expect(facts["round"] in numbers, "round", facts["round"])

    def check_content(self, round_: Any) -> None:
        """Check that the signed manifest is there, and each file it names."""
        number, signed = round_["place"]["round_number"], round_["place"]["manifest"]
        manifest = self.by_hash.get(signed)
        if manifest is None:
            self.expect(round_["is_unkept"] and not round_["seals"], "manifest", number)
            self.notes.append(("unkept", (number,)))
            return
        said, own = read(manifest), round_["content"]
        if own:  # the same; of an act or a package another one, which it names
            said = read(self.by_hash.get(own, b""))
            self.expect(said and own in signed + manifest.decode(), "manifest", number)
        named = [(CONTENT[name], said[name]) for name in CONTENT if name in said]
        named += [("附件 " + a["number"], a["sha256"]) for a in said.get("attachments", [])]
        named += [("图片 picture", each) for each in said.get("pictures", [])]
        for name, value in named:
            self.expect(value in self.by_hash, "content", number, name)

    def check_round(self, round_: Any, previous: str) -> str:
        """Check the seals of a round one after the other; return the hash of the last."""
        number, kinds = round_["place"]["round_number"], set()
        rows = {row["signature"]: row for row in round_["signatures"]}
        for order, seal in enumerate(round_["seals"], start=1):
            payload = seal["payload"].encode()
            said = read(payload)
            who = "{} ({})".format(said.get("name_signed") or said.get("kind"), number)
            fault = self.seal_fault(seal, payload)
            self.expect(not fault, fault, who)
            self.expect(fault == "no_key" or self.is_in_time(seal["key"], said), "key_time", who)
            follows = (said.get("order"), said.get("previous")) == (order, previous)
            self.expect(follows, "previous", who)
            for name, value in round_["place"].items():
                self.expect(said.get(name) == value, "moved", who, name)
            kinds.add(said.get("kind"))
            if said.get("kind") == "end":
                self.check_end(round_, said, who)
            else:
                self.check_signature(round_, rows.pop(said.get("signature"), None), said, who)
            previous = sha256(payload + bytes.fromhex(seal["value"]))
            is_stamped = bytes.fromhex(previous) in self.files.get(seal["stamp"], b"")
            self.expect(not seal["stamp"] or is_stamped, "stamp", who)
        for row in rows.values():
            is_old = not any(self.is_in_time(name, row, -CLOCKS_DIFFER) for name in self.keys)
            self.expect(is_old, "unsealed", row["name_signed"])
            self.notes.append(("unsealed", (row["name_signed"],)))
        is_ended = round_["outcome"] != "open"
        self.expect(not kinds or is_ended == ("end" in kinds), "no_end", number)
        return previous

    def is_in_time(self, name: str, said: Any, more: dt.timedelta = CLOCKS_DIFFER) -> bool:
        """Tell whether it was that key's time, give or take what two clocks differ by."""
        key, at = self.keys[name], moment(said.get("signed_at") or said.get("sealed_at") or "")
        is_over = key["until"] and at - moment(key["until"]) >= more
        return at - moment(key["since"]) >= -more and not is_over

    def check_signature(self, round_: Any, row: Any, said: Any, who: str) -> None:
        self.expect(row, "gone", who)
        if row is None:
            return
        self.sealed += 1
        facts = {name: row[name] for name in row if name != "signature"}
        for name in sorted({*FIELDS.split(), *facts}):
            self.expect(said.get(name, "") == facts.get(name, ""), "field", who, name)
        self.expect(self.recorded.get("signature:" + row["signature"]) == [facts], "recorded", who)
        for name, value in said.get("began", {}).items():
            self.expect(round_.get(name) == value, "field", who, name)
        steps = {step["step"]: step for step in round_["steps"]}
        if row.get("step") and "stage" in said:
            step = steps.get(row["step"], {})
            is_same = all(step.get(name) == said[name] for name in ("stage", "stage_name"))
            self.expect(is_same, "step", said["round_number"], step.get("name", row["step"]))
        for asked in said.get("route", []):
            is_same = asked.items() <= steps.get(asked["step"], {}).items()
            self.expect(is_same, "step", said["round_number"], asked["name"])

    def check_end(self, round_: Any, said: Any, who: str) -> None:
        number, now = said["round_number"], {**round_, "signatures": len(round_["signatures"])}
        more = ["reads_anew"] if "reads_anew" in said else []  # sealed in newer ones
        for name in ("outcome", "comment", "ended_at", "ended_by", "signatures", *more):
            self.expect(said.get(name) == now[name], "field", who, name)
        steps = {step["step"]: step for step in round_["steps"]}
        for ended in said.get("steps", []):
            step = steps.pop(ended["step"], {})
            is_same = ended.items() <= step.items()
            self.expect(is_same, "step", number, step.get("name", ended["step"]))
        self.expect(not steps, "step", number, ", ".join(step["name"] for step in steps.values()))


class Package(Check):
    """The evidence of a change package: that of each document in a folder, and what binds them."""

    said_in = "package.json"

    def __init__(self, files: Dict[str, bytes], fingerprint: str = "") -> None:
        super().__init__(files, fingerprint)
        for path in sorted(files):
            folder, _, name = path.rpartition("/")
            if name == Check.said_in:
                at = len(folder) + 1
                inside = {p[at:]: files[p] for p in files if p.startswith(folder + "/")}
                self.members.append(Check(inside))

    def run(self) -> None:
        super().run()
        for member in self.members:
            member.check_rounds()
        self.sealed = sum(member.sealed for member in self.members)
        self.check_manifest()

    def check_manifest(self) -> None:
        """Check that here is what was signed as one, all of it, and nothing else."""
        name = self.said["manifest"]
        said = [facts for entries in self.recorded.values() for facts in entries]
        submitted = [facts["manifest"] for facts in said if "manifest" in facts]
        self.expect(name in self.by_hash and submitted[-1:] == [name], "package")
        documents = read(self.by_hash.get(name, b"")).get("documents", [])
        named = {each["number"]: each for each in documents}
        there = [member.document["document"] for member in self.members]
        for number in named:
            self.expect(number in there, "left_out", number)
        for number in there:
            self.expect(number in named, "stranger", number)
        in_order = [number for number in named if number in there]
        self.expect([number for number in there if number in named] == in_order, "order")
        outcomes = {self.outcome_of(each, named, name) for each in self.members}
        self.expect(len(outcomes - {""}) < 2, "torn")

    def outcome_of(self, member: Check, named: Dict[str, Any], manifest: str) -> str:
        """Return how a document's round of the package ended; "" where what is here is another."""
        number, label = member.document["document"], member.document["revision"]
        rounds = [each for each in member.said["rounds"] if each["place"]["manifest"] == manifest]
        signed = named.get(number, {})
        place = rounds[-1]["place"] if rounds else {}
        found = [place.get(each) for each in ("document", "revision", "n")]
        wanted = [signed.get(each) for each in ("number", "revision", "n")]
        if rounds and rounds[-1]["outcome"] in ("open", "passed"):  # else it may be another by now
            found, wanted = [*found, label], [*wanted, signed.get("revision")]
        self.expect(found == wanted or not signed, "exchanged", number, label)
        if not rounds:
            return ""
        self.expect(rounds[-1]["content"] == signed.get("manifest_sha256"), "other", number)
        return str(rounds[-1]["outcome"])


def load(path: Path) -> Dict[str, bytes]:
    if path.is_dir():
        files = filter(Path.is_file, path.rglob("*"))
        return {each.relative_to(path).as_posix(): each.read_bytes() for each in files}
    with zipfile.ZipFile(path) as archive:
        names = Counter(archive.namelist())
        return {name + " (2)" * (n > 1): archive.read(name) for name, n in names.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--fingerprint", default="", help="公钥指纹 of the public key")
    asked = parser.parse_args()
    try:
        files = load(asked.file)
        is_package = Package.said_in in files
        check = (Package if is_package else Check)(files, asked.fingerprint)
        check.run()
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError) as error:
        print("无法读取 / This cannot be read:", repr(error))
        return 2
    for each in (check, *check.members):
        print(*(each.document[name] for name in ("tenant_name", "document", "revision", "title")))
        for mark, told in (("✗", each.findings), ("?", each.notes)):
            for what, names in told:
                print(mark, *(words.format(*names) for words in WORDS[what]))
    print("公钥指纹 / keys:", *check.keys)
    is_wrong = any(each.findings for each in (check, *check.members))
    verdict = 1 if is_wrong else 0 if "index.seal" in check.files else 3
    print(VERDICTS[verdict].format(check.sealed))
    return verdict


if __name__ == "__main__":
    sys.exit(main())
