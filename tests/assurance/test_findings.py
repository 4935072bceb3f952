"""A finding stays what it is, moves by remarks alone, and comes back where it isn't put right."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, InternalError
from django.utils import timezone

from programs.assurance import checks
from programs.assurance.models import Finding, Remark
from programs.assurance.services import findings, looking, rounds
from registry.core import scope
from registry.core.errors import RULE_SENTENCES, rule_of
from registry.core.ids import uuid7
from tests.assurance.cases import City, a07, a08, account, raw
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import Desk, card

pytestmark = pytest.mark.django_db


def look(code: str, city: City):
    with looking.as_the_registry(rounds.night_account()):
        return looking.look(check=checks.CHECKS[code], on=city.on, id=uuid.uuid4())


def broken(sql: str, *params) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        raw(sql, *params)
    rule = rule_of(caught.value)
    assert rule is None or rule in RULE_SENTENCES, f"no sentence for {rule}"
    return rule or str(caught.value)


@pytest.fixture
def city() -> City:
    return City(Desk.make())


@pytest.fixture
def finding(city) -> Finding:
    a07(city, guardian=False)
    look("A07", city)
    with entered_as(city.desk.auditor):
        return Finding.objects.get()


def judge(city: City, finding: Finding, act: str, text: str = "已核实") -> Finding:
    with entered_as(city.desk.auditor):
        return findings.judge(finding=finding, act=act, actor=city.desk.auditor, text=text)


def state(city: City) -> str:
    with entered_as(city.desk.auditor):
        return Finding.objects.get().state


def acts(city: City) -> list[str]:
    with entered_as(city.desk.auditor):
        return list(Remark.objects.values_list("act", flat=True))


def test_it_closes_itself_when_it_is_gone_and_opens_when_it_is_back(city, finding):
    with city.as_caseworker():
        raw("UPDATE beneficiaries_relation SET guardian = true")
    assert look("A07", city).gone == 1
    assert state(city) == "fixed"
    with city.as_caseworker():
        raw("UPDATE beneficiaries_relation SET guardian = false")
    assert look("A07", city).new == 0
    assert state(city) == "open" and acts(city) == ["gone", "back"]
    with entered_as(city.desk.auditor):
        assert {remark.by for remark in Remark.objects.all()} == {None}


def test_an_explanation_holds_while_nothing_changes(city, finding):
    judge(city, finding, "explained")
    look("A07", city)
    assert state(city) == "explained"
    city.enrol(account=account())  # someone else
    city.paid()
    look("A07", city)
    assert state(city) == "explained"


def test_what_changes_after_the_answer_opens_again(city):
    a08(city, related=False)
    look("A08", city)
    with entered_as(city.desk.auditor):
        finding = Finding.objects.get()
    judge(city, finding, "explained")
    city.enrol(account=account(number=card(4321)))
    look("A08", city)
    assert state(city) == "open" and acts(city) == ["explained", "changed"]


def test_what_was_called_put_right_stays_so_while_the_records_stand(city, finding):
    judge(city, finding, "fixed", "已追回")
    look("A07", city)
    assert state(city) == "fixed"


def test_who_decides(city, finding):
    for role in ("caseworker", "reviewer", "manager", "finance"):
        actor = make_account(role, "3418")
        with entered_as(actor), refused("not-allowed"):
            findings.judge(finding=finding, act="explained", actor=actor, text="说明情况")
    with refused("remark"):
        judge(city, finding, "explained", " ")
    elsewhere = make_account("auditor", "341823")
    with entered_as(elsewhere), refused("out-of-scope"):
        findings.judge(finding=finding, act="explained", actor=elsewhere, text="说明情况")
    with refused("state"):
        judge(city, judge(city, finding, "confirmed"), "confirmed")


def test_given_to_someone_who_then_sees_it(city, finding):
    owner = make_account("caseworker", "341802001")
    with entered_as(owner):
        assert not Finding.objects.exists()
    due = timezone.localdate() + timedelta(days=10)
    with entered_as(city.desk.manager):
        findings.assign(finding=finding, owner=None, due_on=None, actor=city.desk.manager)
        with refused("owner"):
            findings.assign(
                finding=finding, owner=make_account("caseworker", "341823"), due_on=due, actor=city.desk.manager
            )
        with refused("date"):
            findings.assign(
                finding=finding, owner=owner, due_on=timezone.localdate() - timedelta(days=1), actor=city.desk.manager
            )
        assert owner in findings.owners(finding)
        findings.assign(finding=finding, owner=owner, due_on=due, actor=city.desk.manager, text="请核实")
    with entered_as(owner):
        mine = Finding.objects.get()
        assert findings.standing_of(owner) == {"count": 1, "late": 0}
        findings.remark(finding=mine, actor=owner, text="监护协议在村里，明天补登")
        assert [r.act for r in mine.remarks.all()] == ["assigned", "assigned", "remark"]


class TestInSql:
    """Whoever goes around the services, in the app's role."""

    def test_a_state_without_a_remark(self, city, finding):
        with entered_as(city.desk.auditor):
            sql = "UPDATE assurance_finding SET state = 'explained' WHERE id = %s"
            assert broken(sql, finding.pk) == "finding_moves_by_remark"

    def test_a_state_by_no_auditor(self, city, finding):
        with entered_as(city.desk.manager):
            sql = "UPDATE assurance_finding SET state = 'explained' WHERE id = %s"
            assert broken(sql, finding.pk) == "finding_judged_by_auditor"
        with city.as_caseworker():
            assert raw("UPDATE assurance_finding SET state = 'explained'") == 0

    def test_what_the_rule_saw(self, city, finding):
        with entered_as(city.desk.auditor):
            for change in ("money = 0", "holds = ARRAY[id]", "area = '3418'", "records = '[]'", "gone_at = now()"):
                sql = f"UPDATE assurance_finding SET {change} WHERE id = %s"
                assert broken(sql, finding.pk) == "finding_facts_are_the_rules"
            assert broken("UPDATE assurance_finding SET money = -1 WHERE id = %s", finding.pk)

    def test_an_owner_without_a_remark(self, city, finding):
        with entered_as(city.desk.manager):
            sql = "UPDATE assurance_finding SET owner_id = %s WHERE id = %s"
            assert broken(sql, city.desk.manager.pk, finding.pk) == "finding_moves_by_remark"

    def test_a_finding_made_up_or_taken_away(self, city, finding):
        with entered_as(city.desk.auditor):
            copy = (
                "INSERT INTO assurance_finding (id, rule, key, area, money, facts, records, digest, holds, state, "
                "first_seen_at, last_seen_at, seen_in) SELECT %s, 'A01', 'x', area, 0, '{}', '[]', '', '{}', 'open', "
                "now(), now(), seen_in FROM assurance_finding"
            )
            assert broken(copy, uuid7()) == "finding_facts_are_the_rules"
            assert broken("DELETE FROM assurance_finding")
            assert broken("TRUNCATE assurance_finding CASCADE")

    def test_a_remark_in_the_name_of_another(self, city, finding):
        insert = (
            "INSERT INTO assurance_remark (id, finding_id, act, by_id, at, text) VALUES (%s, %s, %s, %s, now(), %s)"
        )
        with entered_as(city.desk.auditor):
            other = city.desk.manager.pk
            assert broken(insert, uuid7(), finding.pk, "remark", other, "有理由") == "remark_signed"
            assert broken(insert, uuid7(), finding.pk, "gone", None, "") == "remark_signed"
            me = city.desk.auditor.pk
            assert broken(insert, uuid7(), finding.pk, "explained", me, " ") == "remark_says_why"
            raw(insert, uuid7(), finding.pk, "remark", me, "有理由")
            assert broken("UPDATE assurance_remark SET text = 'x'")
            assert broken("DELETE FROM assurance_remark")
        elsewhere = make_account("auditor", "341823")
        with entered_as(elsewhere):
            assert "row-level security" in broken(insert, uuid7(), finding.pk, "remark", elsewhere.pk, "有理由")

    def test_history_keeps_every_state(self, city, finding):
        judge(city, finding, "confirmed")
        with entered_as(city.desk.auditor), connection.cursor() as cursor:
            cursor.execute("SELECT state, pgh_account FROM assurance_findinghistoryrow ORDER BY pgh_id")
            rows = cursor.fetchall()
            assert rows[-1] == ("confirmed", city.desk.auditor.pk)

    def test_the_scope_of_looking_can_not_be_granted(self, city):
        assert scope.ASSURANCE_ROLE not in {grant.role for grant in city.desk.auditor.grants.all()}
        with scope.entered(scope.ACCOUNT_KEEPER), pytest.raises((DatabaseError, InternalError)), transaction.atomic():
            city.desk.auditor.grants.create(role=scope.ASSURANCE_ROLE, programs=["*"])
