#!/usr/bin/env python3
"""核对发放凭证 · Check a receipt against the published chain of seals.

    python3 verify.py RECEIPT.json CHAIN.jsonl [EARLIER.jsonl]

只用 Python 3.8 及以上的标准库，不联网。凭证由发放单位交给本人；封印链从公开网站下载。另有一份早先下载的
封印链时，一并给出，可核对其后没有被改写。退出码：0 相符，1 不符，2 用法不对。

Needs Python 3.8 or newer, its standard library alone, and no network. The office gives the receipt to whoever is
paid; the chain is downloaded from the public site. With a chain that was downloaded earlier, it is also checked
that the past wasn't rewritten since. Exit status: 0 it agrees, 1 it doesn't, 2 wrong use.

How a leaf and a seal are written down to the byte: docs/seals.md.
"""

import hashlib
import json
import re
import sys

RECEIPT_FORMAT = "registry-receipt/1"
SEAL_FORMAT = "registry-seal/1"
SEAL = ("number", "kind", "count", "root", "previous", "sealed_at", "hash")
PROOF = ("seal", "hash", "salt", "leaf", "path")
FIELDS = {
    "payments": (
        "sequence", "payment", "batch", "program", "period", "fund", "entitlement", "enrolment", "person", "amount",
        "name", "payee", "payee_relation", "payee_id_tail", "phone_masked", "account", "account_tail", "bank", "branch",
        "rules", "evidence", "replaces",
    ),
    "outcomes": (
        "sequence", "payment", "batch", "state", "paid_on", "bank_serial", "settled_by", "returned_on", "return_reason",
        "returned_by", "released_by", "release_reason",
    ),
}  # fmt: skip
SHOWN = {
    "batch": "批次 batch", "sequence": "序号 number", "program": "项目 program", "period": "期间 period",
    "fund": "资金 fund", "amount": "金额（元） amount, yuan", "name": "姓名 name", "payee": "户名 payee",
    "account_tail": "账号末四位 account ends in", "bank": "开户行 bank", "state": "结果 state",
    "paid_on": "到账日期 paid on", "bank_serial": "银行流水号 bank's serial",
}  # fmt: skip
STATES = {
    "paid": "已发放 paid",
    "returned": "银行退回 returned by the bank",
    "reissued": "退回后另批重发 returned, paid again",
    "released": "退回后待重发 returned, due again",
    "given_up": "退回后不再发放 returned, given up",
    # A receipt of before the bank answered; or one from which somebody left it out.
    "": "本凭证未载明，请索取新凭证 not said here: ask for a new receipt",
}
ESCAPES = {"\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r"}
HEX = re.compile(r"[0-9a-f]{64}\Z")
SALT = re.compile(r"[0-9a-f]{32}\Z")
NUMBER = re.compile(r"[1-9][0-9]{0,9}\Z")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")


class Refused(Exception):
    """What doesn't agree, in Chinese and in English."""

    def __init__(self, zh, en):
        super().__init__(f"{zh} · {en}")
        self.zh, self.en = zh, en


def sha256(data):
    return hashlib.sha256(data).digest()


def escaped(text):
    return "".join(ESCAPES.get(character, character) for character in text)


def line(values):
    """The bytes that are hashed of some values."""
    return "\t".join(escaped(str(value)) for value in values).encode("utf-8", "surrogatepass")


def seal_hash(seal):
    return sha256(line([SEAL_FORMAT] + [seal[name] for name in SEAL[:-1]])).hex()


def loaded(text, zh, en):
    """The value of a JSON text in which no name stands twice."""

    def once(pairs):
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name twice")
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Refused(zh, en)  # noqa: B904


def matches(pattern, value):
    return type(value) is str and pattern.match(value) is not None


def well_formed(seal):
    return (
        type(seal) is dict
        and tuple(seal) == SEAL
        and type(seal["number"]) is int
        and type(seal["count"]) is int
        and type(seal["kind"]) is str
        and matches(TIME, seal["sealed_at"])
        and matches(HEX, seal["root"])
    )


def seals_of(text):
    """The seals of a chain, the first one first, each hashed over the one before it.

    Raises:
        Refused: where a line is no seal, out of its order, changed, or not linked to the line before it.
    """
    previous = "0" * 64
    for number, row in enumerate(text.rstrip().splitlines(), 1):
        zh, en = f"封印链第 {number} 行", f"line {number} of the chain "
        seal = loaded(row, zh + "无法读取：请重新下载。", en + "can't be read: download it again.")
        if not well_formed(seal):
            raise Refused(zh + "不是封印。", en + "is no seal.")
        if seal["number"] != number:
            raise Refused(zh + "编号不连续。", en + "is out of order.")
        if seal["previous"] != previous:
            raise Refused(zh + "与上一枚封印不相接。", en + "doesn't follow from the seal before it.")
        if seal["hash"] != seal_hash(seal):
            raise Refused(zh + "被改动过。", en + "was changed.")
        previous = seal["hash"]
        yield seal


def read_chain(text):
    return list(seals_of(text))


def check_earlier(chain, earlier):
    """That `chain` goes on from `earlier`, and rewrites nothing of it."""
    if chain[: len(earlier)] != earlier:
        raise Refused("早先的封印链被改写或截短。", "the past of the chain was rewritten or cut off.")


def climbed(leaf, index, count, path):
    """The root that a leaf and its path lead to; nothing where the path is too long or short (RFC 9162 §2.1.3.2)."""
    last = count - 1
    for beside in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            leaf = sha256(b"\1" + beside + leaf)
            while not index % 2:
                index, last = index // 2, last // 2
        else:
            leaf = sha256(b"\1" + leaf + beside)
        index, last = index // 2, last // 2
    return leaf if last == 0 else None


def check_proof(proof, kind, chain):
    """The facts that a proof shows to be under its seal."""
    if type(proof) is not dict or tuple(proof) != PROOF:
        raise Refused("凭证格式不对。", "this is no receipt.")
    if type(proof["seal"]) is not int or not 1 <= proof["seal"] <= len(chain):
        raise Refused(
            "封印链中没有凭证所说的封印：请下载最新的封印链。",
            "the chain hasn't got the seal of the receipt: download the newest chain.",
        )
    seal = chain[proof["seal"] - 1]
    if proof["hash"] != seal["hash"]:
        raise Refused("凭证的封印与封印链不同。", "the seal of the receipt isn't that of the chain.")
    facts = proof["leaf"]
    if seal["kind"] != kind or type(facts) is not dict or tuple(facts) != FIELDS[kind]:
        raise Refused("凭证的内容与封印种类不符。", "the facts aren't those of such a seal.")
    if not all(type(value) is str for value in facts.values()) or not matches(SALT, proof["salt"]):
        raise Refused("凭证格式不对。", "this is no receipt.")
    if type(proof["path"]) is not list or not all(matches(HEX, beside) for beside in proof["path"]):
        raise Refused("凭证格式不对。", "this is no receipt.")
    if not matches(NUMBER, facts["sequence"]) or int(facts["sequence"]) >= seal["count"]:
        raise Refused("序号不在封印之内。", "the number isn't under the seal.")
    leaf = sha256(b"\0" + bytes.fromhex(proof["salt"]) + line(facts.values()))
    path = [bytes.fromhex(beside) for beside in proof["path"]]
    if climbed(leaf, int(facts["sequence"]), seal["count"], path) != bytes.fromhex(seal["root"]):
        raise Refused("凭证内容与封印不符，已被改动。", "the facts aren't what was sealed: something was changed.")
    return facts


def check_receipt(text, chain):
    """What was to be paid, and, where the receipt says so, what became of it.

    Raises:
        Refused: where anything of the receipt isn't what was sealed.
    """
    receipt = loaded(
        text, "凭证无法读取：请向发放单位重新索取。", "the receipt can't be read: ask the office for it again."
    )
    if type(receipt) is not dict or tuple(receipt) != ("format", "proofs"):
        raise Refused("凭证格式不对。", "this is no receipt.")
    proofs = receipt["proofs"]
    if receipt["format"] != RECEIPT_FORMAT or type(proofs) is not list or len(proofs) not in (1, 2):
        raise Refused("凭证格式不对。", "this is no receipt.")
    facts = check_proof(proofs[0], "payments", chain)
    for proof in proofs[1:]:
        outcome = check_proof(proof, "outcomes", chain)
        if outcome["payment"] != facts["payment"]:
            raise Refused("结果是另一笔发放的。", "the outcome is that of another payment.")
        facts = dict(facts, **outcome)
    return facts


def shown(facts):
    state = facts.get("state", "")
    said = dict(facts, state=STATES.get(state, state))
    return [f"  {label}: {said[name]}" for name, label in SHOWN.items() if said.get(name)]


def read(name):
    with open(name, encoding="utf-8-sig") as file:
        return file.read()


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__)
        return 2
    try:
        receipt, chain, *earlier = [read(name) for name in arguments]
    except (OSError, ValueError) as error:
        print(f"文件无法读取 · can't be read: {error}")
        return 2
    try:
        seals = read_chain(chain)
        for before in earlier:
            check_earlier(seals, read_chain(before))
        facts = check_receipt(receipt, seals)
    except Refused as refused:
        print(f"不符 · DOES NOT AGREE\n  {refused.zh}\n  {refused.en}")
        return 1
    print("相符 · AGREES: 封印 seal 1–{}, {}".format(len(seals), seals[-1]["hash"]))
    print("\n".join(shown(facts)))
    return 0


if __name__ == "__main__":
    # A name that the console can't show is no reason to fail.
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
