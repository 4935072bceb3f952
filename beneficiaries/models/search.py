"""What the one search box looks in: (token, area, person), asked by equality and range alone.

Under row-level security only leakproof operators may use an index; text equality and comparison
are, pattern matching isn't. So a name is cut into its one-, two- and three-character pieces and its
readings into syllable prefixes and initials, by triggers on `Person` (`sql/search.sql`): raw SQL
and bulk loads keep it true as well.
"""

from django.db import models

from registry.core.scope.access import AREA, Access


class SearchToken(models.Model):
    """No row of this table is written by the app; the triggers of `Person` do."""

    pk = models.CompositePrimaryKey("token", "area", "person_id")
    token = models.CharField(max_length=90, db_collation="C")
    area = models.CharField(max_length=12, db_collation="C")
    person_id = models.UUIDField()

    access = Access(("SELECT",), AREA.format(area="area"))
