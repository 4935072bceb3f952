"""The stand-alone verifier: what agrees, agrees; and nothing that was changed anywhere does."""

import ast
import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.ledger.verifier import verify
from tests.ledger.chains import Chain, dumped

CHAIN = Chain(5, 1, 2)
FILE = Path(verify.__file__)


def agrees(receipt, text: str = CHAIN.text) -> bool:
    try:
        verify.check_receipt(receipt if isinstance(receipt, str) else dumped(receipt), verify.read_chain(text))
    except verify.Refused as refused:
        assert refused.zh and refused.en
        return False
    return True


def ways(value) -> list:
    """The places in nested lists and dictionaries, each as the keys that lead there."""
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    else:
        return []
    return [(key, *rest) for key, below in inner for rest in [(), *ways(below)]]


def changed(receipt: dict, way: tuple, value) -> dict:
    made = copy.deepcopy(receipt)
    place = made
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = value(place[way[-1]]) if callable(value) else value
    return made


def other(value):
    """As near to `value` as can be, and not it."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str) and value:
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return "x" if isinstance(value, str) else {} if isinstance(value, dict) else value[1:]


RECEIPT = CHAIN.receipt(1, 3)
WAYS = ways(RECEIPT)


@pytest.mark.parametrize("batch, size", [(1, 5), (2, 1), (3, 2)])
@pytest.mark.parametrize("outcome", [True, False])
def test_every_payment_has_a_receipt_that_agrees(batch, size, outcome):
    for sequence in range(1, size + 1):
        told = verify.check_receipt(
            dumped(CHAIN.receipt(batch, sequence, outcome=outcome)), verify.read_chain(CHAIN.text)
        )
        assert told["payment"] == f"payment-{batch}-{sequence}"
        assert told.get("state") == ("paid" if outcome else None)


@given(st.integers(1, 40), st.data())
def test_of_any_batch(size, data):
    made = Chain(size)
    assert agrees(made.receipt(1, data.draw(st.integers(1, size))), made.text)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: ".".join(map(str, way)))
def test_no_field_can_be_changed(way):
    for value in (other, None, 1.0, True, [], {}, "", "0" * 64):
        made = changed(RECEIPT, way, value)
        if made != RECEIPT:
            assert not agrees(made), value


@pytest.mark.parametrize(
    "way", [way for way in WAYS if isinstance(way[-1], str)], ids=lambda way: ".".join(map(str, way))
)
def test_no_field_can_be_left_out_or_renamed_or_moved(way):
    def renamed(inner, to):
        return {to if name == way[-1] else name: value for name, value in inner.items()}

    def moved(inner):
        return {**{name: value for name, value in inner.items() if name != way[-1]}, way[-1]: inner[way[-1]]}

    for act in (lambda inner: renamed(inner, "other"), moved,
                lambda inner: {name: value for name, value in inner.items() if name != way[-1]},
                lambda inner: {**inner, "more": "1"}):  # fmt: skip
        made = changed(RECEIPT, way[:-1], act) if way[:-1] else act(copy.deepcopy(RECEIPT))
        if list(json.dumps(made)) != list(json.dumps(RECEIPT)):
            assert not agrees(made)


def test_no_name_stands_twice():
    assert not agrees(dumped(RECEIPT).replace('"salt"', '"salt": "0", "salt"', 1))
    assert not agrees(dumped(RECEIPT), CHAIN.text.replace('"kind"', '"kind":"payments","kind"', 1))


def test_paths_are_neither_longer_nor_shorter_nor_in_another_order():
    path = RECEIPT["proofs"][0]["path"]
    for made in (path[:-1], path[1:], path[::-1], [*path, path[-1]], [path[0], *path], []):
        assert not agrees(changed(RECEIPT, ("proofs", 0, "path"), made))


@pytest.mark.parametrize("text", ["A" * 64, "é" * 32, "0x" + "0" * 62, " " + "0" * 63, "0" * 64 + "\n"])
def test_hashes_are_written_in_one_way(text):
    assert not agrees(changed(RECEIPT, ("proofs", 0, "path", 0), text))


@pytest.mark.parametrize("text", ["03", "+3", " 3", "3 ", "３", "3\n", "0", "-3", "9" * 11, "6"])
def test_numbers_are_written_in_one_way(text):
    assert not agrees(changed(RECEIPT, ("proofs", 0, "leaf", "sequence"), text))


def test_the_batchs_own_line_is_nobodys_receipt():
    assert not agrees({"format": verify.RECEIPT_FORMAT, "proofs": [CHAIN.proof(1, 0)]})


def test_proofs_are_of_one_payment_in_their_order():
    paid, outcome = RECEIPT["proofs"]
    of_another = CHAIN.proof(2, 4)
    for proofs in ([], [outcome], [outcome, paid], [paid, paid], [paid, of_another], [paid, outcome, outcome]):
        assert not agrees({"format": verify.RECEIPT_FORMAT, "proofs": proofs})


def test_a_receipt_of_another_chain():
    assert not agrees(Chain(5, 1, 3).receipt(3, 1))
    for number in (0, -1, len(CHAIN.seals) + 1, "1", True):
        assert not agrees(changed(RECEIPT, ("proofs", 0, "seal"), number))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "1", "[" * 100_000, "{", '"x"', "\ufeff{}"])
def test_what_is_no_receipt(text):
    assert not agrees(text)


class TestChain:
    LINES = CHAIN.text.splitlines(keepends=True)

    @pytest.mark.parametrize("number", range(len(LINES)))
    @pytest.mark.parametrize("name", verify.SEAL)
    def test_no_field_of_a_seal_can_be_changed(self, number, name):
        for value in (other, None, 1.5, [], "", True):
            seal = json.loads(self.LINES[number])
            seal[name] = value(seal[name]) if callable(value) else value
            lines = [*self.LINES]
            lines[number] = json.dumps(seal) + "\n"
            assert not agrees(RECEIPT, "".join(lines)), value

    @pytest.mark.parametrize("number", range(len(LINES)))
    def test_none_can_be_left_out_doubled_or_moved(self, number):
        line, rest = self.LINES[number], [*self.LINES[:number], *self.LINES[number + 1 :]]
        if number < len(rest):  # what is cut off at the end is no change of what stands: see the earlier chain
            assert not agrees(RECEIPT, "".join(rest))
        for place in range(len(rest) + 1):
            if place != number:
                assert not agrees(RECEIPT, "".join([*rest[:place], line, *rest[place:]]))
        assert not agrees(RECEIPT, "".join([*self.LINES[: number + 1], line, *self.LINES[number + 1 :]]))

    @pytest.mark.parametrize("number", range(len(LINES) - 1))
    def test_a_seal_that_is_hashed_anew_doesnt_fit_the_next(self, number):
        seal = json.loads(self.LINES[number])
        seal["count"] += 1
        seal["hash"] = verify.seal_hash(seal)
        lines = [*self.LINES]
        lines[number] = json.dumps(seal) + "\n"
        with pytest.raises(verify.Refused, match=f"line {number + 2} "):
            verify.read_chain("".join(lines))

    def test_the_past_isnt_rewritten(self):
        now = verify.read_chain(CHAIN.text)
        for kept in range(len(self.LINES) + 1):
            verify.check_earlier(now, verify.read_chain("".join(self.LINES[:kept])))
        with pytest.raises(verify.Refused):
            verify.check_earlier(now[:-1], now)
        with pytest.raises(verify.Refused):
            verify.check_earlier(verify.read_chain(Chain(5, 1, 3).text), now)

    def test_a_line_that_is_no_seal(self):
        for line in ("{}", "[]", "x", '"x"', json.dumps({**json.loads(self.LINES[0]), "more": 1})):
            with pytest.raises(verify.Refused, match="line 1 "):
                verify.read_chain(line + "\n" + CHAIN.text)


class TestCommand:
    def run(self, *names, cwd) -> subprocess.CompletedProcess:
        # -I: nothing of this environment; -S: not even what is installed beside the standard library.
        command = [sys.executable, "-I", "-S", str(FILE), *names]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8")

    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "receipt.json").write_text(dumped(RECEIPT), encoding="utf-8")
        (tmp_path / "chain.jsonl").write_text(CHAIN.text, encoding="utf-8")
        (tmp_path / "earlier.jsonl").write_text("".join(CHAIN.text.splitlines(keepends=True)[:2]), encoding="utf-8")
        (tmp_path / "cut.jsonl").write_text("".join(CHAIN.text.splitlines(keepends=True)[:2]), encoding="utf-8")
        return tmp_path

    def test_it_agrees(self, folder):
        for names in (("receipt.json", "chain.jsonl"), ("receipt.json", "chain.jsonl", "earlier.jsonl")):
            done = self.run(*names, cwd=folder)
            assert (done.returncode, done.stderr) == (0, "")
            assert "相符 · AGREES" in done.stdout and "欧阳娜·古丽" in done.stdout and "1000.00" in done.stdout

    def test_a_receipt_without_what_became_of_it_says_so(self, folder):
        """Whoever leaves out that it came back doesn't have it look as if it had arrived."""
        told = {True: "已发放 paid", False: "本凭证未载明"}
        for outcome, words in told.items():
            receipt = dumped(CHAIN.receipt(1, 3, outcome=outcome))
            (folder / "receipt.json").write_text(receipt, encoding="utf-8")
            done = self.run("receipt.json", "chain.jsonl", cwd=folder)
            assert done.returncode == 0 and [one for one in told.values() if one in done.stdout] == [words]

    def test_it_doesnt(self, folder):
        (folder / "receipt.json").write_text(dumped(RECEIPT).replace("1000.00", "1000.01"), encoding="utf-8")
        done = self.run("receipt.json", "chain.jsonl", cwd=folder)
        assert done.returncode == 1 and "不符 · DOES NOT AGREE" in done.stdout and "改动" in done.stdout

    def test_as_windows_and_editors_leave_files(self, folder):
        for name in ("receipt.json", "chain.jsonl"):
            text = (folder / name).read_text(encoding="utf-8").replace("\n", "\r\n") + "\r\n\r\n"
            (folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
        done = self.run("receipt.json", "chain.jsonl", cwd=folder)
        assert (done.returncode, done.stderr) == (0, "") and "结果 state: 已发放 paid" in done.stdout

    def test_what_is_not_whole_is_asked_for_again(self, folder):
        receipt, chain = dumped(RECEIPT), CHAIN.text
        for names, told in (
            ((receipt[:300], chain), ("重新索取", "ask the office for it again")),
            ((receipt, chain[:-40]), ("请重新下载", "download it again")),
            ((receipt, chain.splitlines()[0]), ("请下载最新的封印链", "download the newest chain")),
        ):
            for name, text in zip(("receipt.json", "chain.jsonl"), names, strict=True):
                (folder / name).write_text(text, encoding="utf-8")
            done = self.run("receipt.json", "chain.jsonl", cwd=folder)
            assert (done.returncode, done.stderr) == (1, "") and all(words in done.stdout for words in told)

    def test_what_no_name_can_be_is_a_change(self, folder):
        (folder / "receipt.json").write_text(
            json.dumps(RECEIPT).replace('"name": "', '"name": "\\ud800'), encoding="utf-8"
        )
        done = self.run("receipt.json", "chain.jsonl", cwd=folder)
        assert (done.returncode, done.stderr) == (1, "") and "被改动" in done.stdout

    def test_a_console_that_lacks_characters(self, folder):
        command = f"import sys; sys.stdout.reconfigure(encoding='ascii'); sys.argv = [{str(FILE)!r}, 'receipt.json', " \
                  f"'chain.jsonl']; import runpy; runpy.run_path({str(FILE)!r}, run_name='__main__')"  # fmt: skip
        done = subprocess.run([sys.executable, "-I", "-c", command], cwd=folder, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "") and "AGREES" in done.stdout

    def test_a_chain_that_was_cut_since(self, folder):
        done = self.run("receipt.json", "cut.jsonl", "chain.jsonl", cwd=folder)
        assert done.returncode == 1 and "改写或截短" in done.stdout

    def test_wrong_use(self, folder):
        for names in ((), ("receipt.json",), ("a", "b", "c", "d"), ("missing.json", "chain.jsonl")):
            done = self.run(*names, cwd=folder)
            assert (done.returncode, done.stderr) == (2, "")
            assert done.stdout


def test_it_is_one_file_of_the_standard_library_for_python_3_8():
    tree = ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        name.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert imported == {"hashlib", "json", "re", "sys"}
