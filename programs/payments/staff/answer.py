"""The bank's answer on the desk: sent in, its columns named, its rows looked at, taken over."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.enrolment.rosters.views import workbook
from programs.payments import tasks
from programs.payments.flows import AnswerState, Outcome
from programs.payments.models import Answer, AnswerRow
from programs.payments.services import answers, banklayout
from programs.payments.staff.batch import batch_or_404
from programs.payments.templatetags.money import counted, yuan
from registry.core.errors import Refusal
from registry.core.models import Job
from registry.core.staff.views import StaffAct, StaffView

PAGE = 50
TONE = {"counts": "good", "same": "idle", "fault": "bad"}
TABS = (
    ("fault", _("to be looked at"), {"verdict": "fault"}),
    ("paid", _("arrived"), {"verdict": "counts", "outcome": "paid"}),
    ("returned", _("came back"), {"verdict": "counts", "outcome": "returned"}),
    ("unknown", _("not known yet"), {"verdict": "counts", "outcome": "unknown"}),
    ("same", _("known already"), {"verdict": "same"}),
)
# What a line of the bank's file counts, by whose and by what.
TOTALS = {
    ("all", "count"): _("payments in all"),
    ("all", "amount"): _("amount in all"),
    ("paid", "count"): _("payments that arrived"),
    ("paid", "amount"): _("amount that arrived"),
    ("returned", "count"): _("payments that came back"),
    ("returned", "amount"): _("amount that came back"),
}


def words(answer: Answer) -> list[tuple[str, int | None, str]]:
    """The bank's own words for an outcome: (word, in how many rows nobody knows it, what a person said it means)."""
    unknown, told = (answer.layout.get(key, {}) for key in ("unknown", "words"))
    return [*((word, rows, "") for word, rows in unknown.items()), *((word, None, told[word]) for word in told)]


def _shown(total: dict) -> dict:
    found = counted(int(total["found"])) if total["measure"] == "count" else yuan(total["found"])
    return {**total, "label": TOTALS[total["of"], total["measure"]], "found": found}


class Upload(StaffAct):
    action = "batch.confirm"

    def post(self, request, pk):
        batch, file = batch_or_404(pk), request.FILES.get("file")
        if file is None:
            raise Refusal("required", _("Choose the file that the bank sent."))
        before = Answer.objects.filter(batch=batch).values_list("pk", flat=True)
        known = set(before)
        answer = answers.receive(batch=batch, content=file.read(), filename=file.name, actor=request.user)
        if answer.pk in known:
            messages.warning(request, _("This file was here already. Nothing was changed."))
            return redirect("money:answer", pk=answer.pk)
        done = tasks.answer("look", answer=answer, actor=request.user, link=reverse("money:answer", args=[answer.pk]))
        return redirect("jobs:detail", pk=done.pk) if isinstance(done, Job) else redirect("money:answer", pk=answer.pk)


class AnswerDetail(StaffView):
    action = "batch.view"
    header_icon = "download"
    template_name = "money/answer.html"

    def find(self, *, pk):
        rows = Answer.objects.select_related("batch", "made_by", "posted_by", "job")
        self.answer = get_object_or_404(rows, pk=pk)

    def get_page_title(self):
        return str(self.answer)

    def get_trail(self):
        batch = self.answer.batch
        return [(reverse("money:batches"), _("Batches")), (reverse("money:batch", args=[batch.pk]), batch.number)]

    def get_context_data(self, **kwargs):
        answer, asked = self.answer, self.request.GET
        counts = answer.counts or answers.counts_of(answer)
        shown = asked.get("show") or ("fault" if counts.get("fault") else "paid")
        after = int(asked["after"]) if asked.get("after", "").isdigit() and len(asked["after"]) < 10 else 0
        where = next((where for key, _label, where in TABS if key == shown), {})
        found = AnswerRow.objects.filter(answer=answer, number__gt=after, **where).select_related("payment")
        rows = list(found.order_by("number")[: PAGE + 1])
        for row in rows:
            row.tone = TONE[row.verdict]
            row.given = answers.given(row) if row.payment is None else {}
        sums = answers.yuan_of(answer)
        texts, codes = answer.layout.get("texts", []), {i: c for c, i in answer.layout.get("columns", {}).items()}
        return super().get_context_data(
            answer=answer, batch=answer.batch, counts=counts, show=shown, rows=rows[:PAGE], begun=after,
            after=rows[PAGE - 1].number if len(rows) > PAGE else None,
            tabs=[(key, label, counts.get(key, 0), sums.get(key)) for key, label, _where in TABS],
            new=sum(counts.get(key, 0) for key in ("paid", "returned", "unknown")),
            columns=[(index, text, codes.get(index, "")) for index, text in enumerate(texts)],
            fields=banklayout.LABELS.items(), staged=answer.state == AnswerState.STAGED,
            elsewhere=answers.elsewhere(answer), unread=answer.layout.get("unread", ()),
            totals=[*map(_shown, answer.layout.get("totals", ()))],
            words=words(answer), outcomes=Outcome.choices,
            question=answer.state == AnswerState.QUESTION, under_way=tasks.under_way(answer), **kwargs,
        )  # fmt: skip


class AnswerAct(StaffAct):
    """Name the columns, say what the bank's words mean, take over, or take the rows that don't fit as a workbook."""

    action = "batch.confirm"

    def find(self, *, pk, act):
        self.answer = get_object_or_404(Answer.objects.select_related("batch", "job"), pk=pk)

    def post(self, request, pk, act):
        answer = self.answer
        if act == "faults":
            stem = answer.filename.rsplit(".", 1)[0] or answer.batch.number
            return workbook(answers.faults(answer=answer, actor=request.user), f"{stem}-待核查.xlsx")
        if act == "columns":
            chosen = (
                (index, request.POST.get(f"column-{index}")) for index in range(len(answer.layout.get("texts", [])))
            )
            said = {"columns": {code: index for index, code in chosen if code}}
        elif act == "words":
            # Each meaning comes with its word: the list may have changed since the page was shown.
            known = {word for word, *_rest in words(answer)}
            chosen = zip(request.POST.getlist("word"), request.POST.getlist("means"), strict=False)
            said = {"words": {w: means if means in Outcome.values else "" for w, means in chosen if w in known}}
        elif act == "post":
            said = {}
        else:
            raise Http404
        link = reverse("money:answer", args=[pk])
        done = tasks.answer("look" if said else "post", answer=answer, actor=request.user, link=link, **said)
        if isinstance(done, Job):
            return redirect("jobs:detail", pk=done.pk)
        if said:
            return redirect(link)
        messages.success(request, _("Taken over. The batch and the ledger say what the bank said."))
        return redirect("money:batch", pk=answer.batch_id)
