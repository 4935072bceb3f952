"""The pay sheet: what was approved, page by page, with subtotals that add up to the total in words."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from beneficiaries.services.intake import NewAccount
from programs.payments.services import batches, paysheet
from tests.expect import refused
from tests.factories.accounts import entered_as, make_account
from tests.factories.money import card, make_checked, make_due


@pytest.fixture
def made(desk, fund):
    make_due(desk, 1, account=NewAccount(number=card(7), payee="赵大娘", payee_relation="63"))
    make_due(desk, 4, name="欧阳娜·古丽")
    return make_checked(desk, fund=fund)


@pytest.fixture
def approved(desk, made, monkeypatch):
    monkeypatch.setattr(paysheet, "LINES", 2)
    with entered_as(desk.finance):
        yield batches.approve(batch=made, actor=desk.finance)


def test_pages_hold_every_payment_once_and_add_up(desk, approved):
    sheet = paysheet.of(approved, actor=desk.finance)
    pages = list(sheet.pages)
    assert [len(page.lines) for page in pages] == [2, 2, 1]
    assert [page.number for page in pages] == list(range(1, sheet.page_count + 1))
    assert [line.sequence for page in pages for line in page.lines] == [1, 2, 3, 4, 5]
    assert sum(page.subtotal for page in pages) == sheet.total == approved.total == Decimal(5000)
    assert sheet.in_words == "伍仟元整"


def test_the_workbook_breaks_after_each_subtotal(desk, approved):
    paper = load_workbook(io.BytesIO(paysheet.write_xlsx(paysheet.of(approved, actor=desk.finance)))).active
    rows = list(paper.iter_rows(values_only=True))
    subtotals = [n for n, row in enumerate(rows, 1) if row[0] == "本页小计"]
    assert [rows[n - 1][5] for n in subtotals] == [2000, 2000, 1000]
    assert [found.id for found in paper.row_breaks.brk] == subtotals[:-1]
    assert [row[2] for row in rows if row[0] == "合计"] == ["大写：伍仟元整"]
    assert (paper.page_setup.orientation, paper.print_title_rows) == ("landscape", "$1:$3")
    assert ("赵大娘", card(7)[-4:]) in {(row[2], row[4]) for row in rows}
    assert card(7) not in str(rows)
    assert not [cell for row in paper.iter_rows() for cell in row if cell.data_type == "f"]


def test_none_before_it_is_approved_or_after_it_was_cancelled(desk, made):
    with entered_as(desk.finance):
        with refused("not-approved"):
            paysheet.of(made, actor=desk.finance)
        batches.approve(batch=made, actor=desk.finance)
        made.refresh_from_db()
        batches.cancel(batch=made, actor=desk.finance, reason="名单有误")
        made.refresh_from_db()
        with refused("not-approved"):
            paysheet.of(made, actor=desk.finance)


def test_the_page_to_print(client, desk, approved):
    client.force_login(desk.manager, backend="registry.core.backend.RoleBackend")
    page = client.get(reverse("money:pay-sheet", args=[approved.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert text.count('class="sheet"') == 3
    assert text.count("伍仟元整") == 1
    assert "签名" in text
    assert (
        reverse("money:pay-sheet", args=[approved.pk])
        in client.get(reverse("money:batch", args=[approved.pk])).content.decode()
    )
    file = client.get(reverse("money:pay-sheet-file", args=[approved.pk]))
    assert file.content.startswith(b"PK")


def test_a_sheet_of_another_place_is_not_there(client, approved):
    client.force_login(make_account("finance", "341881"), backend="registry.core.backend.RoleBackend")
    assert client.get(reverse("money:pay-sheet", args=[approved.pk])).status_code == 404


def test_what_is_too_long_for_a_page_says_so(client, desk, approved, monkeypatch):
    monkeypatch.setattr(paysheet, "ON_SCREEN", 4)
    client.force_login(desk.manager, backend="registry.core.backend.RoleBackend")
    assert client.get(reverse("money:pay-sheet", args=[approved.pk])).status_code == 409
    assert client.get(reverse("money:pay-sheet-file", args=[approved.pk])).status_code == 200
