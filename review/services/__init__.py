"""What changes a check, a batch, a conclusion, a request for data: one function an act (clauses 12–18)."""

from review.services.checking import (
    admit,
    mark_lines,
    open_the_check,
    reopen_check,
    return_application,
    take_over_check,
)
from review.services.concluding import (
    FIELDS,
    StaleSave,
    add_addendum,
    assign,
    hand_over,
    open_conclusion,
    save_finding,
    save_summary,
    sign_conclusion,
)
from review.services.papers import comes_late, enter_papers
from review.services.requesting import answer_data_request, ask_for_data
from review.services.sending import acknowledge, forward, refer

__all__ = [
    "FIELDS",
    "StaleSave",
    "acknowledge",
    "add_addendum",
    "admit",
    "answer_data_request",
    "ask_for_data",
    "assign",
    "comes_late",
    "enter_papers",
    "forward",
    "hand_over",
    "mark_lines",
    "open_conclusion",
    "open_the_check",
    "refer",
    "reopen_check",
    "return_application",
    "save_finding",
    "save_summary",
    "sign_conclusion",
    "take_over_check",
]
