"""What anyone can check, and that nothing is kept of it."""

import ast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.ledger import outside
from programs.ledger.models import Seal
from programs.ledger.services import sealing
from programs.ledger.verifier import verify
from programs.payments.models import Payment
from programs.payments.services import batches, proofs
from registry.core import scope
from tests.factories.accounts import entered_as
from tests.factories.enrolments import make_program
from tests.factories.money import Desk, make_checked, make_due, make_fund, receive

pytestmark = pytest.mark.usefixtures("home", "outside_file")
ADDRESS = reverse("cms:seals")


@pytest.fixture
def receipt(home):
    make_program("TA", form="never")
    desk = Desk.make()
    with entered_as(desk.finance):
        fund = make_fund(programs=("TA",))
        receive(fund, 10_000, actor=desk.finance)
    make_due(desk, 3)
    batch = make_checked(desk, fund=fund)
    with entered_as(desk.finance):
        batches.approve(batch=batch, actor=desk.finance)
        batches.send(batch=batch, actor=desk.finance)
        batches.confirm(batch=batch, actor=desk.finance)
    sealing.seal_due()
    with entered_as(desk.caseworker):
        payment = Payment.objects.select_related("batch").get(sequence=2)
        return proofs.receipt(payment=payment, actor=desk.caseworker).content


def test_without_a_seal_the_page_says_so(client):
    page = client.get(ADDRESS)
    assert page.status_code == 200 and 'class="empty"' in page.content.decode()
    assert client.get(reverse("cms:seals_chain")).content == b""


def test_the_chain_is_what_is_outside(client, receipt, django_assert_max_num_queries):
    assert client.get(reverse("cms:seals_chain")).content.decode() == outside.text()
    client.get(ADDRESS)
    with django_assert_max_num_queries(12):
        page = client.get(ADDRESS).content.decode()
    for seal in Seal.objects.all():
        assert seal.hash[:8] in page


def test_the_verifier_is_there_to_take(client):
    taken = client.get(reverse("cms:seals_verifier"))
    assert "attachment" in taken["Content-Disposition"]
    assert ast.parse(taken.content.decode())


@pytest.mark.parametrize("way", ["file", "text"])
def test_a_receipt_that_agrees(client, receipt, way):
    data = {"file": SimpleUploadedFile("r.json", receipt.encode())} if way == "file" else {"receipt": receipt}
    page = client.post(ADDRESS, data)
    text = page.content.decode()
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert "相符" in text and "1000.00" in text and "<dd>paid" not in text


def test_one_that_was_changed(client, receipt):
    page = client.post(ADDRESS, {"receipt": receipt.replace("1000.00", "9000.00")})
    assert page.status_code == 422 and "已被改动" in page.content.decode()
    assert "9000.00" not in page.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 70_000, "<script>alert(1)</script>", "{}", "\x00"])
def test_what_is_no_receipt(client, text):
    page = client.post(ADDRESS, {"receipt": text})
    assert page.status_code == 422 and "<script>alert" not in page.content.decode()


def test_a_seal_says_nothing_of_anyone(client, receipt):
    """The program may never be published: neither its name nor an amount is anywhere."""
    shown = client.get(ADDRESS).content.decode() + client.get(reverse("cms:seals_chain")).content.decode()
    assert "1000" not in shown and "3000" not in shown and "项目TA" not in shown and "FF20" not in shown


def test_the_published_chain_and_the_receipt_agree_offline(receipt, client):
    with scope.entered(scope.EMPTY):
        chain = verify.read_chain(client.get(reverse("cms:seals_chain")).content.decode())
    assert verify.check_receipt(receipt, chain)["amount"] == "1000.00"
