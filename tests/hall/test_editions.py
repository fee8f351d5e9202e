"""The law as data: what an edition holds, what a faulty one is told, and that a governing one stays."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse

from cluster_selection.editions import queries
from cluster_selection.editions.law import UnknownInLaw, law_of
from cluster_selection.editions.models import Edition, EditionIsImmutable
from cluster_selection.editions.reading import read_edition
from cluster_selection.editions.schema import EditionError, validate
from cluster_selection.editions.services import load_edition
from cluster_selection.editions.shapes import FILES
from cluster_selection.editions.text import anchor_of, read_text
from cluster_selection.journal.canonical import digest
from cluster_selection.journal.models import AuditEntry
from cluster_selection.languages import LANGUAGES
from cluster_selection.settings import BASE_DIR

SHIPPED = BASE_DIR / "cluster_selection/editions/order-1212-2020-10-22"
ARTIFICIAL = BASE_DIR / "tests/editions/artificial-2030"
NOW = dt.datetime(2026, 1, 6, 5, 0, tzinfo=dt.UTC)
CLAUSES = [str(number) for number in range(1, 22)]


@pytest.fixture(scope="module")
def law():
    return law_of(read_edition(SHIPPED))


@pytest.fixture
def copy(tmp_path) -> Path:
    """A copy of the shipped edition, to break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / SHIPPED.name))


def change(directory: Path, file: str, keys: list, value=...) -> None:
    """Set one key of a YAML file, or remove it."""
    part = next(part for part, name in FILES.items() if name == file)
    data = place = read_edition(directory)[part]
    for key in keys[:-1]:
        place = place[key]
    if value is ...:
        del place[keys[-1]]
    else:
        place[keys[-1]] = value
    (directory / file).write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


# What the shipped edition holds


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", CLAUSES)
def test_every_clause_stands_in_every_language(law, number, language):
    clause = law.clause(number, language)

    assert clause.text.startswith(f"{number}. ")
    assert clause.anchor == f"c{number}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_holds_the_order_the_clauses_and_four_annexes(law, language):
    numbers = [part.number for part in law.text[language]]

    assert numbers == ["order", *CLAUSES, "annex1", "annex2", "annex3", "annex4"]
    assert [part.number for part in law.text[language] if part.section] == ["1", "3"]
    assert [block.kind for block in law.clause("annex1", language).blocks].count("form") == 1
    assert [block.kind for block in law.clause("annex2", language).blocks].count("form") == 1


def test_the_eight_terms_have_the_amounts_of_the_rules(law):
    counted = {
        key: (rule.clause, rule.amount, rule.unit, rule.bound, rule.kind, rule.office)
        for key, rule in law.terms.items()
    }

    assert counted == {
        "notice": ("5", 60, "calendar_days", "at_least", "gate", "ORGANISER"),
        "acceptance": ("11", None, "calendar_days", "at_most", "gate", "APPLICANTS"),
        "check": ("12", 5, "working_days", "at_most", "duty", "ORGANISER"),
        "forward": ("13", 3, "working_days", "at_most", "duty", "ORGANISER"),
        "analysis": ("16", 60, "calendar_days", "at_most", "duty", "INSTITUTE"),
        "hand_over": ("17", 5, "working_days", "at_most", "duty", "INSTITUTE"),
        "refer": ("18", 3, "working_days", "at_most", "duty", "ORGANISER"),
        "publish": ("21", 3, "working_days", "at_most", "duty", "ORGANISER"),
    }
    assert not any(rule.count_event_day for rule in law.terms.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_stands_with_its_number_in_its_clause(law, language):
    for rule in law.terms.values():
        if rule.amount is not None:
            assert f" {rule.amount} (" in law.clause(rule.clause, language).text


def test_every_act_has_a_clause_that_stands_in_the_text(law):
    for act in law.acts:
        clause = law.clause_of(act)
        whole = law.clause(clause, "kk")
        number = clause.partition("(")[2].rstrip(")")
        assert not number or whole.subparagraph(number), act


def test_an_act_no_edition_knows_has_no_clause(law):
    with pytest.raises(UnknownInLaw, match=r"order-1212-2020-10-22: no act 'application.sing'"):
        law.clause_of("application.sing")


def test_there_are_five_kinds_of_participant_and_nine_of_member(law):
    kinds = [kind.key for kind in law.participant_kinds]

    assert kinds == ["GROUP", "CHAMBER", "SPK", "SEZ_COMPANY", "BUSINESS_ASSOCIATION"]
    assert len(law.member_kinds) == 9
    assert (law.participants_clause, law.members_clause) == ("2(3)", "2(1)")


def test_there_are_four_criteria_and_twelve_findings(law):
    assert [len(criterion.parts) for criterion in law.criteria] == [6, 3, 2, 0]
    assert [part.key for part in law.judged] == [
        *("1.1", "1.2", "1.3", "1.4", "1.5", "1.6"),
        *("2.1", "2.2", "2.3"),
        *("3.1", "3.2"),
        "4",
    ]


def test_annex_3_has_eleven_mandatory_and_twelve_additional_items(law):
    main = [item.key for item in law.main_items]

    assert main == ["1.1", "1.2", "1.3", "2", "3.1", "3.2", "3.3", "4.1", "4.2", "5.1", "5.2"]
    assert [item.number for item in law.additional_items] == [
        *(f"1.{number}" for number in range(1, 10)),
        *("2.1", "2.2", "2.3"),
    ]
    assert all(item.mandatory for item in law.main_items)
    assert not any(item.mandatory for item in law.additional_items)
    assert law.item("5.2").tables == ("support_measures", "problems")
    assert law.item("3.2").table == "projects"
    assert law.item("4.1").table is None
    assert law.item("2").max_characters == 20000


def test_the_checklist_covers_every_mandatory_item(law):
    assert {line.item for line in law.checklist if line.item} == {item.key for item in law.main_items}
    assert {line.clause for line in law.checklist} == {"2(3)", "6", "7(1)", "7(2)", "7", "8", "10", "11"}


def test_every_interpretation_is_in_its_recommended_setting_with_a_reason(law):
    assert list(law.policies) == [f"T{number}" for number in range(1, 19) if number != 10]
    for policy in law.policies.values():
        assert policy.setting == policy.recommended
        assert policy.alternatives
        assert all(policy.reason[language] for language in LANGUAGES)


def test_the_shipped_edition_is_repealed_since_12_july_2022(law):
    assert law.is_in_force_on(dt.date(2022, 7, 11))
    assert not law.is_in_force_on(dt.date(2022, 7, 12))
    assert law.why_not_in_force(language="en") == (
        "Order No. 1212 was repealed by Order No. 367 of 27 June 2022 and ceased to be valid on 12 July 2022"
    )
    assert law.why_not_in_force(dt.date(2022, 7, 11)) == ""


def test_the_orders_are_named_as_each_language_names_an_act(law):
    order = law.requisites.order

    assert order.name("kk") == (
        "Қазақстан Республикасы Инвестициялар және даму министрінің "
        "2015 жылғы 18 желтоқсандағы № 1212 бұйрығы"
    )
    assert order.name("ru") == (
        "приказ Министра по инвестициям и развитию Республики Казахстан от 18 декабря 2015 г. № 1212"
    )
    assert order.name("en") == (
        "Order of the Minister for Investment and Development of the Republic of Kazakhstan "
        "of 18 December 2015 No. 1212"
    )


def test_the_text_carries_no_editorial_mark():
    for language in LANGUAGES:
        source = (SHIPPED / f"text.{language}.md").read_text()
        for mark in ("[N", "[seed", "[source", "[OK", "**"):
            assert mark not in source


# Loading


def test_an_edition_is_loaded_once_and_journalled_by_its_digest(db):
    edition = load_edition(SHIPPED, now=NOW)
    again = load_edition(SHIPPED, now=NOW + dt.timedelta(days=1))

    assert again.pk == edition.pk
    assert edition.sha256 == digest(read_edition(SHIPPED))
    assert edition.key == edition.law.key == "order-1212-2020-10-22"
    assert edition.in_force_until == dt.date(2022, 7, 12)
    assert [entry.facts["sha256"] for entry in AuditEntry.objects.filter(action="edition.loaded")] == [
        edition.sha256
    ]


def test_the_digest_does_not_depend_on_how_the_files_are_laid_out(db, copy):
    edition = load_edition(SHIPPED, now=NOW)
    path = copy / "terms.yaml"
    data = read_edition(copy)["terms"]
    path.write_text("# laid out anew\n" + yaml.safe_dump(data, sort_keys=True, allow_unicode=True))

    assert load_edition(copy, now=NOW).pk == edition.pk


def test_an_edition_nobody_is_bound_to_gives_way_to_a_changed_one(db, copy):
    first = load_edition(SHIPPED, now=NOW)
    change(copy, "terms.yaml", ["check", "amount"], 6)

    second = load_edition(copy, now=NOW)

    assert Edition.objects.get().pk == second.pk != first.pk
    assert (first.law.term("check").amount, second.law.term("check").amount) == (5, 6)


def test_a_governing_edition_is_never_changed(edition, copy):
    bind(edition)
    change(copy, "terms.yaml", ["check", "amount"], 6)

    with pytest.raises(EditionError) as refused:
        load_edition(copy, now=NOW)

    assert str(refused.value) == (
        "edition.yaml: key: 'order-1212-2020-10-22' already governs and is never changed; "
        "give the changed law a key of its own"
    )
    assert Edition.objects.get().sha256 == edition.sha256
    assert load_edition(SHIPPED, now=NOW).pk == edition.pk


def bind(edition: Edition) -> None:
    """Store a competition of the past under the edition, as the archive does."""
    from cluster_selection.competitions.models import Competition

    row = Competition(number="2019-1", edition=edition)
    for field in Competition._meta.concrete_fields:
        if getattr(row, field.attname) is None and not field.null:
            setattr(row, field.attname, NOW if isinstance(field, models.DateTimeField) else NOW.date())
    row.save(force_insert=True)


def test_neither_python_nor_the_database_changes_a_stored_edition(edition):
    with pytest.raises(EditionIsImmutable):
        edition.save()
    with pytest.raises(DatabaseError, match="an edition is never changed"), transaction.atomic():
        Edition.objects.update(in_force_until=None)

    assert Edition.objects.get().in_force_until == dt.date(2022, 7, 12)


def test_the_last_edition_that_was_in_force_is_the_current_one(edition):
    assert queries.current_edition(dt.date(2021, 5, 1)) == edition
    assert queries.current_edition(dt.date(2026, 5, 1)) == edition
    assert queries.edition_in_force_on(dt.date(2022, 7, 11)) == edition
    assert queries.edition_in_force_on(dt.date(2022, 7, 12)) is None
    assert queries.current_edition(dt.date(2019, 5, 1)) is None


def test_a_new_edition_becomes_current_on_the_day_it_enters_into_force(edition, artificial_edition):
    assert queries.current_edition(dt.date(2024, 12, 31)) == edition
    assert queries.current_edition(dt.date(2025, 1, 1)) == artificial_edition


def test_an_edition_of_requisites_only_serves_the_archive_and_is_never_current(db, edition, tmp_path):
    directory = tmp_path / "order-1212-2016-12-23"
    directory.mkdir()
    requisites = read_edition(SHIPPED)["edition"] | {
        "key": directory.name,
        "requisites_only": True,
        "in_force_from": "2021-01-01",
    }
    (directory / "edition.yaml").write_text(yaml.safe_dump(requisites, allow_unicode=True))

    old = load_edition(directory, now=NOW)

    assert old.law.is_requisites_only
    assert old.law.clause_of("competition.import_archive") == ""
    assert queries.current_edition(dt.date(2021, 5, 1)) == edition
    assert Client().get(reverse("editions:text", args=[old.key])).status_code == 200


def test_the_command_loads_and_says_so(db, capsys):
    call_command("load_edition", str(SHIPPED))
    call_command("load_edition", str(SHIPPED))

    said = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in said] == [
        "order-1212-2020-10-22: loaded",
        "order-1212-2020-10-22: already loaded",
    ]


def test_the_command_names_the_fault(db, copy):
    change(copy, "terms.yaml", ["check", "amount"], 0)

    with pytest.raises(CommandError, match=r"^terms\.yaml: check\.amount: 0 is less than 1$"):
        call_command("load_edition", str(copy))
    assert not Edition.objects.exists()


# Faulty files

FAULTS = [
    ("terms.yaml", ["check", "amount"], ..., "terms.yaml: check.amount: is missing"),
    (
        "terms.yaml",
        ["check", "amount"],
        "five",
        "terms.yaml: check.amount: 'five' is not of type integer or null",
    ),
    ("terms.yaml", ["check", "amount"], None, "terms.yaml: check.amount: must be a number of days"),
    (
        "terms.yaml",
        ["acceptance", "amount"],
        60,
        "terms.yaml: acceptance.amount: must be null: the closing day ends it",
    ),
    (
        "terms.yaml",
        ["check", "unit"],
        "days",
        "terms.yaml: check.unit: 'days' is none of working_days, calendar_days",
    ),
    (
        "terms.yaml",
        ["check", "clause"],
        "12 a",
        r"terms.yaml: check.clause: '12 a' is not of the form ^(\d+(\(\d+\))?|annex\d+|order)$",
    ),
    (
        "terms.yaml",
        ["check", "clause"],
        "22",
        "terms.yaml: check.clause: clause 22 does not stand in text.kk.md",
    ),
    ("terms.yaml", ["check", "names", "kk"], "", r"terms.yaml: check.names.kk: '' is not of the form \S"),
    ("terms.yaml", ["publish"], ..., "terms.yaml: publish: is missing"),
    ("terms.yaml", ["recess"], {}, "terms.yaml: recess: is not known here"),
    (
        "acts.yaml",
        ["application.file"],
        "2(9)",
        "acts.yaml: application.file: clause 2(9) does not stand in text.kk.md",
    ),
    ("acts.yaml", ["application.file"], 11, "acts.yaml: application.file: 11 is not of type string"),
    (
        "policies.yaml",
        ["T5", "setting"],
        "sometimes",
        "policies.yaml: T5.setting: 'sometimes' is none of roll_forward, no_roll",
    ),
    ("policies.yaml", ["T5", "reason", "ru"], ..., "policies.yaml: T5.reason.ru: is missing"),
    ("policies.yaml", ["T18"], ..., "policies.yaml: T18: is missing"),
    (
        "checklist.yaml",
        [0, "lines", 0, "computed"],
        "yes",
        "checklist.yaml: [0].lines[0].computed: 'yes' is not of type boolean",
    ),
    (
        "checklist.yaml",
        [3, "lines", 0, "item"],
        "9.9",
        "checklist.yaml: [3].lines[0].item: no item '9.9' in annex3.yaml",
    ),
    (
        "checklist.yaml",
        [3, "lines", 0, "item"],
        ...,
        "annex3.yaml: main[0].items[0].key: no line of checklist.yaml checks item '1.1'",
    ),
    (
        "checklist.yaml",
        [1, "lines", 0, "key"],
        "participant.kind",
        "checklist.yaml: [1].lines[0].key: 'participant.kind' stands twice",
    ),
    (
        "annex3.yaml",
        ["main", 0, "items", 2, "tables"],
        ["people"],
        "annex3.yaml: main[0].items[2].tables[0]: 'people' is none of "
        "members, projects, financing, indicators, support_measures, problems, yearly_figures",
    ),
    (
        "annex3.yaml",
        ["main", 1, "items", 0, "words", "ru"],
        "Цели",
        "annex3.yaml: main[1].items[0].words.ru: these words do not stand in annex3 of text.ru.md",
    ),
    ("annex3.yaml", ["max_characters"], 0, "annex3.yaml: max_characters: 0 is less than 1"),
    (
        "participants.yaml",
        ["kinds", 0, "key"],
        "PERSON",
        "participants.yaml: kinds[0].key: 'PERSON' is none of "
        "GROUP, CHAMBER, SPK, SEZ_COMPANY, BUSINESS_ASSOCIATION",
    ),
    (
        "members.yaml",
        ["kinds", 0, "words", "en"],
        "makers",
        "members.yaml: kinds[0].words.en: these words do not stand in 2(1) of text.en.md",
    ),
    (
        "criteria.yaml",
        ["criteria", 0, "parts", 0, "key"],
        "1.2",
        "criteria.yaml: criteria[0].parts[1].key: '1.2' stands twice",
    ),
    (
        "criteria.yaml",
        ["note", "en"],
        "Points are given.",
        "criteria.yaml: note.en: these words do not stand in annex4 of text.en.md",
    ),
    (
        "edition.yaml",
        ["in_force_until"],
        "2020-01-01",
        "edition.yaml: in_force_until: 2020-01-01 is not after in_force_from, 2020-11-02",
    ),
    (
        "edition.yaml",
        ["in_force_from"],
        "2020-02-30",
        "edition.yaml: in_force_from: '2020-02-30' is no day of the calendar",
    ),
    ("edition.yaml", ["ended"], ..., "edition.yaml: ended: is missing, although the edition has an end"),
    ("edition.yaml", ["order", "number"], 1212, "edition.yaml: order.number: 1212 is not of type string"),
    (
        "edition.yaml",
        ["key"],
        "order-1213",
        "edition.yaml: key: is 'order-1213', but the directory is named 'order-1212-2020-10-22'",
    ),
]


@pytest.mark.parametrize(("file", "keys", "value", "said"), FAULTS, ids=[fault[3][:60] for fault in FAULTS])
def test_a_fault_is_named_by_file_key_and_reason(db, copy, file, keys, value, said):
    change(copy, file, keys, value)

    with pytest.raises(EditionError) as refused:
        load_edition(copy, now=NOW)

    assert str(refused.value).splitlines()[0] == said
    assert not Edition.objects.exists()


TEXT_FAULTS = [
    ("@clause 12\n", "@clause twelve\n", "line 81: @clause needs a number, not 'twelve'"),
    ("@clause 12\n", "@clause 11\n", "line 81: 11 stands twice"),
    ("@clause 12\n", "@klause 12\n", "line 81: unknown mark '@klause 12'"),
    ("@order\n", "", "line 1: text before the first mark"),
    ("@annex 3\n", "@annex 3\n```\n", "a form is not closed"),
]


@pytest.mark.parametrize(("old", "new", "said"), TEXT_FAULTS, ids=[fault[2] for fault in TEXT_FAULTS])
def test_a_fault_of_the_text_is_named_by_its_line(copy, old, new, said):
    path = copy / "text.kk.md"
    path.write_text(path.read_text().replace(old, new))

    with pytest.raises(EditionError) as refused:
        validate(read_edition(copy))

    assert str(refused.value) == f"text.kk.md: {said}"


def test_a_clause_missing_in_one_language_is_a_fault(copy):
    path = copy / "text.en.md"
    path.write_text(path.read_text().replace("@clause 21\n", ""))

    with pytest.raises(EditionError) as refused:
        validate(read_edition(copy))

    assert "text.en.md: differs from text.kk.md: 21 stands in one of the two texts only" in str(refused.value)


def test_a_key_written_twice_and_a_file_left_out_are_faults(copy):
    acts = copy / "acts.yaml"
    acts.write_text(acts.read_text() + '\napplication.file: "11"\n')
    (copy / "members.yaml").unlink()
    (copy / "text.ru.md").unlink()

    with pytest.raises(EditionError) as refused:
        read_edition(copy)

    lines = str(refused.value).splitlines()
    assert lines[0].startswith("acts.yaml: line ")
    assert lines[0].endswith("the key 'application.file' stands twice")
    assert lines[1:] == ["members.yaml: the file is missing", "text.ru.md: the file is missing"]


def test_every_fault_is_told_at_once(copy):
    change(copy, "terms.yaml", ["check", "amount"], 0)
    change(copy, "criteria.yaml", ["lead"])

    with pytest.raises(EditionError) as refused:
        validate(read_edition(copy))

    assert [(fault.file, fault.path) for fault in refused.value.faults] == [
        ("terms.yaml", "check.amount"),
        ("criteria.yaml", "lead"),
    ]


# The artificial edition: the portal follows files, not code


def test_the_artificial_edition_differs_where_an_edition_may_differ(law, artificial_edition):
    other = artificial_edition.law

    assert {key: rule.amount for key, rule in other.terms.items()} == {
        "notice": 45,
        "acceptance": None,
        "check": 7,
        "forward": 4,
        "analysis": 40,
        "hand_over": 6,
        "refer": 2,
        "publish": 5,
    }
    assert set(other.acts) == set(law.acts)
    assert (other.clause_of("application.check"), other.clause_of("consent.give")) == ("13", "8(1)")
    assert [item.key for item in other.main_items if item.key not in {i.key for i in law.main_items}] == [
        "5.3"
    ]
    assert [part.key for part in other.judged if part.key not in {p.key for p in law.judged}] == ["2.4"]
    assert other.item("4.2").max_characters == 5000
    assert other.requisites.artificial


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_artificial_terms_stand_with_their_numbers_in_their_clauses(artificial_edition, language):
    other = artificial_edition.law

    for rule in other.terms.values():
        if rule.amount is not None:
            assert f" {rule.amount} (" in other.clause(rule.clause, language).text


# The text and its places


@pytest.mark.parametrize(
    ("clause", "anchor"),
    [("12", "c12"), ("7(1)", "c7-1"), ("4-5", "c4"), ("annex3", "annex3"), ("order", "order")],
)
def test_a_clause_has_its_place_on_the_page(clause, anchor):
    assert anchor_of(clause) == anchor


def test_the_text_is_escaped():
    (clause,) = read_text(
        "@clause 1\n1. <script>alert(1)</script>\n\n> <b>note</b>\n\n```\n<i>form</i>\n```\n"
    )

    assert "<script>" not in clause.html
    assert "<b>" not in clause.html
    assert "<i>" not in clause.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_edition_holds_every_place_once(edition, language):
    page = Client().get(f"/{language}/rules/{edition.key}/").content.decode()

    places = [f"c{number}" for number in CLAUSES] + [f"annex{number}" for number in range(1, 5)]
    for place in [
        *places,
        "order",
        "c2-3",
        "c7-1",
        "c7-2",
        "terms",
        "policies",
        "checklist",
        "criteria",
        "T18",
    ]:
        assert page.count(f'id="{place}"') == 1, place
    assert "367" in page
    assert edition.sha256 in page


def test_the_text_can_be_read_in_another_language_than_the_page(edition):
    page = Client().get(f"/en/rules/{edition.key}/?text=kk").content.decode()

    assert "Іріктеуді ұйымдастырушы мерзімді баспасөз басылымдарында" in page
    assert '<div class="p-prose p-law" lang="kk">' in page


def test_the_list_names_every_edition(edition, artificial_edition, at):
    at("2026-03-16T14:05:12+05:00")
    page = Client().get("/en/rules/").content.decode()

    for row in (edition, artificial_edition):
        assert reverse("editions:text", args=[row.key]).split("/", 2)[2] in page
    assert "12 July 2022" in page


def test_the_list_without_an_edition_says_so(db):
    page = Client().get("/en/rules/").content.decode()

    assert "No edition of the Rules is loaded." in page


def test_the_edition_as_data_has_the_digest_the_page_shows(edition):
    response = Client().get(reverse("editions:data", args=[edition.key]))

    assert hashlib.sha256(response.content).hexdigest() == edition.sha256


def test_an_unknown_edition_is_not_found(db):
    assert Client().get("/en/rules/order-1/").status_code == 404


def test_a_page_reads_the_edition_without_its_content(edition, django_assert_num_queries):
    assert edition.law
    with django_assert_num_queries(1):
        assert queries.current_edition(dt.date(2026, 1, 1)).law is edition.law
