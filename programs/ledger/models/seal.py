"""What was, can't be made not to have been.

A seal is the root of a Merkle tree (`ledger.merkle`) over facts that don't change any more, and the hash of the seal
before it. Seals are numbered without a gap, published, and kept in a file outside the database, so that whoever
rewrites rows, with every right there is, would have to rewrite what others hold copies of.

    payments    when the bank has the list of a batch: name, account and amount of each payment in it
    outcomes    when a batch is closed: what became of each
    transfers   every transfer with its legs that no seal has yet, in the order in which they were recorded
    records     the same of every signature, plan, claim and of what else about money is only ever added to

A seal says nothing of anyone: neither which batch it is about nor how much money, because there are programs of which
not even totals may be published; and its leaves are salted. docs/seals.md has the bytes; `sql/seals.sql` the rules.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.ledger.models.money import STAFF, Transfer
from registry.core.guards import append_only
from registry.core.scope.access import Custom, holds

SEALER = holds("sealer")


class SealKind(models.TextChoices):
    PAYMENTS = "payments", _("payments of a batch")
    OUTCOMES = "outcomes", _("what became of a batch")
    TRANSFERS = "transfers", _("transfers of the ledger")
    RECORDS = "records", _("signatures, plans and claims")


# About no batch: what these seal is what no seal has yet.
GATHERED = (SealKind.TRANSFERS, SealKind.RECORDS)


class Seal(models.Model):
    number = models.PositiveIntegerField(_("number"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SealKind)
    # The batch; the ledger doesn't know its table. It isn't hashed, because its leaves name it.
    cause = models.UUIDField(null=True)
    count = models.PositiveIntegerField(_("leaves"))
    root = models.CharField(_("root"), max_length=64)
    previous = models.CharField(_("the seal before it"), max_length=64)
    # Whole seconds: they are hashed.
    sealed_at = models.DateTimeField(_("sealed at"))
    hash = models.CharField(_("seal"), max_length=64)

    # The public reads them.
    access = Custom(verbs=("SELECT", "INSERT"), read="true", write=SEALER)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SealKind.values), name="seal_kind"),
            models.CheckConstraint(condition=Q(count__gt=0), name="seal_of_something"),
            models.CheckConstraint(
                condition=Q(kind__in=GATHERED, cause__isnull=True) | ~Q(kind__in=GATHERED) & Q(cause__isnull=False),
                name="seal_names_its_batch",
            ),
            models.UniqueConstraint(fields=["kind", "cause"], name="seal_once_per_batch"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:8]}"


class SealPart(models.Model):
    """The leaves of a seal, 32 bytes each, in their order, some thousands to a part.

    They say where a seal is broken; and a proof is made from them, without reading the facts again.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="parts")
    part = models.PositiveIntegerField()
    hashes = models.BinaryField()

    access = Custom(verbs=("SELECT", "INSERT"), read=STAFF, write=SEALER)

    class Meta:
        ordering = ["part"]
        constraints = [models.UniqueConstraint(fields=["seal", "part"], name="sealpart_once")]
        triggers = append_only()


class SealSecret(models.Model):
    """What the salts of a seal come from. Who has it could guess at every leaf, so no account may read it."""

    seal = models.OneToOneField(Seal, on_delete=models.PROTECT, primary_key=True, related_name="secret")
    secret = models.BinaryField()

    access = Custom(verbs=("SELECT", "INSERT"), read=SEALER, write=SEALER)

    class Meta:
        triggers = append_only()


class SealedTransfer(models.Model):
    """Which leaf of which seal a transfer is."""

    transfer = models.OneToOneField(Transfer, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="transfers", db_index=False)
    position = models.PositiveIntegerField()

    access = Custom(verbs=("SELECT", "INSERT"), read=STAFF, write=SEALER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="sealedtransfer_place_once")]
        triggers = append_only()


class SealedRecord(models.Model):
    """Which leaf of which seal a row is that is only ever added to: of what table, and by which key."""

    source = models.CharField(max_length=63, db_collation="C")
    record = models.CharField(max_length=36, db_collation="C")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="records", db_index=False)
    position = models.PositiveIntegerField()

    access = Custom(verbs=("SELECT", "INSERT"), read=STAFF, write=SEALER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "record"], name="sealedrecord_once"),
            models.UniqueConstraint(fields=["seal", "position"], name="sealedrecord_place_once"),
        ]
        triggers = append_only()
