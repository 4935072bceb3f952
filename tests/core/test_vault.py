"""The vault: sealed values open where they belong and nowhere else."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core import vault
from registry.core.ids import uuid7

ROW = uuid7()


@given(st.text(max_size=60))
def test_what_is_sealed_opens_again(plain):
    assert vault.open_sealed(vault.seal(plain, row=ROW, field="number"), row=ROW, field="number") == plain


def test_the_same_value_is_sealed_differently_each_time():
    assert vault.seal("1", row=ROW, field="f") != vault.seal("1", row=ROW, field="f")


@pytest.mark.parametrize(("row", "field"), [(uuid7(), "number"), (ROW, "phone")])
def test_a_value_copied_to_another_row_or_field_does_not_open(row, field):
    sealed = vault.seal("341802", row=ROW, field="number")
    with pytest.raises(vault.VaultError):
        vault.open_sealed(sealed, row=row, field=field)


@given(st.data())
def test_a_changed_byte_does_not_open(data):
    sealed = bytearray(vault.seal("341802198003072422", row=ROW, field="number"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((vault.VaultError, IndexError)):
        vault.open_sealed(bytes(sealed), row=ROW, field="number")


def test_an_old_key_opens_and_the_new_one_seals(settings):
    sealed = vault.seal("x", row=ROW, field="f")
    fresh = base64.urlsafe_b64encode(os.urandom(32)).decode()
    settings.VAULT_KEYS = f"k2:{fresh},{settings.VAULT_KEYS}"
    assert vault.open_sealed(sealed, row=ROW, field="f") == "x"
    assert vault.key_of(vault.seal("x", row=ROW, field="f")) == "k2"
    settings.VAULT_KEYS = f"k2:{fresh}"
    with pytest.raises(vault.VaultError, match="not in VAULT_KEYS"):
        vault.open_sealed(sealed, row=ROW, field="f")


def test_a_blind_index_tells_equal_values_of_one_kind_and_no_more():
    assert vault.blind_index("1", kind="id") == vault.blind_index("1", kind="id")
    assert vault.blind_index("1", kind="id") != vault.blind_index("1", kind="phone")
    assert len(vault.blind_index("1", kind="id")) == 32
