"""What happened to a person, for the apps above. Sent inside the transaction, so that a receiver can refuse.

`died` and `moved` are sent with `person`, `actor` and `on`; those about merges with `kept` and `merged`, the two
records.
"""

from django.dispatch import Signal

died = Signal()
# Also with `source` and `target`, the area codes; `target` is "" where the person left the city.
moved = Signal()

# What doesn't fit: receivers return a list of `services.conflicts.Conflict`.
merging = Signal()
# Also with `actor`, `conflicts` and `moved`, {table: [ids]}, to which a receiver adds what it moves over.
merged = Signal()
# What has been built on a merge: also with `merge`; receivers return a list of sentences.
unmerging = Signal()
# Also with `merge` and `actor`: put back what was moved.
unmerged = Signal()
