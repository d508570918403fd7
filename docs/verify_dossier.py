#!/usr/bin/env python3
"""Check one person's file of Xinlu without Xinlu: Python 3.11 and the package `cryptography`.

    python3 verify_dossier.py FILE.json [--keys keys.json] [--json]

Prints a line per difference and ends with 1, or prints OK and ends with 0; 2 when the file cannot
be read. `--keys`: public keys from a source of your own (the platform's /keys.json, the folder of
the procuratorate): {"platform": [{"id", "public"}], "witness": [...]}. Without it the keys that the
file itself brings are used, and only a file that was bent afterwards is found. docs/verifying.md
says what is hashed and signed, and how.
"""
# ruff: noqa: T201 - it speaks to a person

import argparse
import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIRST = "0" * 64


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text):
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def climb(row, path):
    """The root to which a row leads: leaves begin with a zero byte, nodes with a one."""
    found = sha256(b"\0" + canonical(row).encode())
    for side, other in path:
        left, right = (other, found) if side == "L" else (found, other)
        found = sha256(b"\1" + bytes.fromhex(left) + bytes.fromhex(right))
    return found


class Check:
    def __init__(self, dossier, keys):
        self.dossier, self.differences, self.who = dossier, [], dossier["offender"]["id"]
        self.keys = {kind: {one["id"]: one for one in found} for kind, found in keys.items()}

    def wants(self, holds, about, problem):
        if not holds:
            self.differences.append(f"{about}: {problem}")
        return holds

    def signed(self, kind, name, signature, text, about):
        """The key ``name`` made ``signature`` over ``text``; its id begins its SHA-256."""
        key = self.keys[kind].get(name)
        if not self.wants(key is not None, about, f"the key {name} is not known"):
            return
        raw, made = base64.b64decode(key["public"]), base64.b64decode(signature)
        self.wants(sha256(raw)[:16] == name, about, f"the key {name} is another key")
        try:
            Ed25519PublicKey.from_public_bytes(raw).verify(made, text.encode())
        except (InvalidSignature, ValueError):
            self.wants(False, about, "the signature does not hold")

    def all(self):
        self.ledger()
        for month in self.dossier["months"]:
            self.month(month)
        for one in self.dossier["heads"]:
            self.head(one)
        return self.differences

    def ledger(self):
        """As the contract fixes it ("Ledger hash")."""
        prev = FIRST
        self.hashes, self.seconds = {0: FIRST}, {}
        for number, one in enumerate(self.dossier["ledger"], start=1):
            about = f"ledger #{one['number']}"
            names = ("id", "learner", "number", "kind", "seconds", "started_at", "ended_at")
            names += ("source", "rule_version", "reverses")
            self.wants(one["number"] == number, about, "a number is missing")
            self.wants(one["learner"] == self.who, about, "it belongs to somebody else")
            self.wants(one["prev_hash"] == prev, about, "it does not follow the one before it")
            fields = canonical([one[name] for name in names])
            self.wants(one["hash"] == sha256(one["prev_hash"] + fields), about, "another hash")
            prev = self.hashes[number] = one["hash"]
            self.seconds[number] = (one["month"], one["seconds"])

    def counted(self, month, head):
        return sum(s for number, (of, s) in self.seconds.items() if number <= head and of == month)

    def month(self, month):
        name, scheme = month["month"], month["scheme"]
        self.wants(sha256(canonical(scheme["plain"])) == scheme["digest"], name, "another scheme")
        rows = {}
        for score in month["scores"]:
            about = f"{name} v{score['version']}"
            self.score(score, scheme["plain"], name, about)
            row = [score[name] for name in ("version", "facts_hash", "total", "band")]
            rows[score["version"]] = [self.who, *row, sha256(canonical(score["lines"]))]
        numbers = list(rows)
        self.wants(numbers == [*range(1, len(rows) + 1)], name, "a version is missing")
        current = [score["version"] for score in month["scores"] if score["current"]]
        self.wants(current == numbers[-1:], name, "the newest version is not the current one")
        for number, one in enumerate(month["signatures"], start=1):
            self.wants(one["number"] == number, name, "a signature is missing")
            self.signature(one, month, rows, f"{name} #{one['number']}")
        if month["state"] == "final":
            last = month["signatures"][-1] if month["signatures"] else None
            self.wants(last is not None, name, "nobody has signed it")
            if last and last["result"]:
                self.wants(last["result"] == rows[numbers[-1]], name, "it was changed since")

    def score(self, score, scheme, month, about):
        facts = score["facts"]
        self.wants(sha256(canonical(facts)) == score["facts_hash"], about, "other facts")
        whose = (facts.get("offender"), facts.get("month"))
        self.wants(whose == (self.who, month), about, "facts of somebody else or another month")
        kinds = {one["kind"] for one in facts["records"]}
        decisive = {one["kind"] for one in scheme["items"] if kinds & set(one.get("facts", ()))}
        points = scheme["base"] + sum(line["points"] for line in score["lines"])
        clamped = max(scheme["minimum"], min(scheme["maximum"], points))
        expected = scheme["minimum"] if "zero" in decisive else clamped
        expected = None if "freeze" in decisive else expected
        self.wants(score["total"] == expected, about, f"the lines come to {expected}")
        reached = [b for b in scheme["bands"] if expected is not None and expected >= b["at_least"]]
        band = max(reached, key=lambda b: b["at_least"])["code"] if reached else "frozen"
        self.wants(score["band"] == band, about, f"the weather is {band}")
        study = facts.get("study") or {}
        if "head" in study:
            head = study["head"] or {"number": 0, "hash": FIRST}
            self.wants(self.hashes.get(head["number"]) == head["hash"], about, "another ledger")
            counted = self.counted(month, head["number"])
            self.wants(study["seconds"] == counted, about, f"the ledger says {counted} seconds")

    def signature(self, one, month, rows, about):
        self.signed("platform", one["key"], one["signature"], one["payload"], about)
        said = json.loads(one["payload"])
        told = (said["month"], said["county"]["uid"], said["number"], said["scheme"]["digest"])
        meant = (month["month"], month["county"]["uid"], one["number"], month["scheme"]["digest"])
        self.wants(told == meant, about, "it is about something else")
        if not self.wants(one["result"] is not None, about, "not among the signed results"):
            return
        self.wants(one["result"][0] == self.who, about, "the result of somebody else")
        self.wants(one["result"] == rows.get(one["result"][1]), about, "another result was signed")
        self.wants(climb(one["result"], one["path"]) == said["results"], about, "not in the root")
        if not self.wants(one["receipt"] is not None, about, "the procuratorate has no receipt"):
            return
        header = self.receipt(one["receipt"], about)
        seal = sha256(f"{one['payload']}.{one['signature']}")
        name = f"{month['month']}#{one['number']}"
        meant = [month["county"]["uid"], "results", name, seal, said["results"]]
        self.wants(
            [*header[2:6], header[7]] == meant, about, "the procuratorate received something else"
        )

    def receipt(self, one, about):
        """The header: procuratorate, number, county, kind, about, mark, count, root, time."""
        expected = sha256(one["prev_hash"] + canonical(one["header"]))
        self.wants(one["hash"] == expected, about, "the receipt is for something else")
        self.signed("witness", one["key"], one["receipt"], one["hash"], f"{about} receipt")
        return one["header"]

    def head(self, one):
        about, (who, number, hashed) = f"heads {one['receipt']['header'][4]}", one["head"]
        header = self.receipt(one["receipt"], about)
        self.wants(who == self.who and header[3] == "heads", about, "of somebody else")
        self.wants(climb(one["head"], one["path"]) == header[7], about, "not in the root")
        self.wants(self.hashes.get(number) == hashed, about, "another ledger than was receipted")


def main():
    parser = argparse.ArgumentParser(description="Check a person's file.")
    parser.add_argument("file")
    parser.add_argument("--keys", help="public keys that you trust")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    try:
        with open(given.file, encoding="utf-8") as file:
            dossier = json.load(file)
        keys = dossier["keys"]
        if given.keys:
            with open(given.keys, encoding="utf-8") as file:
                keys = json.load(file)
        if (dossier.get("format"), dossier.get("v")) != ("xinlu-dossier", 1):
            raise ValueError("not a file that this program knows")
        differences = Check(dossier, keys).all()
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        print(f"The file cannot be checked: {error!r}", file=sys.stderr)
        return 2
    said = json.dumps({"differences": differences}, ensure_ascii=False) if given.json else ""
    print(said or "\n".join(differences) or "OK")
    if not given.keys:
        print("The keys are those of the file itself; --keys takes your own.", file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
