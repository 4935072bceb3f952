"""Sessions in the database, of no use to whoever can read or write their table.

The row has a digest of the key that is in the cookie, so that no cookie can be made from it; what a row
says is signed for its key, so that it can't be put into the row of another session.
"""

import hashlib

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.utils import timezone


class SessionStore(Stored):
    @property
    def key_salt(self) -> str:
        return f"registry.core.sessions.{self.session_key}"

    def _get_session_from_db(self):
        row = self._rows(self.session_key).filter(expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key) -> bool:
        return self._rows(session_key).exists()

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def delete(self, session_key=None) -> None:
        if key := session_key or self.session_key:
            self._rows(key).delete()

    def _rows(self, key):
        return self.model.objects.filter(session_key=digest(key or ""))

    aload = sync_to_async(Stored.load)
    aexists = sync_to_async(exists)
    asave = sync_to_async(Stored.save)
    adelete = sync_to_async(delete)


def digest(key: str) -> str:
    """What the table knows a session by: 160 bits, as long as a key."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]
