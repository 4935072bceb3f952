"""What anyone can check: the chain of seals, the verifier to take away, and a receipt, here and now.

A receipt that is sent here is read by the very file that can be downloaded, and kept nowhere.
"""

from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cms.language import in_chinese
from programs.catalogue.models import Program
from programs.ledger import chain
from programs.ledger.models import Seal
from programs.ledger.verifier import verify
from programs.payments.flows import PaymentState, ReturnReason

PAGE = 20
LARGEST = 64 * 1024  # bytes of a receipt; one of a batch of a million has 4,000
VERIFIER = Path(verify.__file__)
SHOWN = {
    "name": _("Name of the person"),
    "program": _("Program"),
    "period": _("Payment period"),
    "amount": _("Amount, yuan"),
    "payee": _("Payee"),
    "account_tail": _("Account ends in"),
    "bank": _("Bank"),
    "batch": _("Batch"),
    "sequence": pgettext_lazy("receipt", "Number in the batch"),
    "state": pgettext_lazy("receipt", "What became of it"),
    "paid_on": _("Arrived on"),
    "bank_serial": _("Bank's serial number"),
    "returned_on": _("Returned on"),
    "return_reason": _("Why it came back"),
}


@csrf_exempt  # It changes nothing and keeps nothing; so public pages need no token.
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The seals, how to check a receipt, and a place to put one."""
    context = {"seals": Paginator(Seal.objects.all(), PAGE).get_page(request.GET.get("page"))}
    if request.method == "POST":
        context |= checked(given(request))
    response = TemplateResponse(request, "cms/verify.html", context, status=422 if context.get("problem") else 200)
    response["Cache-Control"] = "no-store"
    return response


def given(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    raw = file.read(LARGEST + 1) if file else request.POST.get("receipt", "").encode()
    return raw.decode("utf-8-sig", errors="replace") if len(raw) <= LARGEST else ""


def checked(text: str) -> dict:
    """The facts of a receipt that agrees with the chain, or what is wrong with it."""
    if not text.strip():
        return {"problem": _("Choose the file of a receipt, or paste its text. It is a few thousand characters long.")}
    seals = list(Seal.objects.order_by("number"))
    try:
        published = verify.read_chain(chain.text(seals))
        facts = verify.check_receipt(text, published)
    except verify.Refused as refused:
        return {"problem": refused.zh if in_chinese() else refused.en, "differs": True}
    return {"facts": [(label, told(name, facts[name])) for name, label in SHOWN.items() if facts.get(name)]}


def told(name: str, value: str):
    """Codes in words."""
    if name == "state" and value in PaymentState.values:
        return PaymentState(value).label
    if name == "return_reason" and value in ReturnReason.values:
        return ReturnReason(value).label
    if name == "program":
        return next((program.name for program in Program.objects.filter(pk=value)), value)
    return value


@require_safe
def chain_file(request: HttpRequest) -> HttpResponse:
    """All seals, a line of JSON for each; the same lines that are kept outside the database."""
    return download(chain.text(Seal.objects.order_by("number")), "chain.jsonl", "application/jsonl; charset=utf-8")


@require_safe
def verifier_file(request: HttpRequest) -> HttpResponse:
    return download(VERIFIER.read_text(encoding="utf-8"), "verify.py", "text/x-python; charset=utf-8")


def download(text: str, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type=kind, headers=headers)
