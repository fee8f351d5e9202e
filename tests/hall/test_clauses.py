"""The clause table: every clause of 3–21 has code and a test, and nothing cites an unknown clause."""

from cluster_selection.tables import cited_in_code, cited_in_tests, papers, whole

NUMBERS = [str(number) for number in range(1, 22)]
IMPLEMENTED = [str(number) for number in range(3, 22)]


def test_every_cited_clause_stands_in_the_edition():
    cited = set(cited_in_code()) | set(cited_in_tests())

    assert {clause for clause in cited if whole(clause) not in NUMBERS} == set()


def test_every_clause_from_3_to_21_has_a_function():
    cited = {whole(clause) for clause in cited_in_code()}

    assert [number for number in IMPLEMENTED if number not in cited] == []


def test_every_clause_from_3_to_21_has_a_test():
    cited = {whole(clause) for clause in cited_in_tests()}

    assert [number for number in IMPLEMENTED if number not in cited] == []


def test_papers_are_up_to_date():
    stale = [str(path) for path, text in papers().items() if not path.exists() or path.read_text() != text]

    assert stale == [], "run: python -m cluster_selection.tables"
