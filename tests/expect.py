"""What a test expects to be told."""

from contextlib import contextmanager

import pytest

from registry.core.errors import Refusal


@contextmanager
def refused(code: str, *, field: str | None = None):
    """The block is refused with this code (and about this field)."""
    with pytest.raises(Refusal) as caught:
        yield caught
    assert caught.value.code == code
    assert str(caught.value), "a refusal says something"
    if field is not None:
        assert caught.value.field == field
