"""The search over the whole registry: whom it finds, whom it leaves alone, and what it writes down."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from beneficiaries.matching import model
from beneficiaries.models import Pair
from beneficiaries.services import evidence, finding, pairs
from beneficiaries.services.family import add_relation
from beneficiaries.services.intake import NewPhone, NewRelation
from beneficiaries.services.merging import merge
from registry.core import jobs, scope
from registry.core.models import Job
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.people import id_number, make_person

COUNTY = "341802"
FATHER = id_number(birth_date=date(1980, 5, 5), sex="1")
BORN = date(2010, 3, 7)
NAMES = (
    "李思雨", "张子涵", "陈浩然", "赵欣怡", "孙宇航", "周梦琪", "吴俊杰", "郑雅婷", "钱博文", "冯若曦", "蒋一诺", "沈天宇",
    "韩佳怡", "杨泽宇", "朱诗涵", "秦明轩", "许可欣", "何志豪", "吕静怡", "施文博",
)  # fmt: skip


@pytest.fixture
def manager(db):
    account = make_account("manager", COUNTY, programs=("LS",))
    with entered_as(account):
        yield account


@pytest.fixture
def village(manager):
    """Twenty children, and one who is there twice: without a number the second time."""
    worker = make_account("caseworker", COUNTY, programs=("LS",))
    with entered_as(worker):
        for number, name in enumerate(NAMES):
            make_person(actor=worker, name=name, birth_date=date(2008 + number % 5, 1 + number % 12, 3 + number))
        child = make_person(actor=worker, **the_child(name="王小红", id_number=id_number(birth_date=BORN)))
    return worker, child


def the_child(**said):
    return {
        "birth_date": BORN, "sex": "2", "phones": [NewPhone(number="13812345678")],
        "relations": [NewRelation(kind="51", name="王大山", since=BORN, id_number=FATHER)],
    } | said  # fmt: skip


def again(worker, **said):
    with entered_as(worker):
        return make_person(actor=worker, **the_child(id_type="none", no_id_reason="遗失", **said))


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"name": "王小红"}, {"name-same", "birth-same", "village-same"}),
        ({"name": "王晓虹"}, {"name-sounds-same", "birth-same"}),
        ({"name": "王小芳"}, {"name-one-letter"}),
        ({"name": "王红"}, {"name-letter-missing"}),
        ({"name": "王小红", "birth_date": date(2010, 7, 3)}, {"birth-slip"}),
        ({"name": "王小红", "birth_date": date(2010, 3, 9), "phones": []}, {"birth-slip", "family-paper"}),
        ({"name": "王小红", "area": "341802001002", "relations": []}, {"township-same", "phone-same"}),
    ],
)
def test_who_is_there_twice_is_found_with_the_reasons(manager, village, said, codes):
    worker, child = village
    twin = again(worker, **said)
    outcome = finding.find()
    assert (outcome.people, outcome.pairs) == (22, 1)
    pair = Pair.objects.get()
    assert {pair.first_id, pair.second_id} == {child.pk, twin.pk} and pair.first_id < pair.second_id
    assert codes <= {code for code, _weight in pair.evidence}
    assert pair.weight > 0
    words = evidence.in_words(pair.evidence)
    assert len(words) == len(pair.evidence) and all(str(one.sentence) and str(one.strength) for one in words)


def test_readings_of_a_surname_and_sounds_that_are_near(manager, village):
    worker, _child = village
    with entered_as(worker):
        make_person(actor=worker, name="单玲", **without_number())
        make_person(actor=worker, name="善宁", **without_number())
    finding.find()
    [pair] = Pair.objects.all()
    assert "name-sounds-near" in {code for code, _weight in pair.evidence}


def without_number():
    return {
        "id_type": "none",
        "no_id_reason": "遗失",
        "birth_date": date(1999, 9, 9),
        "phones": [NewPhone(number="13987654321")],
    }


def test_who_only_bears_a_common_name_isnt_asked_about(manager):
    worker = make_account("caseworker", COUNTY, programs=("LS",))
    with entered_as(worker):
        for number in range(60):
            make_person(actor=worker, name="王芳", birth_date=date(1960 + number, 1 + number % 12, 1 + number % 28))
    assert finding.find().pairs == 0


def test_brothers_and_sisters_are_two(manager, village):
    worker, _child = village
    with entered_as(worker):
        make_person(
            actor=worker,
            **the_child(
                name="王子轩",
                birth_date=date(2012, 8, 8),
                sex="1",
                id_number=id_number(birth_date=date(2012, 8, 8), sex="1"),
            ),
        )
        # Twins, each with a number.
        make_person(actor=worker, **the_child(name="王小雨", id_number=id_number(birth_date=BORN)))
    assert finding.find().pairs == 0


def test_what_was_decided_is_never_asked_again(manager, village):
    worker, child = village
    twin = again(worker, name="王小红")
    finding.find()
    pair = Pair.objects.get()
    reviewer = make_account("reviewer", COUNTY, programs=("LS",))
    with entered_as(reviewer):
        pairs.keep_apart(pair=pair, actor=reviewer, reason="双胞胎")
    assert finding.find().pairs == 0
    # Nor is it asked of the record that one of them became part of.
    third = again(worker, name="王小红", birth_date=date(2010, 3, 8))
    with entered_as(reviewer):
        merge(kept=third, merged=twin, actor=reviewer)
    finding.find()
    assert not Pair.objects.open().of(child, third).exists()
    pair.refresh_from_db()
    assert pair.state == "different"


def test_what_nothing_speaks_for_any_more_goes(manager, village):
    worker, child = village
    twin = again(worker, name="王小红")
    finding.find()
    found = Pair.objects.get()
    finding.find()
    assert Pair.objects.get().pk == found.pk, "the same pair, not another"
    with entered_as(worker):
        add_relation(person=twin, actor=worker, kind="71", other=child, since=BORN)
    assert finding.find().pairs == 0 and not Pair.objects.exists()


def test_each_sees_and_searches_their_own_area(village, manager):
    worker, _child = village
    again(worker, name="王小红", area="341802002001")
    township = make_account("manager", "341802001", programs=("LS",))
    with entered_as(township):
        assert finding.find().people == 21 and not Pair.objects.exists()
    finding.find()
    assert Pair.objects.count() == 1
    with entered_as(township):
        assert not Pair.objects.exists()
        # And what it can't see it doesn't take away.
        finding.find()
    assert Pair.objects.count() == 1
    with scope.entered(scope.EMPTY):
        assert finding.find().people == 0


@pytest.mark.django_db(transaction=True)
def test_the_job_and_the_command(manager, village):
    worker, _child = village
    again(worker, name="王小红")
    job = finding.ask(actor=manager)
    with refused("running"):
        finding.ask(actor=manager)
    with entered_as(worker), refused("not-allowed"):
        finding.ask(actor=worker)
    jobs.run(job.pk)
    with entered_as(manager):
        job.refresh_from_db()
        assert (job.state, job.error) == ("done", "")
        assert {**job.result, "seconds": 0} == {"people": 22, "pairs": 1, "seconds": 0}
        assert Job.objects.unfinished().count() == 0
    out = StringIO()
    call_command("find_duplicates", "--json", stdout=out)
    assert {**json.loads(out.getvalue()), "seconds": 0} == {"people": 22, "pairs": 1, "seconds": 0}
    call_command("find_duplicates", "--as", manager.username, stdout=out)
    with pytest.raises(CommandError):
        call_command("find_duplicates", "--as", worker.username)


def test_no_number_leaves_the_vault(manager, village):
    """What goes out of the database are beginnings of blind indexes: neither a number nor the whole of an index."""
    from beneficiaries.matching import extract, run

    with run.database() as database:
        extract.into(database)
        rows = str([database.execute(f"FROM {table}").fetchall() for table in extract.TABLES])
    assert "13812345678" not in rows and FATHER not in rows and "王大山" in rows


def test_each_grade_has_a_weight_and_words():
    codes = {(column, grade.code) for column, (_unknown, grades) in model.COMPARED.items() for grade in grades}
    assert {f"{column}.{code}" for column, code in codes} == set(model.weights())
    assert {code for _column, code in codes} == set(evidence.SENTENCES)
    for column, (_unknown, grades) in model.COMPARED.items():
        if column == "paper":
            continue  # that two numbers are there at all is the evidence
        assert sum(model.weights()[f"{column}.{grade.code}"] for grade in grades) == pytest.approx(1, abs=0.02), column
