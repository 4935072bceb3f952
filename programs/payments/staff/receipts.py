"""A receipt to take away, for whoever is paid."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from programs.payments.models import Payment
from programs.payments.services import proofs
from registry.core.staff.views import StaffAct


class ReceiptFile(StaffAct):
    """A POST, because that it was given is put on record."""

    action = "receipt.give"

    def post(self, request, pk):
        payment = get_object_or_404(Payment.objects.select_related("batch"), pk=pk)
        receipt = proofs.receipt(payment=payment, actor=request.user)
        headers = {"Content-Disposition": f'attachment; filename="{receipt.name}"', "Cache-Control": "no-store"}
        return HttpResponse(receipt.content, content_type="application/json", headers=headers)
