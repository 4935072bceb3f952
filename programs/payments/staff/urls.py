"""Addresses below /staff/money/."""

from django.urls import path

from programs.payments.staff.acts import BatchAct
from programs.payments.staff.again import EnrolmentMoney, Recalculate
from programs.payments.staff.allotments import AllotmentAct, Allotments, Ask
from programs.payments.staff.answer import AnswerAct, AnswerDetail, Upload
from programs.payments.staff.approvals import AddApprovalRule, ApprovalRules
from programs.payments.staff.bankformats import (
    BankFormatAdd,
    BankFormatDetail,
    BankFormats,
    BankFormatWithdraw,
)
from programs.payments.staff.batch import BatchDetail, BatchFile
from programs.payments.staff.batches import BatchList, BatchMake
from programs.payments.staff.claims import (
    AskTakeBack,
    ClaimAct,
    ClaimDetail,
    ClaimOpen,
    Claims,
    DecideTakeBack,
    DecideWriteOff,
)
from programs.payments.staff.entitlements import EntitlementsView, Generate
from programs.payments.staff.fund import FundDetail, FundForm, Movements, Receive, TakeBack, TransferDetail
from programs.payments.staff.funds import Chart, FundsOverview
from programs.payments.staff.handouts import Handouts, Line, Lines, SheetFile, SheetHandIn, SheetTakeBack, SheetTakeOver
from programs.payments.staff.payments import PaymentList
from programs.payments.staff.paysheet import PaySheetFile, PaySheetPage
from programs.payments.staff.receipts import ReceiptFile
from programs.payments.staff.returned import Returned
from programs.payments.staff.statements import (
    FundStatementFile,
    FundStatementPage,
    PaymentTrail,
    PersonMoney,
    PersonMoneyFile,
    Plan,
    ProgramMoney,
    ReceiptPage,
)

app_name = "money"
urlpatterns = [
    path("", FundsOverview.as_view(), name="funds"),
    path("funds/add/", FundForm.as_view(), name="fund-add"),
    path("funds/<str:code>/", FundDetail.as_view(), name="fund"),
    path("funds/<str:code>/change/", FundForm.as_view(), name="fund-change"),
    path("funds/<str:code>/receive/", Receive.as_view(), name="receive"),
    path("funds/<str:code>/statement/", FundStatementPage.as_view(), name="fund-statement"),
    path("funds/<str:code>/statement/file/", FundStatementFile.as_view(), name="fund-statement-file"),
    path("movements/", Movements.as_view(), name="movements"),
    path("chart.svg", Chart.as_view(), name="chart"),
    path("programs/<str:code>/", ProgramMoney.as_view(), name="program"),
    path("programs/<str:code>/plan/", Plan.as_view(), name="plan"),
    path("people/<uuid:pk>/", PersonMoney.as_view(), name="person"),
    path("people/<uuid:pk>/file/", PersonMoneyFile.as_view(), name="person-file"),
    path("payments/", PaymentList.as_view(), name="payments"),
    path("payments/<uuid:pk>/", PaymentTrail.as_view(), name="payment"),
    path("payments/<uuid:pk>/slip/", ReceiptPage.as_view(), name="slip"),
    path("payments/<uuid:pk>/claim/", ClaimOpen.as_view(), name="claim-open"),
    path("returned/", Returned.as_view(), name="returned"),
    path("claims/", Claims.as_view(), name="claims"),
    path("claims/<uuid:pk>/", ClaimDetail.as_view(), name="claim"),
    path("claims/<uuid:pk>/<slug:act>/", ClaimAct.as_view(), name="claim-act"),
    path("write-offs/<uuid:pk>/<slug:act>/", DecideWriteOff.as_view(), name="write-off-act"),
    path("recoveries/<uuid:pk>/take-back/", AskTakeBack.as_view(), name="recovery-take-back"),
    path("take-backs/<uuid:pk>/<slug:act>/", DecideTakeBack.as_view(), name="take-back-act"),
    path("allotments/", Allotments.as_view(), name="allotments"),
    path("allotments/ask/", Ask.as_view(), name="allotment-ask"),
    path("allotments/<uuid:pk>/<slug:act>/", AllotmentAct.as_view(), name="allotment-act"),
    path("approvals/", ApprovalRules.as_view(), name="approvals"),
    path("approvals/add/", AddApprovalRule.as_view(), name="approvals-add"),
    path("formats/", BankFormats.as_view(), name="formats"),
    path("formats/add/", BankFormatAdd.as_view(), name="format-add"),
    path("formats/<uuid:pk>/", BankFormatDetail.as_view(), name="format"),
    path("formats/<uuid:pk>/withdraw/", BankFormatWithdraw.as_view(), name="format-withdraw"),
    path("hand-outs/", Handouts.as_view(), name="handouts"),
    path("hand-outs/<uuid:batch>/", Lines.as_view(), name="handout-lines"),
    path("hand-outs/<uuid:batch>/sheet/", SheetHandIn.as_view(), name="sheet-hand-in"),
    path("hand-outs/line/<uuid:pk>/", Line.as_view(), name="handout-line"),
    path("sheets/<uuid:pk>/", SheetFile.as_view(), name="sheet"),
    path("sheets/<uuid:pk>/take-back/", SheetTakeBack.as_view(), name="sheet-take-back"),
    path("sheets/<uuid:pk>/take-over/", SheetTakeOver.as_view(), name="sheet-take-over"),
    path("transfers/<uuid:pk>/", TransferDetail.as_view(), name="transfer"),
    path("transfers/<uuid:pk>/take-back/", TakeBack.as_view(), name="take-back"),
    path("entitlements/", EntitlementsView.as_view(), name="entitlements"),
    path("entitlements/generate/", Generate.as_view(), name="generate"),
    path("entitlements/again/", Recalculate.as_view(), name="recalculate"),
    path("enrolments/<uuid:pk>/", EnrolmentMoney.as_view(), name="enrolment"),
    path("batches/", BatchList.as_view(), name="batches"),
    path("batches/make/", BatchMake.as_view(), name="batch-make"),
    path("batches/<uuid:pk>/", BatchDetail.as_view(), name="batch"),
    path("batches/<uuid:pk>/file/", BatchFile.as_view(), name="batch-file"),
    path("batches/<uuid:pk>/sheet/", PaySheetPage.as_view(), name="pay-sheet"),
    path("batches/<uuid:pk>/sheet/file/", PaySheetFile.as_view(), name="pay-sheet-file"),
    path("payments/<uuid:pk>/receipt/", ReceiptFile.as_view(), name="receipt"),
    path("batches/<uuid:pk>/answer/", Upload.as_view(), name="answer-upload"),
    path("answers/<uuid:pk>/", AnswerDetail.as_view(), name="answer"),
    path("answers/<uuid:pk>/<slug:act>/", AnswerAct.as_view(), name="answer-act"),
    path("batches/<uuid:pk>/<slug:act>/", BatchAct.as_view(), name="batch-act"),
]
