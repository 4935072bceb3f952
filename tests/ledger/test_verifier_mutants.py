"""The verifier is itself put to the test: with any one small thing wrong in it, it lets something pass, or refuses
what is right, and the cases below notice.
"""

import json
import signal
import types
from pathlib import Path

import pytest

from programs.ledger.verifier import verify
from tests.ledger import mutants
from tests.ledger.chains import Chain, dumped, facts
from tests.ledger.test_verifier import changed, other, ways

SOURCE = Path(verify.__file__).read_text(encoding="utf-8")
FUNCTIONS = {
    "sha256", "escaped", "line", "seal_hash", "loaded", "matches", "well_formed", "seals_of", "read_chain",
    "check_earlier", "climbed", "check_proof", "check_receipt",
}  # fmt: skip
CHAIN = Chain(10, 1, 2)
# Seals as no honest office makes them: leaves that say another place than theirs, and payments under another kind.
LIES = (
    (CHAIN.add("payments", [facts("payments", 0, "x"), facts("payments", 3, "x")]), 1),
    (CHAIN.add("payments", [facts("payments", 2, "x"), facts("payments", 1, "y")]), 0),
    (CHAIN.add("transfers", [facts("payments", 0, "x"), facts("payments", 1, "x")]), 1),
)
CHAIN.add("outcomes", [facts("outcomes", n, f"payment-1-{n}") for n in range(11)])
LINES = CHAIN.text.splitlines(keepends=True)
RECEIPT = CHAIN.receipt(1, 3)


def receipts() -> list:
    """What must not agree, each wrong in one place."""
    paid, outcome = RECEIPT["proofs"]
    shapes = [None, 1.0, True, [], {}, "", "0" * 64, "0" * 32]
    found = [changed(RECEIPT, way, value) for way in ways(RECEIPT) for value in (other, *shapes)]
    path = ("proofs", 0, "path")
    found += [
        changed(RECEIPT, path, made) for made in (paid["path"][:-1], paid["path"][::-1], [*paid["path"], "0" * 64])
    ]
    for proofs in ([outcome], [paid, paid], [paid, CHAIN.proof(2, 4)], [paid, outcome, outcome], [CHAIN.proof(1, 0)]):
        found.append({"format": verify.RECEIPT_FORMAT, "proofs": proofs})
    found += [changed(RECEIPT, ("proofs", 0, "seal"), n) for n in (0, -1, -6, len(LINES), len(LINES) + 1)]
    found.append({**RECEIPT, "proofs": [paid, {**CHAIN.proof(len(LINES), 3), "seal": 0}]})
    found += [{**RECEIPT, "proofs": [CHAIN.proof(*lie)]} for lie in LIES]
    found += [changed(RECEIPT, ("proofs", 0, "leaf"), list), changed(RECEIPT, ("proofs", 0, "leaf", "branch"), 17)]
    found += [list(RECEIPT), changed(RECEIPT, ("proofs", 0), list)]
    found += [changed(RECEIPT, ("proofs", 0, "leaf", "sequence"), n) for n in ("0", "03", "6", "5", "7", "-1")]
    for way in (("more",), ("proofs", 0, "more"), ("proofs", 0, "leaf", "more")):
        made = json.loads(dumped(RECEIPT))
        place = made
        for key in way[:-1]:
            place = place[key]
        place["more"] = "1"
        found.append(made)
    last = CHAIN.proof(3, 1)  # the shortest of paths
    found += [{"format": verify.RECEIPT_FORMAT, "proofs": [{**last, "path": path}]} for path in ([], last["path"] * 2)]
    return [dumped(made) for made in found if made != RECEIPT] + [
        "", "[]", "x", "[" * 5_000, dumped(RECEIPT).replace('"salt"', '"salt": "0", "salt"', 1),
    ]  # fmt: skip


def chains() -> list[str]:
    found = []
    for number in (0, 2, len(LINES) - 1):
        line = LINES[number]
        for name in verify.SEAL:
            for value in (other, None, True, "x"):
                seal = json.loads(line)
                seal[name] = value(seal[name]) if callable(value) else value
                found.append("".join([*LINES[:number], json.dumps(seal) + "\n", *LINES[number + 1 :]]))
                # … and hashed over what it says: then it's the form that is wrong, or the link to the next.
                if name != "hash" and number < len(LINES) - 1:
                    seal["hash"] = verify.seal_hash(seal)
                    found.append("".join([*LINES[:number], json.dumps(seal) + "\n", *LINES[number + 1 :]]))
        found.append("".join([*LINES[:number], line, line, *LINES[number + 1 :]]))
    found += [
        "".join(LINES[1:]),
        "".join(reversed(LINES)),
        "".join(LINES[:2] + LINES[3:]),
        "x\n",
        "[]\n",
        "[" * 5_000,
    ]
    last = json.loads(LINES[-1])
    for more in ({"number": 8}, {"number": float(len(LINES))}, {"count": 2.0}, {"count": "3"}, {"kind": None},
                 {"kind": []}, {"root": "A" * 64}, {"root": "0" * 65}, {"sealed_at": "now"}, {"sealed_at": None}):  # fmt: skip
        seal = last | more
        found.append("".join(LINES[:-1]) + json.dumps(seal | {"hash": verify.seal_hash(seal)}) + "\n")
    found += [line + "\n" + CHAIN.text for line in ("1", "null", "{}", json.dumps(verify.SEAL))]
    found.append(CHAIN.text.replace('"kind"', '"kind":"payments","kind"', 1))
    return found


RIGHT = [CHAIN.receipt(batch, n, outcome=o) for batch, size in ((1, 10), (2, 1), (3, 2)) for n in range(1, size + 1)
         for o in (True, False)]  # fmt: skip
RIGHT.append({**RECEIPT, "proofs": [RECEIPT["proofs"][0], CHAIN.proof(len(LINES), 3)]})
WRONG, WRONG_CHAINS = receipts(), chains()


def refuses(module, act) -> bool:
    try:
        act()
    except module.Refused:
        return True
    return False


def notices(module) -> bool:
    """Whether one of the cases comes out otherwise than it must: refused, or not, or with another error."""
    signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1)
    try:
        chain = module.read_chain(CHAIN.text)
        right = [module.check_receipt(dumped(receipt), chain) for receipt in RIGHT]
        if [told["payment"] for told in right] != [receipt["proofs"][0]["leaf"]["payment"] for receipt in RIGHT]:
            return True
        if right[0].get("state") != "paid" or chain != [json.loads(line) for line in LINES]:
            return True
        if not all(refuses(module, lambda text=text: module.read_chain(text)) for text in WRONG_CHAINS):
            return True
        if not all(refuses(module, lambda text=text: module.check_receipt(text, chain)) for text in WRONG):
            return True
        for act in (lambda: module.read_chain("x\n"), lambda: module.check_receipt("x", chain)):
            try:
                act()
            except module.Refused as refused:
                if "can't be read" not in refused.en:
                    return True
        module.check_earlier(chain, chain[:2])
        module.check_earlier(chain, chain)
        return not all(
            refuses(module, lambda now=now, past=past: module.check_earlier(now, past))
            for now, past in ((chain[:2], chain), (chain, chain[1:]), (chain, [*chain[:1], chain[2]]))
        )
    except Exception:  # a mutant may fail in any way
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _too_long(*_):
    raise TimeoutError


def load(source: str) -> types.ModuleType:
    module = types.ModuleType("mutant")
    exec(compile(source, "mutant.py", "exec"), module.__dict__)
    return module


MUTANTS = list(mutants.of(SOURCE, FUNCTIONS))


def test_there_are_mutants_and_the_verifier_itself_is_none():
    assert len(MUTANTS) > 150
    assert not notices(verify)


@pytest.mark.parametrize("what", sorted({what for what, _source in MUTANTS}))
def test_no_mutant_gets_by(what):
    for name, source in MUTANTS:
        if name == what:
            assert notices(load(source)), what
