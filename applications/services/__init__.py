"""What changes an application: one function an act, one transaction each (clauses 6–11)."""

from applications.services.amending import amend_application, amend_by_paper
from applications.services.consents import (
    announce_consent,
    ask_consent,
    ask_consents,
    decline_consent,
    give_consent,
    remind_consent,
    revoke_consent,
)
from applications.services.drafting import (
    Stale,
    add_attachment,
    add_member,
    attach_signed_form,
    change_member,
    delete_draft,
    move_member,
    remove_attachment,
    remove_member,
    remove_signed_form,
    save_annex1,
    save_answer,
    start_application,
)
from applications.services.filing import file_application, record_registration_days
from applications.services.packages import make_package, sign_package
from applications.services.paper import (
    AttachmentEntry,
    MemberEntry,
    enter_paper,
    receive_paper_set,
    record_return_of_papers,
    refuse_late,
)
from applications.services.withdrawing import (
    state_late_withdrawal,
    withdraw_application,
    withdraw_by_paper,
)

__all__ = [
    "AttachmentEntry",
    "MemberEntry",
    "Stale",
    "add_attachment",
    "add_member",
    "amend_application",
    "amend_by_paper",
    "announce_consent",
    "ask_consent",
    "ask_consents",
    "attach_signed_form",
    "change_member",
    "decline_consent",
    "delete_draft",
    "enter_paper",
    "file_application",
    "give_consent",
    "make_package",
    "move_member",
    "receive_paper_set",
    "record_registration_days",
    "record_return_of_papers",
    "refuse_late",
    "remind_consent",
    "remove_attachment",
    "remove_member",
    "remove_signed_form",
    "revoke_consent",
    "save_annex1",
    "save_answer",
    "sign_package",
    "start_application",
    "state_late_withdrawal",
    "withdraw_application",
    "withdraw_by_paper",
]
