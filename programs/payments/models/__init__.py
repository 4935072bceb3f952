"""From what someone is entitled to, to the money having arrived.

An entitlement is what an enrolment is due for a period. A batch collects entitlements as payments, each with the
payee and account frozen as they were when it was made; another account checks it, others approve it; it goes to the
bank; the bank answers for each payment, and what came back is paid again or released. The ledger moves with each
step (`ledger.models`), in the same transaction, and the database compares the two when it commits: a batch is
approved, sent or closed only together with the money.
"""

from programs.payments.models.allotment import Allotment, Receipt
from programs.payments.models.answer import Answer, AnswerMapping, AnswerPart, AnswerRow
from programs.payments.models.approval import Approval, ApprovalRule
from programs.payments.models.bankformat import BankFormat
from programs.payments.models.batch import Batch
from programs.payments.models.budget import Budget
from programs.payments.models.claim import Claim, Recovery, TakeBack, WriteOff
from programs.payments.models.entitlement import DatedAnswer, Entitlement, Why
from programs.payments.models.handout import Handout, SignedSheet
from programs.payments.models.payment import LeftOut, Omission, Payment
from programs.payments.models.tally import PaymentTally

__all__ = [
    "Allotment",
    "Answer",
    "AnswerMapping",
    "AnswerPart",
    "AnswerRow",
    "Approval",
    "ApprovalRule",
    "BankFormat",
    "Batch",
    "Budget",
    "Claim",
    "DatedAnswer",
    "Entitlement",
    "Handout",
    "LeftOut",
    "Omission",
    "Payment",
    "PaymentTally",
    "Receipt",
    "Recovery",
    "SignedSheet",
    "TakeBack",
    "Why",
    "WriteOff",
]
