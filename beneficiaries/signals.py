"""What happened to a person, for the apps above. Sent inside the transaction, so that a receiver can refuse.

Each is sent with `person`, `actor` and `on`.
"""

from django.dispatch import Signal

died = Signal()
# Also with `source` and `target`, the area codes; `target` is "" where the person left the city.
moved = Signal()
