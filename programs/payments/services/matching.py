"""Which payment a row of the bank's answer is about, and whether what it says can be taken over.

By the number in the batch, held against account, amount and name; without a number by account, amount and name. What
doesn't fit is a fault with its sentence, and never a guess. What one row says of a payment holds only where no other
row of the file says otherwise, or can't be read.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.payments.flows import AT_THE_BANK, CAME_BACK, WITH_THE_BANK, Outcome, PaymentState
from programs.payments.models import Batch, Payment
from programs.payments.models.answer import Verdict
from programs.payments.services.answerfile import Said, bare, reversal_fault, same_name
from registry.core import vault

MANY = 500  # rows that no payment was found for, up to which other batches are asked


@dataclass(slots=True)
class Known:
    pk: UUID
    sequence: int
    index: bytes | None
    tail: str
    amount: Decimal
    payee: str
    state: str


@dataclass(slots=True)
class Judged:
    said: Said
    payment: UUID | None = None
    verdict: str = Verdict.FAULT
    code: str = ""
    message: str = ""
    alike: tuple[Known, ...] = ()  # the payments that it may be about
    renumbered: bool = False


def ambiguous(said: Said) -> tuple[str, str]:
    if said.account:
        return "ambiguous", _("Several payments of this batch go to that account. Use the numbers.")
    return "ambiguous", _("Several payments of this batch are to someone of that name. Ask the bank for the account.")


class Matcher:
    """Knows the payments of one batch."""

    def __init__(self, batch: Batch):
        self.batch, self.today = batch, timezone.localdate()
        self.sent_on = timezone.localdate(batch.sent_at)
        fields = ("pk", "sequence", "account_index", "account_tail", "paid_out", "payee", "state")
        self.by_number: dict[int, Known] = {}
        self.by_account: dict[bytes, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        kept = batch.payments.kept().annotate(paid_out=F("amount") - F("set_off"))
        for pk, sequence, index, *rest in kept.values_list(*fields).iterator(chunk_size=5_000):
            known = Known(pk, sequence, None if index is None else bytes(index), *rest)
            self.by_number[sequence] = known
            self.by_name[bare(known.payee)].append(known)
            if known.index is not None:
                self.by_account[known.index].append(known)

    def judge(self, rows: Iterable[Said]) -> list[Judged]:
        """All rows; the same payment twice counts once where both say the same, and not at all where they don't."""
        judged = [self._one(said) for said in rows]
        if any(one.renumbered for one in judged):
            # Of an account that several payments go to, or of a name that several have, the bank's own numbers don't
            # tell which.
            judged = [self._one(one.said, numbers=False) if self._is_shared(one) else one for one in judged]
        self._alike(judged)
        self._twice(judged)
        self._elsewhere([one for one in judged if one.code in ("no-payment", "account-differs") and one.said.account])
        return judged

    def _is_shared(self, one: Judged) -> bool:
        """Whether the number alone decides which of several payments it is."""
        known = self.by_number.get(one.said.sequence) if one.payment else None
        if known is None:
            return False
        if one.said.account:
            return len(self.by_account.get(known.index, ())) > 1
        return "*" in one.said.payee or len(self.by_name.get(bare(one.said.payee), ())) > 1

    def _one(self, said: Said, *, numbers: bool = True) -> Judged:
        one = Judged(said)
        if said.batch and said.batch.upper() != self.batch.number:
            return self._fault(one, "other-batch", _("This row is about batch %(batch)s.") % {"batch": said.batch[:40]})
        known = self._find(one, numbers=numbers)
        if known is None:
            return self._fault(one, *said.fault) if said.fault else one
        return self._about(one, known)

    def _about(self, one: Judged, known: Known) -> Judged:
        """The row is about that payment: whether what it says can be taken over."""
        said, one.payment, one.alike = one.said, known.pk, ()
        if said.fault:
            return self._fault(one, *said.fault)
        if said.amount is not None and said.amount != known.amount:
            return self._fault(one, "amount-differs", _("The bank says %(said)s yuan, the payment is %(known)s.") % {
                "said": f"{said.amount:,.2f}", "known": f"{known.amount:,.2f}"})  # fmt: skip
        if said.outcome is None:
            word = said.words[:40]
            sentence = _(
                "Nobody knows what “%(word)s” means. Ask the bank; if it is its own word for it, say so above "
                "once for all rows."
            ) % {"word": word}
            nothing = _("Nothing in this row says whether it arrived. Ask the bank.")
            return self._fault(one, "status-unknown", sentence if word else nothing)
        said.on = said.on or self.today
        if not self.sent_on <= said.on <= self.today:
            return self._fault(one, "date", _("%(on)s isn't between the day on which it was sent and today.") % {
                "on": said.on})  # fmt: skip
        return self._follows(one, known)

    def _find(self, one: Judged, *, numbers: bool) -> Known | None:
        said = one.said
        masked = "*" in said.account
        index = vault.blind_index(said.account, kind="account") if said.account and not masked else None
        if not numbers and not said.account:
            if "*" in said.payee:
                return self._lost(one, *ambiguous(said))
            one.alike = tuple(self.by_name.get(bare(said.payee), ()))
        if numbers and said.sequence is not None and said.sequence in self.by_number:
            known, number = self.by_number[said.sequence], {"number": said.sequence}
            if not (said.account or said.payee or said.batch):
                return self._lost(one, "number-alone", _(
                    "Only a number stands here, and lists have numbers of their own. Say which column has the account.")
                )  # fmt: skip
            named = not said.payee or same_name(said.payee, known.payee)
            if (index and known.index != index) or (masked and not (named and said.account.endswith(known.tail))):
                other = self._by_account_and_name(one, index)
                one.renumbered = bool(one.alike)  # the number is the bank's own: of a line in its list
                if other:
                    return other
                if one.alike:
                    return self._lost(one, *ambiguous(said))
                return self._lost(one, "account-differs", _("The account isn't that of payment %(number)s.") % number)
            if not said.account and not named:
                one.renumbered = bare(said.payee) in self.by_name
                return self._lost(one, "name-differs", _("Payment %(number)s is to %(payee)s.") % {
                    **number, "payee": known.payee})  # fmt: skip
            return known
        if masked and (known := self._by_account_and_name(one, index)):
            return known
        found = self.by_account.get(index, []) if index else list(one.alike)
        if said.amount is not None and len(found) > 1:
            found = [known for known in found if known.amount == said.amount] or found
        if said.payee and len(found) > 1:
            found = [known for known in found if same_name(said.payee, known.payee)] or found
        if len(found) == 1:
            return found[0]
        one.alike = tuple(found)
        if found:
            return self._lost(one, *ambiguous(said))
        return self._lost(one, "no-payment", _("No payment of this batch is like this."))

    def _lost(self, one: Judged, code: str, message: str) -> None:
        self._fault(one, code, message)

    def _by_account_and_name(self, one: Judged, index: bytes | None) -> Known | None:
        """The one payment of the batch to that account, in that name and of that amount; of an account that isn't shown
        in full (no `index`), the name must be there. Several are remembered as alike."""
        said = one.said
        to = self.by_account.get(index, []) if index else self.by_number.values()
        found = [
            known
            for known in to
            if (same_name(said.payee, known.payee) if said.payee else index)
            and said.account.endswith(known.tail)
            and said.amount in (None, known.amount)
        ]
        one.alike = tuple(found)
        return found[0] if len(found) == 1 else None

    def _alike(self, judged: list[Judged]) -> None:
        """Rows that may be about several payments: where there are as many as payments, and they say the same, it
        doesn't matter which is which."""
        taken = {one.payment for one in judged}
        groups: dict[tuple[UUID, ...], list[Judged]] = defaultdict(list)
        for one in judged:
            if one.alike and one.payment is None:
                groups[tuple(known.pk for known in one.alike)].append(one)
        for pks, rows in groups.items():
            said = {(row.said.outcome, row.said.reason, row.said.amount, row.said.fault) for row in rows}
            if len(rows) == len(pks) and len(said) == 1 and taken.isdisjoint(pks):
                for row, known in zip(rows, rows[0].alike, strict=True):
                    self._about(row, known)

    def _follows(self, one: Judged, known: Known) -> Judged:
        """Whether what the bank says can come after what is known."""
        said = one.said.outcome
        if known.state == said.value or (said == Outcome.RETURNED and known.state in CAME_BACK):
            one.verdict = Verdict.SAME
        elif known.state in AT_THE_BANK or (known.state == PaymentState.PAID and said == Outcome.RETURNED):
            one.verdict = Verdict.COUNTS
        elif known.state == PaymentState.PAID:
            self._fault(one, "after-paid", _("The bank said before that this arrived."))
        else:
            self._fault(one, "after-return", _("The bank said before that this came back. Ask which is true."))
        return one

    def _twice(self, judged: list[Judged]) -> None:
        rows_of: dict[UUID, list[Judged]] = defaultdict(list)
        for one in judged:
            if one.payment:
                rows_of[one.payment].append(one)
        for rows in rows_of.values():
            good = [one for one in rows if one.verdict != Verdict.FAULT]
            went = [one for one in good if not one.said.reversal and one.said.outcome == Outcome.PAID]
            if len(rows) == 2 and len(went) == 1 and len(good) == 2 and good[went[0] is good[0]].said.reversal:
                went[0].verdict = Verdict.SAME
                went[0].message = _("It came back: see row %(row)s.") % {"row": good[went[0] is good[0]].said.line}
                continue
            for one in good:
                if one.said.unexplained:
                    self._fault(one, *reversal_fault())
            if len(rows) == 1:
                continue
            if len({(one.said.outcome, one.said.reason) for one in good}) > 1 or len(good) < len(rows):
                for one in good:
                    self._fault(one, "contradiction", _("The file says two things of this payment."))
            elif len(went) > 1 and len({one.said.serial for one in went if one.said.serial}) > 1:
                for one in went:
                    self._fault(
                        one, "paid-twice", _("The file says that the bank paid this more than once. Ask the bank.")
                    )
            for one in rows[1:]:
                if one.verdict == Verdict.COUNTS:
                    one.verdict = Verdict.SAME

    def _elsewhere(self, lost: list[Judged]) -> None:
        """Rows that are about another batch say which."""
        if not lost or len(lost) > MANY:
            return
        rows_of: dict[bytes, list[Judged]] = defaultdict(list)
        for one in lost:
            rows_of[vault.blind_index(one.said.account, kind="account")].append(one)
        found = Payment.objects.filter(
            program=self.batch.program_id, account_index__in=list(rows_of), batch__state__in=WITH_THE_BANK
        ).exclude(batch=self.batch)
        found = found.annotate(paid_out=F("amount") - F("set_off"))
        for index, amount, number in found.values_list("account_index", "paid_out", "batch__number"):
            for one in rows_of[bytes(index)]:
                if one.said.amount in (None, amount):
                    self._fault(one, "other-batch", _("This row is about batch %(batch)s.") % {"batch": number})

    @staticmethod
    def _fault(one: Judged, code: str, message: str) -> Judged:
        one.verdict, one.code, one.message = Verdict.FAULT, code, message[:300]
        return one
