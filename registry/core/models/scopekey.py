"""The key that a scope is signed with, where only the database's own functions can read it."""

from django.db import models

from registry.core.scope.access import Hidden


class ScopeKey(models.Model):
    """The padded blocks of the HMAC key (RFC 2104), so that the database needs `sha256` and no extension."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    inner = models.BinaryField()
    outer = models.BinaryField()

    access = Hidden()
