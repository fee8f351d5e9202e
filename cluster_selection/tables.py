"""Composition root of the papers an auditor asks for: clause table, permission table, workflow drawing.

``python -m cluster_selection.tables`` writes them into ``docs/``; a test keeps them true.
"""

import ast
import os
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("cluster_selection", "applications", "review", "commission")
CITATION = re.compile(r"^\s*Clause: (?P<clauses>[0-9()., ]+)$", re.MULTILINE)


def cited_in_code() -> dict[str, list[str]]:
    """Return clause → the functions whose docstring cites it."""
    cited = defaultdict(list)
    for path in _python_files(CODE):
        for node in _functions(path):
            match = CITATION.search(ast.get_docstring(node) or "")
            for clause in _clauses(match["clauses"]) if match else ():
                cited[clause].append(f"{_module(path)}.{node.name}")
    return cited


def cited_in_tests() -> dict[str, list[str]]:
    """Return clause → the tests marked with it."""
    cited = defaultdict(list)
    for path in _python_files(("tests",)):
        for node in _functions(path):
            for clause in _marks(node):
                cited[clause].append(f"{path.relative_to(ROOT)}::{node.name}")
    return cited


def _python_files(folders):
    for folder in folders:
        yield from sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def _functions(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node


def _marks(node) -> list[str]:
    found = []
    for decorator in node.decorator_list:
        if (
            isinstance(decorator, ast.Call)
            and isinstance(decorator.func, ast.Attribute)
            and decorator.func.attr == "clause"
        ):
            found += [
                str(argument.value) for argument in decorator.args if isinstance(argument, ast.Constant)
            ]
    return found


def _clauses(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def whole(clause: str) -> str:
    """Return the number of the clause without its subparagraph: 7(1) → 7."""
    return clause.split("(")[0]


def clause_table(numbers: list[str]) -> str:
    """Return the table clause → functions → tests, in Markdown."""
    code, tests = _by_whole(cited_in_code()), _by_whole(cited_in_tests())
    lines = [
        "# Clause → code → tests",
        "",
        "Of edition `order-1212-2020-10-22`. Made by `python -m cluster_selection.tables`.",
        "",
        "| clause | functions | tests |",
        "|---|---|---|",
    ]
    for number in numbers:
        lines.append(f"| {number} | {_cell(code.get(number))} | {_cell(tests.get(number))} |")
    return "\n".join(lines) + "\n"


def _by_whole(cited: dict[str, list[str]]) -> dict[str, list[str]]:
    merged = defaultdict(list)
    for clause, names in cited.items():
        merged[whole(clause)] += names
    return merged


def _cell(names: list[str] | None) -> str:
    return "<br>".join(f"`{name}`" for name in sorted(set(names or ()))) or "–"


def state_tables() -> dict[str, tuple]:
    """Return subject → (states, transitions) of the whole portal."""
    from applications import transitions as applications
    from applications.enums import ConsentState
    from applications.enums import State as ApplicationState
    from cluster_selection.competitions import transitions as competitions
    from cluster_selection.competitions.enums import State as CompetitionState
    from commission import transitions as commission
    from commission.enums import ProtocolState
    from review import transitions as review
    from review.enums import BatchState, ConclusionState, RequestState

    everything = (
        *competitions.TRANSITIONS,
        *applications.TRANSITIONS,
        *review.TRANSITIONS,
        *commission.TRANSITIONS,
    )
    subjects = {
        "competition": CompetitionState,
        "application": ApplicationState,
        "consent": ConsentState,
        "batch": BatchState,
        "conclusion": ConclusionState,
        "data_request": RequestState,
        "protocol": ProtocolState,
    }
    return {
        name: (states, tuple(t for t in everything if isinstance(next(iter(t.sources)), states)))
        for name, states in subjects.items()
    }


def workflow_drawing(law) -> str:
    """Return the state drawings and the tables of transitions, in Markdown with Mermaid."""
    lines = [
        "# States and transitions",
        "",
        "Drawn from the transition tables of the code by `python -m cluster_selection.tables`.",
    ]
    for name, (_states, transitions) in state_tables().items():
        lines += ["", f"## {name}", "", "```mermaid", "stateDiagram-v2"]
        for transition in transitions:
            for source in sorted(transition.sources):
                target = transition.target or source
                lines.append(f"    {source} --> {target}: {transition.act} ({law.clause_of(transition.act)})")
        lines += [
            "```",
            "",
            "| transition | clause | from | to | who | starts | settles | moves | reason |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        lines += [_transition_row(transition, law) for transition in transitions]
    return "\n".join(lines) + "\n"


def _transition_row(transition, law) -> str:
    cells = (
        f"`{transition.name}`",
        law.clause_of(transition.act),
        ", ".join(sorted(transition.sources)),
        transition.target or "same",
        ", ".join(sorted(str(role).lower() for role in transition.may.roles)),
        ", ".join(transition.starts),
        ", ".join(transition.settles),
        ", ".join(transition.moves),
        transition.reason,
    )
    return "| " + " | ".join(cell or "–" for cell in cells) + " |"


def permission_table(law) -> str:
    """Return who may take which act, in Markdown: one column for each role."""
    from cluster_selection.accounts.enums import Role

    roles = [*(role.value for role in Role), "consent link"]
    lines = [
        "# Who may do what",
        "",
        "Drawn from the transition tables of the code by `python -m cluster_selection.tables`.",
        "",
        "| act | clause | " + " | ".join(role.lower() for role in roles) + " |",
        "|---|---|" + "---|" * len(roles),
    ]
    allowed = defaultdict(set)
    for _states, transitions in state_tables().values():
        for transition in transitions:
            allowed[transition.act] |= {str(getattr(role, "value", role)) for role in transition.may.roles}
    for act in sorted(allowed):
        marks = " | ".join("yes" if role in allowed[act] else "" for role in roles)
        lines.append(f"| `{act}` | {law.clause_of(act)} | {marks} |")
    return "\n".join(lines) + "\n"


def papers() -> dict[Path, str]:
    """Return every generated paper: path → text."""
    from cluster_selection.editions.law import law_of
    from cluster_selection.editions.reading import read_edition

    law = law_of(read_edition(ROOT / "cluster_selection/editions/order-1212-2020-10-22"))
    return {
        ROOT / "docs/clauses.md": clause_table([str(number) for number in range(3, 22)]),
        ROOT / "docs/workflow.md": workflow_drawing(law),
        ROOT / "docs/permissions.md": permission_table(law),
    }


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cluster_selection.settings")
    django.setup()
    for path, text in papers().items():
        path.write_text(text)


if __name__ == "__main__":
    main()
