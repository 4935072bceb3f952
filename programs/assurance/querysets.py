"""Findings by what is asked of them."""

from django.db import models
from django.db.models import Count, Q, Sum

from programs.assurance.flows import STANDING
from registry.core.models.area import upper_bound


class FindingQuerySet(models.QuerySet):
    def standing(self):
        """Neither explained nor put right."""
        return self.filter(state__in=STANDING)

    def of_owner(self, account):
        return self.filter(owner=account)

    def within(self, area: str):
        return self.filter(area__gte=area, area__lt=upper_bound(area)) if area else self

    def holding(self, batch):
        """Those that keep `batch` from going out."""
        return self.standing().filter(holds__contains=[batch.pk])

    def by_rule(self, since=None) -> dict[str, dict]:
        """For each rule: how many stand, with how much money, and since the moment `since` how many came and went."""
        standing = Q(state__in=STANDING)
        figures = {"standing": Count("pk", filter=standing), "money": Sum("money", filter=standing, default=0)}
        if since is not None:
            figures["came"] = Count("pk", filter=standing & Q(first_seen_at__gte=since))
            figures["went"] = Count("pk", filter=Q(gone_at__gte=since))
        return {row["rule"]: row for row in self.order_by("rule").values("rule").annotate(**figures)}
