"""What is due, what is in which batch, and how far it is."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from programs.payments.flows import AT_THE_BANK, BatchState, Method, PaymentState
from registry.core.models.area import upper_bound


class Within:
    def within(self, area: str):
        """Rows of `area` and everything below it."""
        return self.filter(area__gte=area, area__lt=upper_bound(area)) if area else self

    def page_after(self, last, size: int):
        """The `size` rows after `last`, in the order of the list; keyset, so every page costs the same."""
        return (self.filter(pk__gt=last) if last else self).order_by("pk")[:size]


class EntitlementQuerySet(Within, models.QuerySet):
    def for_period(self, program, period: str):
        return self.filter(program=program, period=period)

    def standing(self):
        """What neither was taken back nor takes something back: what can be paid, or was paid too much."""
        return self.filter(~Exists(self.model.objects.filter(cancels=OuterRef("pk"))), cancels__isnull=True)

    def payable(self):
        """What is above zero, and no later row of its period lowers. A trigger holds payments to it."""
        mirror = self.model.objects.filter(cancels=OuterRef("pk"))
        lower = self.model.objects.filter(
            ~Exists(mirror), enrolment=OuterRef("enrolment"), period=OuterRef("period"),
            sequence__gt=OuterRef("sequence"), amount__lt=0,
        )  # fmt: skip
        return self.filter(~Exists(lower), amount__gt=0, cancels__isnull=True)

    def unpaid(self):
        """What can be paid and no batch has: no payment for it, or only such as were taken out, or came back
        and were released."""
        from programs.payments.models import Payment

        kept = Payment.objects.filter(entitlement=OuterRef("pk"), binding=True)
        return self.payable().filter(~Exists(kept))

    def overpaid(self):
        """What was paid and isn't due after all: rows below zero, which the recovery takes up."""
        return self.standing().filter(amount__lt=0)


class BatchQuerySet(Within, models.QuerySet):
    def newest_first(self):
        return self.select_related("program", "fund", "made_by", "checked_by", "approved_by").order_by(
            "-made_at", "-id"
        )

    def with_hand_of(self, account):
        """`hand`: whether the account made the batch or signed it in this round, and can't sign it again."""
        from programs.payments.models import Approval

        signed = Approval.objects.filter(batch=OuterRef("pk"), round=OuterRef("round"), account=account)
        return self.annotate(hand=Q(made_by=account) | Exists(signed))


class PaymentQuerySet(Within, models.QuerySet):
    def kept(self):
        return self.exclude(state=PaymentState.DROPPED)

    def at_the_bank(self):
        """Gone out, and the bank owes an answer."""
        return self.filter(state__in=AT_THE_BANK)

    def to_correct(self):
        """Came back, and nothing was done about it yet."""
        return self.filter(state=PaymentState.RETURNED)

    def waiting_for_account(self):
        """Came back from the bank, and wait for an account to be paid again to. They are found by their batches, which
        are few, because no index follows a payment's state."""
        return self.filter(
            batch__state__in=(BatchState.SENT, BatchState.ANSWERED), batch__method=Method.BANK
        ).to_correct()

    def sums(self) -> dict:
        return self.aggregate(count=Count("pk"), total=Sum("amount"))

    def by_state(self) -> dict[str, dict]:
        """Count, yuan, and of them what is paid out, for each state."""
        rows = self.order_by("state").values("state")
        rows = rows.annotate(count=Count("pk"), total=Sum("amount"), net=Sum(F("amount") - F("set_off")))
        return {row["state"]: row for row in rows}

    def after(self, sequence: int, size: int):
        """The `size` payments after the one with number `sequence`."""
        return self.filter(Q(sequence__gt=sequence)).order_by("sequence")[:size]
