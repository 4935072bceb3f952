"""Files that are broken in ways that nobody thought of: each ends on the desk, with rows or with a reason."""

import io
import random
import zipfile

import pytest

from tests.rosters.books import book, child, csv

pytestmark = pytest.mark.django_db

SEED = 20130208


def unpacked(content: bytes) -> bytes:
    """The same workbook with its parts as they are, so that a wound hits what is written and not its packing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


def wounded(content: bytes, draw: random.Random) -> bytes:
    """Cut short, or with up to five bytes changed, moved or doubled."""
    broken = bytearray(content)
    if draw.random() < 0.2:
        del broken[draw.randrange(1, len(broken)) :]
    for _wound in range(draw.randint(1, 5)):
        place = draw.randrange(len(broken))
        kind = draw.randrange(3)
        if kind == 0:
            broken[place] = draw.randrange(256)
        elif kind == 1:
            del broken[place : place + draw.randint(1, 40)]
        else:
            broken[place:place] = broken[place : place + draw.randint(1, 40)]
    return bytes(broken)


@pytest.mark.parametrize("make", [book, csv, lambda rows: unpacked(book(rows))], ids=["xlsx", "csv", "unpacked"])
def test_a_wounded_file_is_read_or_refused(send, make):
    whole = make([child(n) for n in range(6)])
    for number in range(10):
        draw = random.Random(f"{SEED}/{number}")
        sent = send(wounded(whole, draw))
        assert sent.roster.state in ("staged", "question", "refused"), number
        sent.as_json()
