"""What is missing: each key with exactly its defect, on a plain manifest and the law."""

import copy
import dataclasses
import json

import pytest
from django.utils.translation import override

from applications.completeness import LEGAL, MARK, TECHNICAL, WORDS, Finding, missing
from cluster_selection.editions.law import law_of
from cluster_selection.editions.reading import read_edition
from tests.scenario import EDITION_DIR


@pytest.fixture(scope="module")
def law():
    """Return the law read from its files."""
    return law_of(read_edition(EDITION_DIR))


FILE = {"id": "f", "sha256": "0" * 64, "name": "form.pdf", "size": 1, "type": "application/pdf"}


@pytest.fixture
def manifest(law):
    """Return the manifest of a complete application."""
    return {
        "schema": 1,
        "paper": False,
        "participant": {"kind": "BUSINESS_ASSOCIATION"},
        "annex1": {
            "cluster_name": "Ақмола сүт кластері",
            "applicant_name": "«Көкше сүт» қауымдастығы",
            "regions": ["110000000"],
            "industries": ["A"],
            "signer_position": "директор",
            "signer_name": "Ахметов Данияр",
            "contact_email": "",
            "contact_phone": "",
            "signed_form": FILE,
        },
        "members": [
            {"id": "m1", "name": "«Есіл» ЖШС", "consent": {"state": "GIVEN", "file": FILE}},
            {"id": "m2", "name": "«Бурабай» ШҚ", "consent": {"state": "GIVEN", "file": FILE}},
        ],
        "annex3": {item.key: "мәтін" for item in law.main_items},
        "attachments": [],
        "notices": [],
    }


def put(manifest, path, value):
    """Return the manifest with one value replaced; ``path`` is a tuple of keys."""
    changed = copy.deepcopy(manifest)
    target = changed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return changed


def with_setting(law, policy, setting):
    """Return the law with one interpretation settled otherwise."""
    changed = dataclasses.replace(law.policies[policy], setting=setting)
    return dataclasses.replace(law, policies={**law.policies, policy: changed})


@pytest.mark.clause("7")
def test_a_complete_application_misses_nothing(manifest, law):
    assert missing(manifest, law) == []


INFECTED = {**FILE, "infected": True}
ATTACHED = {"id": "a", "kind": "OTHER", "item": "", "title": "т", "file": INFECTED}


@pytest.mark.clause("2(3)")
@pytest.mark.clause("6")
@pytest.mark.clause("7(1)")
@pytest.mark.parametrize(
    ("path", "value", "code", "key", "blocks", "part"),
    [
        (("participant", "kind"), "OTHER", "participant_kind", "participant.kind", LEGAL, "annex1"),
        (("annex1", "cluster_name"), " ", "no_cluster_name", "application.form", TECHNICAL, "annex1"),
        (("annex1", "applicant_name"), "", "no_applicant_name", "application.form", TECHNICAL, "annex1"),
        (("annex1", "regions"), [], "no_region", "application.form", LEGAL, "annex1"),
        (("annex1", "industries"), [], "no_industry", "application.form", LEGAL, "annex1"),
        (("annex1", "signer_position"), "", "no_signer_position", "application.form", LEGAL, "annex1"),
        (("annex1", "signer_name"), "", "no_signer_name", "application.form", LEGAL, "annex1"),
        (("annex1", "signed_form"), None, "not_signed", "application.signed", LEGAL, "signature"),
        (("members",), [], "no_members", "consents.each", LEGAL, "members"),
        (
            ("members", 1, "consent"),
            {"state": "NOT_ASKED"},
            "consent_not_asked",
            "consents.each",
            LEGAL,
            "consents",
        ),
        (("members", 1, "consent"), {"state": "ASKED"}, "consent_asked", "consents.each", LEGAL, "consents"),
        (
            ("members", 1, "consent"),
            {"state": "ANNOUNCED"},
            "consent_announced",
            "consents.each",
            LEGAL,
            "consents",
        ),
        (
            ("members", 1, "consent"),
            {"state": "DECLINED"},
            "consent_declined",
            "consents.each",
            LEGAL,
            "consents",
        ),
        (
            ("members", 1, "consent"),
            {"state": "REVOKED"},
            "consent_revoked",
            "consents.each",
            LEGAL,
            "consents",
        ),
        (
            ("members", 1, "consent"),
            {"state": "REVOKED", "after_filing": True},
            "consent_revoked_after_filing",
            "consents.each",
            MARK,
            "consents",
        ),
        (("annex1", "signed_form"), INFECTED, "infected_file", "application.signed", TECHNICAL, "signature"),
        (
            ("attachments",),
            [ATTACHED],
            "infected_file",
            "information.complete_and_reliable",
            TECHNICAL,
            "documents",
        ),
        (
            ("members", 0, "consent"),
            {"state": "GIVEN", "file": INFECTED},
            "infected_file",
            "consents.each",
            TECHNICAL,
            "consents",
        ),
    ],
)
def test_each_defect_gives_exactly_its_finding(manifest, law, path, value, code, key, blocks, part):
    findings = missing(put(manifest, path, value), law)

    assert [(found.code, found.key, found.blocks, found.part) for found in findings] == [
        (code, key, blocks, part)
    ]


@pytest.mark.clause("7(2)")
def test_each_mandatory_item_is_missed_by_its_own_line(manifest, law):
    for item in law.main_items:
        findings = missing(put(manifest, ("annex3", item.key), " \n"), law)

        line = next(line.key for line in law.checklist if line.item == item.key)
        assert [(found.code, found.key, found.part) for found in findings] == [
            ("item_missing", line, f"annex3/{item.key}")
        ]


@pytest.mark.clause("7(2)")
def test_additional_items_are_missed_only_when_the_announcement_requires_them(manifest, law):
    required = ("a1.2", "a2.3")

    findings = missing(put(manifest, ("annex3", "a2.3"), "мәтін"), law, required_additional=required)

    assert missing(manifest, law) == []
    assert [(found.code, found.key, found.part) for found in findings] == [
        ("additional_missing", "information.additional", "annex3/a1.2")
    ]


@pytest.mark.clause("7(2)")
def test_text_over_the_limit_is_a_gap_and_at_the_limit_none(manifest, law):
    limit = law.item("2").max_characters

    assert missing(put(manifest, ("annex3", "2"), "ә" * limit), law) == []
    (found,) = missing(put(manifest, ("annex3", "2"), "ә" * (limit + 1)), law)
    assert (found.code, found.blocks) == ("item_too_long", LEGAL)
    assert (found.params["characters"], found.params["limit"]) == (limit + 1, limit)


def test_a_click_is_enough_where_the_edition_says_so(manifest, law):
    announced = put(manifest, ("members", 1, "consent"), {"state": "ANNOUNCED"})

    assert missing(announced, with_setting(law, "T18", "sufficient")) == []


def test_a_revoked_consent_is_a_defect_where_the_edition_says_so(manifest, law):
    revoked = put(manifest, ("members", 1, "consent"), {"state": "REVOKED", "after_filing": True})

    (found,) = missing(revoked, with_setting(law, "T17", "defect"))

    assert found.blocks == LEGAL


def test_a_signature_file_stands_for_the_signed_form(manifest, law):
    assert missing(put(manifest, ("annex1", "signed_form"), None), law, signed=True) == []


@pytest.mark.clause("8")
def test_a_missing_paper_set_is_no_gap_at_filing(manifest, law):
    assert "paper" not in {found.part for found in missing(manifest, law)}


def test_on_paper_a_scan_of_the_information_answers_its_items(manifest, law):
    paper = put(put(manifest, ("annex3",), {}), ("paper",), True)
    scan = {"id": "a", "kind": "ANNEX3", "item": "", "title": "3-қосымша", "file": FILE}
    one = {**scan, "item": "2"}

    assert missing(put(paper, ("attachments",), [scan]), law) == []
    assert len(missing(put(paper, ("attachments",), [one]), law)) == len(law.main_items) - 1


def test_findings_come_in_the_order_of_the_checklist(manifest, law):
    empty = put(put(put(manifest, ("annex3",), {}), ("members",), []), ("annex1", "regions"), [])

    lines = [line.key for line in law.checklist]
    places = [lines.index(found.key) for found in missing(empty, law)]

    assert places == sorted(places)


def test_a_line_the_edition_does_not_have_is_left_out_but_a_blocker_stays(manifest, law):
    kept = tuple(line for line in law.checklist if line.key != "application.form")
    without = dataclasses.replace(law, checklist=kept)
    empty = put(put(manifest, ("annex1", "regions"), []), ("annex1", "cluster_name"), "")

    assert [found.code for found in missing(empty, without)] == ["no_cluster_name"]


def test_a_finding_survives_json_and_speaks_the_readers_language(manifest, law):
    (found,) = missing(put(manifest, ("annex3", "2"), ""), law)

    restored = Finding.from_json(json.loads(json.dumps(found.as_json())))

    assert restored == found
    with override("ru"):
        assert law.item("2").title["ru"] in str(restored.words)
    with override("kk"):
        assert law.item("2").title["kk"] in str(restored.words)


def test_every_word_can_be_spoken():
    params = {
        "member": "М",
        "id": "",
        "number": "2",
        "item": {"kk": "т"},
        "characters": 2,
        "limit": 1,
        "file": "f",
    }

    assert all(str(Finding("", code, "", "", params).words) for code in WORDS)


def test_the_artificial_edition_is_followed_without_code(manifest):
    folder = EDITION_DIR.parents[2] / "tests" / "editions" / "artificial-2030"
    other = law_of(read_edition(folder))
    own = {**manifest, "annex3": {item.key: "мәтін" for item in other.main_items}}
    own["participant"] = {"kind": other.participant_kinds[0].key}

    assert missing(own, other) == []
    for item in other.main_items:
        codes = [found.code for found in missing(put(own, ("annex3", item.key), ""), other)]
        assert codes == ["item_missing"]
