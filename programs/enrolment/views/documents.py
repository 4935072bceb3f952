"""Evidence over HTTP: taken in, and handed out to who may see the enrolment, never as a page of ours."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views import View

from programs.enrolment.models import Document, Enrolment
from programs.enrolment.services import documents, sniffing
from registry.core.errors import Refusal
from registry.core.staff.views import ActionRequired, StaffAct


class AddDocument(StaffAct):
    action = "document.add"

    def post(self, request, pk):
        enrolment = get_object_or_404(Enrolment, pk=pk)
        upload = request.FILES.get("file")
        if upload is None:
            raise Refusal("file-empty", _("Choose a file first."), field="file")
        documents.add(enrolment=enrolment, kind=request.POST.get("kind", ""), upload=upload, actor=request.user)
        messages.success(request, _("The document is there."))
        return redirect("enrolments:detail", pk=pk)


class WithdrawDocument(StaffAct):
    action = "document.add"

    def post(self, request, pk):
        document = get_object_or_404(Document.objects.select_related("enrolment"), pk=pk)
        documents.withdraw(document=document, actor=request.user)
        messages.success(request, _("The document is withdrawn. It stays on record."))
        return redirect("enrolments:detail", pk=document.enrolment_id)


INLINE = {sniffing.PDF, sniffing.JPEG, sniffing.PNG}


def sent_as_file(stored, content, *, download: bool) -> FileResponse:
    """The content of what was taken in, with the type that it has. Pictures and PDFs show in the browser, walled off
    from scripts and other pages; all else is downloaded."""
    response = FileResponse(
        content,
        as_attachment=download or stored.mime not in INLINE,
        # Not the uploaded name alone: that one may claim another type.
        filename=f"{stored.filename.rsplit('.', 1)[0]}.{sniffing.EXTENSION[stored.mime]}",
        content_type=stored.mime,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


class OpenDocument(ActionRequired, View):
    """Found under row-level security or not at all."""

    action = "document.view"
    http_method_names = ["get", "head"]

    def get(self, request, pk):
        document = get_object_or_404(Document, pk=pk)
        content = documents.open_file(document=document, actor=request.user)
        return sent_as_file(document, content, download="download" in request.GET)
