"""Every yuan is somewhere.

An account is (fund, kind, program, period); a transfer has legs that sum to zero and go in as one
statement, which a statement-level trigger checks; nothing is edited or deleted, a mistake is
reversed. Amounts are yuan, numeric(14,2). A leg is positive where money arrives in the account.

`source` and `available` are one account per fund (program and period ''); the others one per fund,
program and period, so that what a program spent in a period is a balance.
Each kind of transfer moves money one way, which the same trigger holds (function `ledger_goes`):

    receipt       source     -> available      money received
    allotment     available  -> available      from one fund to another, the only kind that leaves its fund
    commitment    available  -> committed      a batch is approved
    release       committed  -> available      what was approved is not sent after all
    sending       committed  -> in_transit     the bank has the list
    confirmation  in_transit -> paid           the bank says that it arrived
    return        in_transit -> returned       the bank says that it did not arrive
    late_return   paid       -> returned       … after it had said that it did
    reissue       returned   -> committed      it is paid again, to a corrected account
    restitution   returned   -> available      it isn't paid again: the fund has it back
    recovery      paid       -> recovered      whoever had it wrongly gives it back
    reclaim       recovered  -> available      and the fund has it again
    reversal      the legs of the transfer that it reverses, with the other sign

`balance` is kept by that trigger in the statement that brings the legs, and may not fall below zero
except for `source`, which stands for the world outside: that is what stops two batches from
spending the last yuan twice. Nor may it have been below zero at the end of any day: a transfer that is
dated back is refused where the money wasn't there yet. Rules: `sql/transfers.sql`, `sql/accounts.sql`.
"""

from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.ledger.querysets import LedgerAccountQuerySet, LegQuerySet, TransferQuerySet
from registry.core.guards import append_only, no_delete
from registry.core.ids import uuid7
from registry.core.scope.access import WRITES, WRITES_ANY, Custom, holds

# The books begin with the year of the oldest of the programs. (`sql/transfers.sql` holds receipts to it.)
FIRST_DAY = date(1989, 1, 1)

# And the sealer, which belongs to no account.
STAFF = f"((SELECT scope_account()) IS NOT NULL OR {holds('sealer')})"


class AccountKind(models.TextChoices):
    SOURCE = "source", _("source")
    AVAILABLE = "available", _("available")
    COMMITTED = "committed", _("committed")
    IN_TRANSIT = "in_transit", _("in transit")
    PAID = "paid", _("paid")
    RETURNED = "returned", _("returned")
    RECOVERED = "recovered", _("recovered")


class TransferKind(models.TextChoices):
    RECEIPT = "receipt", _("money received")
    ALLOTMENT = "allotment", _("to another fund")
    COMMITMENT = "commitment", _("batch approved")
    RELEASE = "release", _("commitment released")
    SENDING = "sending", _("sent to the bank")
    CONFIRMATION = "confirmation", _("paid, as the bank confirms")
    RETURN = "return", _("returned by the bank")
    LATE_RETURN = "late_return", _("returned by the bank after it was confirmed")
    REISSUE = "reissue", _("to be paid again")
    RESTITUTION = "restitution", _("returned money given back to the fund")
    RECOVERY = "recovery", _("recovered")
    RECLAIM = "reclaim", _("recovered money given back to the fund")
    REVERSAL = "reversal", _("reversal")


class LedgerAccount(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fund = models.ForeignKey(
        "catalogue.Fund", on_delete=models.PROTECT, related_name="accounts", verbose_name=_("fund")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AccountKind)
    # '' for money of the fund that is for no program yet.
    program = models.CharField(_("program"), max_length=16, blank=True, db_collation="C")
    period = models.CharField(_("period"), max_length=10, blank=True)
    balance = models.DecimalField(_("balance"), max_digits=14, decimal_places=2, default=0, editable=False)
    # The latest date of its transfers, kept with the balance: only a transfer dated before it needs a look at the days.
    last_on = models.DateField(null=True, editable=False)

    objects = LedgerAccountQuerySet.as_manager()
    # Money of a fund is no secret among staff; who may see screens of it is `roles`' business. The balance
    # is written by the trigger alone, so the app has no UPDATE.
    access = Custom(
        verbs=("SELECT", "INSERT"),
        read=STAFF,
        write=f"{WRITES_ANY} AND (program = '' OR {WRITES.format(program='program')})",
    ).by("manager", "finance")

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = [
            models.UniqueConstraint(fields=["fund", "kind", "program", "period"], name="ledgeraccount_once"),
            models.CheckConstraint(condition=Q(kind="source") | Q(balance__gte=0), name="ledgeraccount_not_overdrawn"),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="ledgeraccount_kind"),
        ]
        triggers = [
            *no_delete(),
            pgtrigger.ReadOnly(name="key_frozen", fields=["id", "fund", "kind", "program", "period"]),
        ]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.get_kind_display()} {self.program} {self.period}".strip()


class Transfer(models.Model):
    """A movement of money. Its id is made by whoever asks, so that a repeated request is the same transfer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=TransferKind)
    on = models.DateField(_("date"))
    at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    actor = models.ForeignKey("core.Account", on_delete=models.PROTECT, verbose_name=_("by"))
    memo = models.CharField(_("memo"), max_length=200, blank=True)
    # The batch, receipt… that it is about; the ledger doesn't know their tables.
    cause = models.UUIDField(null=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )

    objects = TransferQuerySet.as_manager()
    # Posted in the writer's own name, with its legs in the same transaction: triggers in `hardening`.
    # A manager commits what is available and gives it back; money comes and goes by the finance officers.
    access = Custom(verbs=("SELECT", "INSERT"), read=STAFF, write=WRITES_ANY).where(
        f"{holds('finance')} OR {holds('manager')} AND kind IN ('commitment', 'release', 'reissue')"
    )

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["cause"], name="transfer_cause"),
            models.Index(fields=["on"], name="transfer_on"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TransferKind.values), name="transfer_kind"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | ~Q(kind="reversal") & Q(reverses__isnull=True),
                name="transfer_reversal_names_original",
            ),
            # One cause is committed and sent once, whatever id a transfer comes with.
            models.UniqueConstraint(
                fields=["cause", "kind"],
                condition=Q(kind__in=["commitment", "sending"]),
                name="transfer_once_per_cause",
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Leg(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="legs")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    objects = LegQuerySet.as_manager()
    # Money moves only in accounts of programs that the writer may write.
    access = Custom(
        verbs=("SELECT", "INSERT"),
        read=STAFF,
        write="EXISTS (SELECT 1 FROM ledger_ledgeraccount a WHERE a.id = account_id AND (a.program = '' OR "  # noqa: S608
        + WRITES.format(program="a.program")
        + f")) AND {WRITES_ANY}",
    ).by("manager", "finance")

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="leg_not_nothing"),
            models.UniqueConstraint(fields=["transfer", "account"], name="leg_once_per_account"),
        ]
        # The zero-sum trigger is in `sql/transfers.sql`: pgtrigger has no hook for its balance part.
        triggers = append_only()


class LedgerMonth(models.Model):
    """What a month moved into (or out of) the accounts of a fund, kind and program: the sum of its legs; and what of it
    `came`, wherever it went from there: of legs above zero, less those that were reversed.

    Kept by a trigger in the statement that brings the legs (`sql/months.sql`), so that a course of years and a
    balance of any past day are read from a few rows, however many transfers there were.
    """

    fund = models.ForeignKey("catalogue.Fund", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=AccountKind)
    program = models.CharField(max_length=16, blank=True, db_collation="C")
    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    came = models.DecimalField(max_digits=14, decimal_places=2)

    access = Custom(verbs=("SELECT",), read=STAFF)

    class Meta:
        verbose_name = _("month of the ledger")
        verbose_name_plural = _("months of the ledger")
        constraints = [models.UniqueConstraint(fields=["fund", "kind", "program", "month"], name="ledgermonth_once")]
