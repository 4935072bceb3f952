"""Everything rederived from the rows, and held against the chain outside the database. Reads, and changes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from programs.ledger import chain, merkle
from programs.ledger.models import GATHERED, Seal, SealSecret
from programs.ledger.subjects import CHECKS, COUNTS, SUBJECTS, Failure, Subject, read
from programs.ledger.verifier import verify as verifier
from registry.core import scope

MOST = 20  # places named for one seal; the others are counted
GRACE = timedelta(minutes=10)  # that the task may take to seal, and to write outside


@dataclass
class Verdict:
    counts: dict[str, int]
    # Newer than the grace and not sealed yet, or sealed and not yet outside: no failure.
    pending: int = 0
    failures: list[Failure] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.failures

    @property
    def json(self) -> dict[str, Any]:
        failures = [{"code": failure.code, **failure.where} for failure in self.failures]
        return {"ok": self.ok, **self.counts, "pending": self.pending, "failures": failures}


def verify(*, outside: str, grace: timedelta = GRACE) -> Verdict:
    """What doesn't hold, and where; `outside` is the text of the chain that is kept outside.

    One snapshot is read, so what is posted meanwhile doesn't disturb it.
    """
    with scope.entered(scope.sealer()), transaction.atomic():
        if len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        verdict = Verdict(counts=_counts())
        old = timezone.now() - grace
        witness = _witness(outside, verdict)
        seals = {seal.number: seal for seal in Seal.objects.order_by("number")}
        verdict.failures += _chain(seals, witness, old, verdict)
        for number, seal in seals.items():
            verdict.failures += broken_leaves(seal, witness.get(number) or chain.entry(seal))
        verdict.failures += _due(old, verdict)
        for check in CHECKS:
            verdict.failures += check()
    return verdict


def _counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for name, query in {**COUNTS, "seals": "SELECT count(*) FROM ledger_seal"}.items():
            cursor.execute(query)
            found[name] = cursor.fetchone()[0]
    return found


def _witness(text: str, verdict: Verdict) -> dict[int, dict]:
    """The seals of the file, by number. Where its own chain is broken, what stands before that."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines.pop()  # torn by a crash; the next to write takes it off
    found = {}
    try:
        for seal in verifier.seals_of("".join(lines)):
            found[seal["number"]] = seal
    except verifier.Refused as refused:
        verdict.failures.append(Failure("outside-broken", {"line": len(found) + 1, "message": str(refused)}))
    return found


def _chain(seals: dict[int, Seal], witness: dict[int, dict], old: datetime, verdict: Verdict) -> Iterator[Failure]:
    previous, last = chain.BEGINNING, 0
    for number, seal in seals.items():
        entry = chain.entry(seal)
        fields = {"number": seal.number, "kind": seal.kind, "count": seal.count, "root": seal.root,
                  "previous": seal.previous, "sealed_at": seal.sealed_at}  # fmt: skip
        if known := witness.get(number):
            if wrong := [name for name in entry if entry[name] != known[name]]:
                yield Failure("seal-changed", {"seal": number, "fields": wrong})
        elif seal.sealed_at < old:
            yield Failure("seal-not-outside", {"seal": number})
        else:
            verdict.pending += 1
        if number != last + 1 or seal.previous != previous or seal.hash != chain.hash_of(**fields):
            yield Failure("chain-broken", {"seal": number})
        previous, last = seal.hash, number
    for number in sorted(witness.keys() - seals.keys()):
        yield Failure("seal-missing", {"seal": number, "sealed_at": witness[number]["sealed_at"]})


def broken_leaves(seal: Seal, entry: dict) -> Iterator[Failure]:
    """Whether the rows give the leaves, and the leaves the root; and where they don't."""
    subject = SUBJECTS.get(seal.kind)
    where = {"seal": seal.number, **(subject.named(seal) if subject else {})}
    if subject is None:
        yield Failure("seal-kind", where)
        return
    if (seal.kind in GATHERED) != (seal.cause is None):
        # What it is about isn't hashed: of a batch the leaves tell, for the others nothing may stand there.
        yield Failure("seal-changed", {**where, "fields": ["cause"]})
    parts = dict(seal.parts.order_by("part").values_list("part", "hashes"))
    secret = SealSecret.objects.filter(pk=seal.pk).values_list("secret", flat=True).first()
    found = merkle.Leaves(bytes(secret or b""))
    if secret is not None:
        with connection.cursor() as cursor:
            read(cursor, subject, cause=seal.cause, seal=seal.number, take=found.add)
    # As bytes, which is soon done; one by one they are looked at where something is wrong.
    same = all(len(part) and len(part) % merkle.SIZE == 0 for part in parts.values()) and (
        b"".join(found.hashes) == b"".join(parts.values())
    )
    kept = found.hashes if same else apart(parts.values())
    root = found.root() if same else merkle.root(kept)
    whole = len(kept) == entry["count"] and root.hex() == entry["root"] and [*parts] == [*range(len(parts))]
    whole = whole and all(parts.values())
    if not whole:
        yield Failure("leaves-changed", where)
    if secret is None:
        yield Failure("secret-missing", where)
    elif whole and not same:
        yield from _located(subject, seal, bytes(secret), kept, where)
    elif not whole and found.root().hex() != entry["root"]:
        yield Failure("facts-changed", where)


def kept_leaves(seal: Seal) -> list[bytes]:
    """The leaves as they were sealed."""
    return apart(seal.parts.order_by("part").values_list("hashes", flat=True))


def apart(parts: Iterable[bytes | memoryview]) -> list[bytes]:
    """The leaves in the parts of a seal."""
    whole = map(bytes, parts)
    return [part[start : start + merkle.SIZE] for part in whole for start in range(0, len(part), merkle.SIZE)]


def _located(subject: Subject, seal: Seal, secret: bytes, kept: list[bytes], where: dict) -> Iterator[Failure]:
    """Each place whose line isn't what was sealed there. Lines know their place, so that one more or less is seen."""
    lines: dict[int, list[bytes]] = {}
    with connection.cursor() as cursor:
        read(cursor, subject, cause=seal.cause, seal=seal.number,
             take=lambda line: lines.setdefault(int(line.split(b"\t", 1)[0]), []).append(line[:-1]))  # fmt: skip
    places = max(len(kept), max(lines, default=0) + 1)
    salts = merkle.salts(secret, places)

    def fits(position: int, line: bytes) -> bool:
        salt = salts[position * merkle.SALT : (position + 1) * merkle.SALT]
        return position < len(kept) and merkle.leaf(salt, line) == kept[position]

    wrong = [n for n in range(places) if len(lines.get(n, [])) != 1 or not fits(n, lines[n][0])]
    gone = [n for n in wrong if n not in lines]
    there = [n for n in wrong if n in lines and n < len(kept)]
    if there and len(there) == len(kept) and len(kept) > 1:
        # What all lines say, as the batch's number; or the secret that they are salted from.
        yield Failure(f"{seal.kind}-all-changed", where)
        return
    recorded = subject.on_record(seal, there) if there else {}
    wrong = [n for n in wrong if not (n in recorded and fits(n, recorded[n][:-1]))]
    told = subject.changes(seal, wrong[:MOST]) if wrong else {}
    for n in wrong[:MOST]:
        code = "missing" if n in gone else "changed" if n < len(kept) and len(lines[n]) == 1 else "added"
        yield Failure(f"{seal.kind}-{code}", {**where, "position": n, **told.get(n, {})})
    if len(wrong) > MOST:
        yield Failure(f"{seal.kind}-more", {**where, "more": len(wrong) - MOST})


def _due(old: datetime, verdict: Verdict) -> Iterator[Failure]:
    """What no seal has: new, or put there by someone who didn't come through the services."""
    soon = timezone.now() + timedelta(minutes=1)  # the clocks of two machines
    with connection.cursor() as cursor:
        for subject in SUBJECTS.values():
            cursor.execute(subject.due)
            for cause, since in cursor.fetchall():
                if old <= since <= soon:
                    verdict.pending += 1
                else:
                    yield Failure("not-sealed", {"kind": str(subject.kind), "since": chain.moment(since)}
                                  | ({"cause": str(cause)} if cause else {}))  # fmt: skip
