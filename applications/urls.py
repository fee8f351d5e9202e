"""Addresses of applications: nouns with a key and the act last; numbers are shown, not routed."""

from django.urls import include, path

from applications.views import (
    annex1,
    annex3,
    attachments,
    checking,
    consents,
    downloads,
    lists,
    member_consent,
    members,
    receipts,
    tasks,
    withdrawing,
)

app_name = "applications"

_own = [
    path("", tasks.application, name="application"),
    path("annex-1/", annex1.annex1, name="annex1"),
    path("annex-1/print/", annex1.print_annex1, name="print_annex1"),
    path("annex-1/signed/", annex1.signed_form, name="signed_form"),
    path("annex-1/signed/remove/", annex1.remove_signed_form, name="remove_signed_form"),
    path("members/", members.members, name="members"),
    path("members/new/", members.add, name="add_member"),
    path("members/<uuid:member_id>/", members.change, name="member"),
    path("members/<uuid:member_id>/remove/", members.remove, name="remove_member"),
    path("consents/", consents.consents, name="consents"),
    path("consents/ask/", consents.ask_all, name="ask_all"),
    path("consents/<uuid:member_id>/ask/", consents.ask, name="ask"),
    path("consents/<uuid:member_id>/remind/", consents.remind, name="remind"),
    path("consents/<uuid:member_id>/give/", consents.give, name="give"),
    path("consents/<uuid:member_id>/annex-2-<str:language>.pdf", consents.print_annex2, name="print_annex2"),
    path("annex-3/<str:key>/", annex3.item, name="item"),
    path("documents/", attachments.documents, name="documents"),
    path("documents/<uuid:attachment_id>/remove/", attachments.remove, name="remove_document"),
    path("files/<uuid:file_id>/", downloads.file, name="own_file"),
    path("papers/<uuid:document_id>/<str:language>.pdf", downloads.paper, name="paper"),
    path("application.json", downloads.download_json, name="download_json"),
    path("application.html", downloads.download_html, name="download_html"),
    path("check/", checking.check, name="check"),
    path("packages/<uuid:package_id>/", checking.package, name="package"),
    path("packages/<uuid:package_id>/sign/", checking.sign_package, name="sign_package"),
    path("packages/<uuid:package_id>/package.json", downloads.package_data, name="package_data"),
    path("file/", checking.file, name="file"),
    path("amend/", checking.amend, name="amend"),
    path("receipt/", receipts.receipt, name="receipt"),
    path("versions/", receipts.versions, name="versions"),
    path("versions/<int:number>/", receipts.version, name="version"),
    path("versions/<int:number>/receipt/", receipts.receipt, name="version_receipt"),
    path("withdraw/", withdrawing.withdraw, name="withdraw"),
    path("statement/", withdrawing.statement, name="statement"),
    path("delete/", lists.delete, name="delete"),
]

_member = [
    path("", member_consent.consent, name="consent"),
    path("announce/", member_consent.announce, name="announce"),
    path("give/", member_consent.give, name="give_by_link"),
    path("decline/", member_consent.decline, name="decline"),
    path("revoke/", member_consent.revoke, name="revoke"),
    path("annex-2-<str:language>.pdf", member_consent.print_annex2, name="consent_pdf"),
]

urlpatterns = [
    path("applications/", lists.applications, name="list"),
    path("applications/new/<uuid:competition_id>/", lists.start, name="start"),
    path("applications/<uuid:pk>/", include(_own)),
    path("consents/<str:token>/", include(_member)),
]
