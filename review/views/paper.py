"""Paper at the registrar's desk: applications, paper sets, notices, late papers (clauses 8, 9, 11)."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import services as applications
from applications import transitions as filing
from applications.enums import State
from cluster_selection.accounts.access import requires
from cluster_selection.accounts.errors import AccountRefused
from cluster_selection.workflow.engine import refusal_of
from review import services
from review.forms import (
    PAPER_MEMBERS,
    AmendmentForm,
    LateForm,
    PaperAnnex1Form,
    PaperMemberForm,
    PaperSetForm,
    PapersReturnedForm,
    ParticipantForm,
    WrittenNoticeForm,
    typed_instant,
)
from review.views.common import (
    REGISTRARS,
    application_or_404,
    attempt,
    contest_or_404,
    page_of,
    page_of_contest,
)

MOST_MEMBERS = 48


class PaperForms:
    """The forms of one page of papers: delivery, participant, Annex 1, members, late papers."""

    def __init__(self, request: HttpRequest, contest):
        self.request, self.contest = request, contest
        data = request.POST if request.method == "POST" else None
        files = request.FILES if request.method == "POST" else None
        known = {"acting_as": request.acting_as, "now": request.received_at}
        received = typed_instant(request.received_at)
        self.delivery = PaperSetForm(
            data, files, prefix="delivery", initial={"received_at": received}, **known
        )
        self.participant = ParticipantForm(data, prefix="participant")
        self.annex1 = PaperAnnex1Form(data, files, prefix="annex1", **known)
        lines = min(MOST_MEMBERS, _number(request.GET.get("members")) or PAPER_MEMBERS)
        members = formset_factory(PaperMemberForm, extra=lines, max_num=MOST_MEMBERS)
        self.members = members(data, files, prefix="members", form_kwargs={"law": contest.law, **known})
        self.late = LateForm(data, prefix="late")
        self.is_late = False

    def are_valid(self) -> bool:
        """Judge every form; late papers need the confirmation too."""
        parts = [self.delivery, self.participant, self.annex1, self.members]
        valid = [part.is_valid() for part in parts]
        if self.delivery.is_valid():
            self.is_late = services.comes_late(self.contest, self.delivery.delivery)
        return all(valid) and (not self.is_late or self.late.is_valid())

    def enter(self):
        """Take the act that applies: register, or refuse late papers."""
        annex1 = self.annex1.cleaned_data
        members = [
            applications.MemberEntry(
                kind=line.cleaned_data["kind"],
                name=line.cleaned_data["name"],
                identity=line.cleaned_data["identity"] or "BIN",
                identity_number=line.cleaned_data["identity_number"],
                consent=line.cleaned_data["consent"],
            )
            for line in self.members
            if not line.is_empty
        ]
        attachments = (
            [
                applications.AttachmentEntry(
                    file=annex1["annex3"], title=str(self.annex1.fields["annex3"].label)
                )
            ]
            if annex1["annex3"]
            else []
        )
        return services.enter_papers(
            self.contest,
            participant=self.participant.cleaned_data["known"],
            new_participant=self.participant.new_participant,
            delivery=self.delivery.delivery,
            fields=self.annex1.fields_of_annex1,
            language=annex1["language"],
            members=members,
            attachments=attachments,
            signed_form=annex1["signed_form"],
            papers_returned_on=self.late.cleaned_data.get("papers_returned_on") if self.is_late else None,
            acting_as=self.request.acting_as,
            now=self.request.received_at,
        )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


@requires(*REGISTRARS)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter an application that came on paper; late papers go into the register of refusals."""
    contest = contest_or_404(request, pk)
    forms, refusal = PaperForms(request, contest), None
    if request.method == "POST" and forms.are_valid():
        entered = []
        try:
            refusal = attempt(lambda: entered.append(forms.enter()))
        except (ValidationError, AccountRefused) as error:
            _show_in(forms.participant, error)
        else:
            if refusal is None:
                return _entered(request, entered[0])
    return page_of_contest(
        request,
        "review/paper.html",
        contest,
        refusal=refusal,
        forms=forms,
        now_is_late=request.received_at >= contest.closes_at,
        office_closes_at=settings.OFFICE_CLOSES_AT,
        more_members=min(MOST_MEMBERS, len(forms.members) * 2),
    )


def _entered(request: HttpRequest, application) -> HttpResponse:
    values = {"number": application.number}
    if application.state == State.NOT_ACCEPTED:
        words = _(
            "The papers are entered in the register of refusals under No. %(number)s. "
            "The participant is told."
        )
        messages.warning(request, words % values)
    else:
        messages.success(request, _("The application is registered under No. %(number)s.") % values)
    return redirect("review:application", application.pk)


def _show_in(form, error) -> None:
    """Put what is wrong with a participant beside its fields."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, found in error.error_dict.items():
            form.add_error(name if name in form.fields else None, found)
    else:
        form.add_error(None, str(error) if isinstance(error, AccountRefused) else error)


@requires(*filing.RECEIVE_PAPER_SET.may.roles)
@require_http_methods(["GET", "POST"])
def receive_paper_set(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a set of paper to an application that was filed in the portal."""
    application = application_or_404(request, pk)
    form = _delivery_form(PaperSetForm, request)
    return _act(
        request,
        application,
        filing.RECEIVE_PAPER_SET,
        form=form,
        template="review/paper_set.html",
        perform=lambda: applications.receive_paper_set(
            application, delivery=form.delivery, acting_as=request.acting_as, now=request.received_at
        ),
        done=_("The paper set is recorded."),
    )


@requires(*filing.AMEND_BY_NOTICE.may.roles)
@require_http_methods(["GET", "POST"])
def amend_by_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter a written notice of amendment that came on paper: a new version, checked anew."""
    application = application_or_404(request, pk)
    annex1 = application.latest_version.manifest["annex1"] if application.latest_version else {}
    form = _delivery_form(
        AmendmentForm, request, **{name: annex1.get(name, "") for name in AmendmentForm.CHANGEABLE}
    )

    def perform():
        document = form.cleaned_data["document"]
        title = form.cleaned_data["document_title"]
        return applications.amend_by_paper(
            application,
            delivery=form.delivery,
            notice_text=form.cleaned_data["text"],
            fields=form.changed_fields,
            attachments=[applications.AttachmentEntry(file=document, title=title)] if document else [],
            acting_as=request.acting_as,
            now=request.received_at,
        )

    return _act(
        request,
        application,
        filing.AMEND_BY_NOTICE,
        form=form,
        template="review/amend_by_paper.html",
        perform=perform,
        done=_("The amendment is registered as a new version. Its check begins anew."),
    )


@requires(*filing.WITHDRAW_BY_NOTICE.may.roles)
@require_http_methods(["GET", "POST"])
def withdraw_by_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter a written notice of withdrawal that came on paper."""
    return _written(
        request,
        pk,
        filing.WITHDRAW_BY_NOTICE,
        applications.withdraw_by_paper,
        "review/withdraw_by_paper.html",
        _("The application is withdrawn."),
    )


@requires(*filing.WITHDRAW_BY_NOTICE.may.roles)
@require_http_methods(["GET", "POST"])
def state_by_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Enter a statement of withdrawal made after closing; the application stays where it is."""
    return _written(
        request,
        pk,
        filing.STATE_LATE_WITHDRAWAL,
        applications.state_late_withdrawal,
        "review/state_by_paper.html",
        _("The statement is recorded. The application stays where it is."),
    )


def _written(request: HttpRequest, pk: UUID, transition, service, template: str, done: str) -> HttpResponse:
    application = application_or_404(request, pk)
    form = _delivery_form(WrittenNoticeForm, request)
    return _act(
        request,
        application,
        transition,
        form=form,
        template=template,
        perform=lambda: service(
            application,
            delivery=form.delivery,
            text=form.cleaned_data["text"],
            acting_as=request.acting_as,
            now=request.received_at,
        ),
        done=done,
    )


@requires(*filing.RECORD_RETURN_OF_PAPERS.may.roles)
@require_http_methods(["GET", "POST"])
def papers_returned(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record the day on which late papers went back to the participant."""
    application = application_or_404(request, pk)
    form = PapersReturnedForm(request.POST or None)
    return _act(
        request,
        application,
        filing.RECORD_RETURN_OF_PAPERS,
        form=form,
        template="review/papers_returned.html",
        perform=lambda: applications.record_return_of_papers(
            application,
            returned_on=form.cleaned_data["returned_on"],
            acting_as=request.acting_as,
            now=request.received_at,
        ),
        done=_("The day is recorded."),
    )


def _delivery_form(form_class, request: HttpRequest, **initial):
    posted = request.method == "POST"
    return form_class(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"received_at": typed_instant(request.received_at), **initial},
        acting_as=request.acting_as,
        now=request.received_at,
    )


def _act(request, application, transition, *, form, template: str, perform, done: str) -> HttpResponse:
    """Show the page of an act on paper and take it; what was typed, and the scans, stay until it succeeds."""
    refusal = None
    if request.method == "POST":
        if form.is_valid():
            refusal = attempt(perform)
            if refusal is None:
                messages.success(request, done)
                return redirect("review:application", application.pk)
    else:
        refusal = refusal_of(
            transition, subject=application, acting_as=request.acting_as, now=request.received_at
        )
    return page_of(request, template, application, refusal=refusal, form=form)
