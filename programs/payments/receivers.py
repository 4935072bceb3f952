"""What money says to a merge of two records, and to undoing it. Money itself stays with the record it was for."""

from beneficiaries import signals
from programs.payments.services import merges


def on_merging(sender, *, kept, merged, **kwargs):
    return merges.conflicts(kept=kept, merged=merged)


def on_unmerging(sender, *, merge, **kwargs):
    return merges.obstacles(merge=merge)


signals.merging.connect(on_merging, dispatch_uid="payments.merging")
signals.unmerging.connect(on_unmerging, dispatch_uid="payments.unmerging")
