"""Looking through the whole registry for people who are in it twice: how fast, how much memory, and whom it finds.

    python -m benchmarks duplicates              PEOPLE=1000000; TWICE=0.02 of them are planted a second time
    TRAIN=1 python -m benchmarks duplicates      counts the m of `beneficiaries/matching/weights.json` anew
    PUBLISH=1 python -m benchmarks duplicates    writes the curve into docs/duplicates.md

The baseline of the time is bringing the same rows out of PostgreSQL.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from benchmarks import measure, planted
from benchmarks.measure import HERE, Bench, line
from benchmarks.planted import KINDS, Planted
from beneficiaries.matching import extract, frame, model, run
from registry.core import scope

TWICE = float(os.environ.get("TWICE", "0.02"))
PAGE = HERE / "docs" / "duplicates.md"
# Slips of writing are learnt from what is planted. What another office notes of relatives, phones and numbers isn't:
# the planted ones have what the first record has.
LEARNT = ("name", "birth", "area")
THRESHOLDS = (-4, -2, 0, run.LEAST, 2, 4, 6, 8, 10, 12)


def main(bench: Bench) -> None:
    with bench.scratch(bench.people) as database:
        truth = planted.plant(round(bench.people * TWICE))
        with measure.owner(database) as cursor:
            cursor.execute("ANALYZE")
        if os.environ.get("TRAIN"):
            train(truth)
        speed(database)
        quality(truth)


def speed(database: str) -> None:
    """The command as it is run, in a process of its own: its seconds, its processor time and its peak memory."""
    environment = os.environ | {
        "DATABASE_URL": measure._url(database, role=settings.APP_ROLE),
        "DATABASE_OWNER_URL": measure._url(database),
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "find_duplicates", "--json"], cwd=HERE, env=environment, stdout=subprocess.PIPE
    )
    said = json.loads(process.stdout.read())
    _pid, status, used = os.wait4(process.pid, 0)
    assert status == 0, "the command failed"
    line(
        "duplicates: the whole registry", n=said["people"], seconds=said["seconds"],
        baseline="the same rows out of PostgreSQL", baseline_seconds=extracted(), pairs=said["pairs"],
        processor_seconds=round(used.ru_utime + used.ru_stime, 1), peak_mb=round(used.ru_maxrss / 1024),
        target="≤ 60 s and 2000 MB for a million",
    )  # fmt: skip


def extracted() -> float:
    with scope.entered(scope.whole_city()), run.database() as con:
        began = time.perf_counter()
        extract.into(con)
        return time.perf_counter() - began


def quality(truth: list[Planted]) -> None:
    """Recall and precision, all in all, for each kind of slip, and for each weight from which one might ask."""
    began = time.perf_counter()
    with scope.entered(scope.whole_city()):
        people, found = run.search(least=min(THRESHOLDS))
    seconds = time.perf_counter() - began
    kinds = kinds_of(truth)
    curve = [point(threshold, found, kinds) for threshold in THRESHOLDS]
    [chosen] = [of for of in curve if of["weight"] == run.LEAST]
    share = Counter(kinds[f.first, f.second] for f in found if f.weight >= run.LEAST and (f.first, f.second) in kinds)
    sizes = Counter(kinds.values())
    by_kind = {kind: round(share[kind] / sizes[kind], 4) for kind in KINDS if sizes[kind]}
    said = {
        "bench": "duplicates: found of those planted",
        "n": people,
        "planted": len(kinds),
        "seconds": round(seconds, 1),
    }
    said |= {"recall": chosen["recall"], "precision": chosen["precision"], "by_kind": by_kind}
    print(json.dumps(said | {"target": "recall ≥ 0.98 at precision ≥ 0.95"}, ensure_ascii=False), flush=True)
    print(json.dumps({"bench": "duplicates: the curve", "n": people, "curve": curve}, ensure_ascii=False), flush=True)
    if os.environ.get("PUBLISH"):
        publish(people, len(kinds), curve, by_kind)


def kinds_of(truth: list[Planted]) -> dict[tuple[UUID, UUID], str]:
    """Every true pair, the lower id first; who was planted twice over is one with herself as well."""
    of_original = defaultdict(list)
    for one in truth:
        of_original[one.original].append(one)
    pairs = {}
    for original, again in of_original.items():
        for n, one in enumerate(again):
            pairs[min(original, one.again), max(original, one.again)] = one.kind
            for other in again[:n]:
                pairs[min(one.again, other.again), max(one.again, other.again)] = one.kind
    return pairs


def point(threshold: float, found, kinds) -> dict:
    asked = [(f.first, f.second) for f in found if f.weight >= threshold]
    right = sum(pair in kinds for pair in asked)
    return {
        "weight": threshold, "pairs": len(asked), "recall": round(right / len(kinds), 4),
        "precision": round(right / max(len(asked), 1), 4),
    }  # fmt: skip


def train(truth: list[Planted]) -> None:
    """Count how often each grade is so of the planted pairs, and write that down as the m."""
    m = model.weights()
    with scope.entered(scope.whole_city()), run.database() as con:
        extract.into(con)
        people = frame.make(con)
        u = {key: round(share, 7) for key, share in model.by_chance(con, people).items() if "paper." not in key}
        con.execute("CREATE TABLE truth (first UUID, second UUID)")
        con.executemany("INSERT INTO truth VALUES (?, ?)", [[one.original, one.again] for one in truth])
        for column, (unknown, grades) in model.COMPARED.items():
            if column not in LEARNT:
                continue
            counts = dict(con.execute(model.grades_of(column, unknown, grades)).fetchall())
            known = sum(count for code, count in counts.items() if code)
            for grade in grades:
                m[f"{column}.{grade.code}"] = round((counts.get(grade.code, 0) + 1) / (known + len(grades)), 5)
    source = f"{', '.join(LEARNT)}: benchmarks/planted.py, {len(truth)} planted pairs; the others judged"
    constants = {"source": source, "m": m, "u": u}
    model.WEIGHTS.write_text(json.dumps(constants, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"bench": "duplicates: trained", "n": len(truth), "m": m}), flush=True)


def publish(people: int, pairs: int, curve: list[dict], by_kind: dict[str, float]) -> None:
    """The curve as a table of the page."""
    rows = [f"{people:,} people, {pairs:,} planted pairs.", "", "| from weight | pairs asked | recall | precision |"]
    rows.append("|---|---|---|---|")
    for of in curve:
        mark = " (the queue)" if of["weight"] == run.LEAST else ""
        rows.append(f"| {of['weight']:g}{mark} | {of['pairs']:,} | {of['recall']:.4f} | {of['precision']:.4f} |")
    rows += ["", "| what went wrong | recall |", "|---|---|"]
    rows += [f"| {kind} | {share:.4f} |" for kind, share in by_kind.items()]
    between = re.compile(r"(<!-- curve -->\n).*(<!-- /curve -->)", re.DOTALL)
    text = Path(PAGE).read_text(encoding="utf-8")
    PAGE.write_text(between.sub(lambda match: match[1] + "\n".join(rows) + "\n" + match[2], text), encoding="utf-8")
    connection.close()
