"""Addresses of the check, of forwarding, of the institute."""

from django.urls import include, path

from review.views import checking, institute, paper, register, requests, sending

app_name = "review"

_application = [
    path("", register.application, name="application"),
    path("versions/<int:number>/", register.version, name="version"),
    path("files/<uuid:file_id>/", register.application_file, name="application_file"),
    path(
        "papers/<uuid:document_id>/<str:language>.pdf", register.application_paper, name="application_paper"
    ),
    path("paper-set/", paper.receive_paper_set, name="receive_paper_set"),
    path("amend/", paper.amend_by_paper, name="amend_by_paper"),
    path("withdraw/", paper.withdraw_by_paper, name="withdraw_by_paper"),
    path("statement/", paper.state_by_paper, name="state_by_paper"),
    path("papers-returned/", paper.papers_returned, name="papers_returned"),
    path("request/", requests.ask, name="ask_for_data"),
]

_check = [
    path("", checking.check, name="check"),
    path("begin/", checking.begin, name="begin_check"),
    path("take-over/", checking.take_over, name="take_over_check"),
    path("admit/", checking.admit, name="admit"),
    path("return/", checking.return_application, name="return_application"),
    path("return/notice-<str:language>.pdf", checking.preview_notice, name="preview_notice"),
    path("reopen/", checking.reopen, name="reopen_check"),
]

urlpatterns = [
    path("register/", register.registers, name="registers"),
    path("register/competitions/<uuid:pk>/", register.register, name="register"),
    path("register/competitions/<uuid:pk>/paper/new/", paper.enter, name="enter_paper"),
    path("register/<uuid:pk>/", include(_application)),
    path("checks/<uuid:pk>/", include(_check)),
    path("forwarding/<uuid:pk>/", sending.forwarding, name="forwarding"),
    path("referral/<uuid:pk>/", sending.referral, name="referral"),
    path("batches/competitions/<uuid:pk>/", sending.batches, name="batches"),
    path("batches/<uuid:pk>/", sending.batch, name="batch"),
    path("batches/<uuid:pk>/letter-<str:language>.pdf", sending.letter, name="letter"),
    path("requests/", requests.own_requests, name="own_requests"),
    path("requests/<uuid:pk>/", requests.data_request, name="data_request"),
    path("requests/<uuid:pk>/file/", requests.answer_file, name="answer_file"),
    path("institute/", institute.institute_list, name="institute"),
    path("institute/applications/<uuid:application_id>/", institute.material, name="material"),
    path(
        "institute/applications/<uuid:application_id>/files/<uuid:file_id>/",
        institute.institute_file,
        name="institute_file",
    ),
    path(
        "institute/applications/<uuid:application_id>/begin/",
        institute.begin_conclusion,
        name="begin_conclusion",
    ),
    path(
        "institute/batches/<uuid:batch_id>/acknowledge/",
        institute.acknowledge_forwarding,
        name="acknowledge_forwarding",
    ),
    path("conclusions/<uuid:conclusion_id>/", institute.conclusion, name="conclusion"),
    path("conclusions/<uuid:conclusion_id>/assign/", institute.assign_expert, name="assign_expert"),
    path("conclusions/<uuid:conclusion_id>/findings/<str:key>/", institute.finding, name="finding"),
    path("conclusions/<uuid:conclusion_id>/sign/", institute.sign_conclusion, name="sign_conclusion"),
    path(
        "conclusions/<uuid:conclusion_id>/hand-over/",
        institute.hand_over_conclusion,
        name="hand_over_conclusion",
    ),
]
