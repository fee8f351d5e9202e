"""The invented people and organisations of the demo: one office of each kind, sixteen participants."""

import datetime as dt
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from cluster_selection.accounts.enums import IdentityKind, OrganisationKind, Role
from cluster_selection.accounts.identifiers import check_digit
from cluster_selection.accounts.models import Membership, User
from cluster_selection.accounts.services import grant_role, open_office, register_organisation
from cluster_selection.demo.texts import Cluster
from cluster_selection.journal.actors import PORTAL

PASSWORD = "demo-password-2026"  # noqa: S105  published in the README: the demo has no secrets
MAIL = "example.kz"

Kind = OrganisationKind


@dataclass(frozen=True)
class Person:
    """A person as invented; ``login`` is the e-mail before the @."""

    login: str
    name: str
    position: str
    language: str = "kk"


# Kind of office → names in kk, ru, en.
OFFICES = {
    Kind.ORGANISER: (
        "Индустриялық даму министрлігі (үлгі)",
        "Министерство индустриального развития (пример)",
        "Ministry of Industrial Development (example)",
    ),
    Kind.INSTITUTE: (
        "Өнеркәсіпті дамыту ұлттық институты (үлгі)",
        "Национальный институт развития промышленности (пример)",
        "National Institute for the Development of Industry (example)",
    ),
    Kind.COMMISSION: (
        "Конкурстық іріктеу жөніндегі сараптама комиссиясы (үлгі)",
        "Экспертная комиссия по конкурсному отбору (пример)",
        "Expert Commission on the Competitive Selection (example)",
    ),
    Kind.AUDIT: (
        "Ішкі аудит қызметі (үлгі)",
        "Служба внутреннего аудита (пример)",
        "Internal Audit Service (example)",
    ),
    Kind.OPERATOR: (
        "Портал операторы (үлгі)",
        "Оператор портала (пример)",
        "Operator of the Portal (example)",
    ),
}

OFFICIALS = (
    (Kind.ORGANISER, Role.HEAD, Person("head", "Серікова Айгүл Маратқызы", "департамент директоры")),
    (Kind.ORGANISER, Role.REGISTRAR, Person("registrar", "Бектемір Жанар Асқарқызы", "бас сарапшы")),
    (Kind.ORGANISER, Role.SCREENER, Person("screener", "Оспанов Дәурен Қайратұлы", "бас сарапшы")),
    (Kind.ORGANISER, Role.SCREENER, Person("screener2", "Қалиева Мадина Ерланқызы", "сарапшы")),
    (Kind.ORGANISER, Role.SCREENER, Person("screener3", "Ким Сергей Валерьевич", "эксперт", "ru")),
    (
        Kind.INSTITUTE,
        Role.COORDINATOR,
        Person("coordinator", "Тұрсынов Ерлан Бақытұлы", "жоба үйлестірушісі"),
    ),
    (Kind.INSTITUTE, Role.EXPERT, Person("expert", "Әбілқасым Гүлнәр Сәкенқызы", "салалық сарапшы")),
    (Kind.INSTITUTE, Role.EXPERT, Person("expert2", "Нұрланов Арман Дәулетұлы", "салалық сарапшы")),
    (Kind.INSTITUTE, Role.EXPERT, Person("expert3", "Петрова Ирина Николаевна", "отраслевой эксперт", "ru")),
    (
        Kind.INSTITUTE,
        Role.INSTITUTE_HEAD,
        Person("institute", "Жұмаділов Асқар Төлегенұлы", "басқарма төрағасы"),
    ),
    (Kind.COMMISSION, Role.SECRETARY, Person("secretary", "Сәтбаева Лаура Мұратқызы", "комиссия хатшысы")),
    (Kind.COMMISSION, Role.CHAIR, Person("chair", "Мырзахметов Қанат Серікұлы", "вице-министр")),
    (Kind.COMMISSION, Role.MEMBER, Person("member", "Дүйсенова Әсел Талғатқызы", "департамент директоры")),
    (Kind.COMMISSION, Role.MEMBER, Person("member2", "Ахметов Нұрлан Ғалымұлы", "басқарма басшысы")),
    (
        Kind.COMMISSION,
        Role.MEMBER,
        Person("member3", "Соколова Елена Петровна", "заместитель директора", "ru"),
    ),
    (Kind.COMMISSION, Role.MEMBER, Person("member4", "Жақсылықов Берік Оразұлы", "басқарушы директор")),
    (Kind.COMMISSION, Role.MEMBER, Person("member5", "Исабекова Динара Қуанышқызы", "басқарма мүшесі")),
    (Kind.AUDIT, Role.AUDITOR, Person("auditor", "Иманбеков Руслан Сабырұлы", "ішкі аудитор")),
    (
        Kind.OPERATOR,
        Role.ADMINISTRATOR,
        Person("administrator", "Ли Виктор Андреевич", "администратор", "ru"),
    ),
    (
        Kind.OPERATOR,
        Role.SECURITY_ADMINISTRATOR,
        Person("security", "Төлеуова Сәуле Жанатқызы", "қауіпсіздік әкімшісі"),
    ),
)


@dataclass(frozen=True)
class ParticipantFacts:
    """A participant as invented; ``lead`` are the names of the company that leads a group."""

    kind: str
    names: tuple[str, str, str]
    address: str
    people: tuple[Person, ...]
    lead: tuple[str, str] = ("", "")


PARTICIPANTS = {
    "dairy": ParticipantFacts(
        Kind.BUSINESS_ASSOCIATION,
        ("«Есіл сүті» қауымдастығы", "Ассоциация «Есіл сүті»", "Esil Suti Association"),
        "Көкшетау, Ақан сері көшесі, 14",
        (
            Person("dairy", "Жаксылыкова Алия Сериковна", "исполнительный директор", "ru"),
            Person("dairy.editor", "Воронов Павел Игоревич", "менеджер", "ru"),
        ),
    ),
    "furniture": ParticipantFacts(
        Kind.BUSINESS_ASSOCIATION,
        ("«Алатау жиһазшылары» қауымдастығы", "Ассоциация мебельщиков «Алатау»", "Alatau Furniture Makers"),
        "Алматы, Сүйінбай даңғылы, 211",
        (
            Person("furniture", "Қасымов Ерболат Нұржанұлы", "атқарушы директор"),
            Person("furniture.editor", "Смағұлова Айжан Болатқызы", "жоба менеджері"),
        ),
    ),
    "building": ParticipantFacts(
        Kind.SPK,
        ("«Қайнар» ӘКК (үлгі)", "СПК «Қайнар» (пример)", "SPK Kainar (example)"),
        "Қарағанды, Бұқар жырау даңғылы, 49",
        (Person("building", "Темирханов Олжас Муратович", "управляющий директор", "ru"),),
    ),
    "tourism": ParticipantFacts(
        Kind.CHAMBER,
        (
            "«Каспий өңірі» өңірлік кәсіпкерлер палатасы (үлгі)",
            "Региональная палата предпринимателей «Каспий өңірі» (пример)",
            "Regional Chamber of Entrepreneurs Caspian Oniri (example)",
        ),
        "Ақтау, 14-шағын аудан, 60",
        (Person("tourism", "Есенғалиев Самат Рахатұлы", "палата директоры"),),
    ),
    "pharma": ParticipantFacts(
        Kind.SEZ_COMPANY,
        ("«Тұран» АЭА басқарушы компаниясы (үлгі)", "УК СЭЗ «Тұран» (пример)", "SEZ Turan Company (example)"),
        "Түркістан, Бекзат Саттарханов даңғылы, 5",
        (Person("pharma", "Ермекова Жансая Әділқызы", "басқарма төрайымы"),),
    ),
    "grain": ParticipantFacts(
        Kind.BUSINESS_ASSOCIATION,
        ("«Тобыл дәні» одағы", "Союз «Тобыл дәні»", "Tobyl Grain Union"),
        "Қостанай, Әл-Фараби даңғылы, 90",
        (Person("grain", "Бондаренко Николай Степанович", "председатель союза", "ru"),),
    ),
    "fish": ParticipantFacts(
        Kind.GROUP,
        ("Атырау балықшылары тобы", "Группа рыбоводов Атырау", "Atyrau Fish Farmers"),
        "Атырау, Сәтбаев даңғылы, 13",
        (Person("fish", "Мұқанов Айбек Сағынұлы", "жетекші компания директоры"),),
        lead=("«Жайық бекіре» ЖШС", "ТОО «Жайық бекіре»"),
    ),
    "leather": ParticipantFacts(
        Kind.GROUP,
        ("Тараз былғарышылар тобы", "Группа кожевников Тараза", "Taraz Leather Makers"),
        "Тараз, Төле би даңғылы, 75",
        (Person("leather", "Байжанова Гүлмира Ержанқызы", "жетекші компания директоры"),),
        lead=("«Талас былғары» ЖШС", "ТОО «Талас былғары»"),
    ),
    "textile": ParticipantFacts(
        Kind.SEZ_COMPANY,
        (
            "«Мақта жолы» АЭА басқарушы компаниясы (үлгі)",
            "УК СЭЗ «Мақта жолы» (пример)",
            "SEZ Makta Zholy (example)",
        ),
        "Шымкент, Қапал батыр көшесі, 5",
        (Person("textile", "Рысбеков Бауыржан Әлішерұлы", "басқарма төрағасы"),),
    ),
    "meat": ParticipantFacts(
        Kind.BUSINESS_ASSOCIATION,
        ("«Елек малшылары» қауымдастығы", "Ассоциация «Елек малшылары»", "Elek Stockbreeders"),
        "Ақтөбе, Әбілқайыр хан даңғылы, 40",
        (Person("meat", "Тілеуберген Мақсат Жеңісұлы", "төраға"),),
    ),
    "rice": ParticipantFacts(
        Kind.CHAMBER,
        (
            "«Сыр өңірі» өңірлік кәсіпкерлер палатасы (үлгі)",
            "Региональная палата предпринимателей «Сыр өңірі» (пример)",
            "Regional Chamber of Entrepreneurs Syr Oniri (example)",
        ),
        "Қызылорда, Желтоқсан көшесі, 40",
        (Person("rice", "Әлімбетова Рауан Бекқызы", "палата директоры"),),
    ),
    "apples": ParticipantFacts(
        Kind.GROUP,
        ("Жетісу бағбандары тобы", "Группа садоводов Жетісу", "Zhetisu Orchardists"),
        "Талдықорған, Тәуелсіздік көшесі, 38",
        (Person("apples", "Сейдахмет Нұргүл Төлеубекқызы", "жетекші компания директоры"),),
        lead=("«Усек бағы» ШҚ", "КХ «Усек бағы»"),
    ),
    "machinery": ParticipantFacts(
        Kind.BUSINESS_ASSOCIATION,
        ("«Қызылжар машинасы» одағы", "Союз «Қызылжар машинасы»", "Kyzylzhar Machinery Union"),
        "Петропавл, Жамбыл көшесі, 168",
        (Person("machinery", "Гончаров Андрей Викторович", "генеральный директор", "ru"),),
    ),
    "aluminium": ParticipantFacts(
        Kind.SPK,
        ("«Баянтау» ӘКК (үлгі)", "СПК «Баянтау» (пример)", "SPK Bayantau (example)"),
        "Павлодар, Торайғыров көшесі, 62",
        (Person("aluminium", "Каримова Венера Рашидовна", "управляющий директор", "ru"),),
    ),
    "honey": ParticipantFacts(
        Kind.GROUP,
        ("Алтай балшылары тобы", "Группа пчеловодов Алтая", "Altai Beekeepers"),
        "Өскемен, Қазақстан көшесі, 27",
        (Person("honey", "Мельникова Ольга Юрьевна", "директор ведущей компании", "ru"),),
        lead=("«Алтын ара» кооперативі", "Кооператив «Алтын ара»"),
    ),
    "oilfield": ParticipantFacts(
        Kind.BUSINESS_ASSOCIATION,
        ("«Ақжайық сервис» қауымдастығы", "Ассоциация «Ақжайық сервис»", "Akzhaiyk Service Association"),
        "Орал, Нұрсұлтан Назарбаев даңғылы, 201",
        (Person("oilfield", "Утепов Тимур Маратович", "исполнительный директор", "ru"),),
    ),
}


@dataclass
class Cast:
    """Everybody of the demo by login; ``head`` and the others are memberships."""

    by_login: dict[str, Membership] = field(default_factory=dict)

    def __getitem__(self, login: str) -> Membership:
        return self.by_login[login]


def synthetic_bin(number: int) -> str:
    """Return the number-th valid BIN that belongs to nobody: registered, by its digits, in a year to come."""
    for month in range(1, 13):
        first_eleven = f"39{month:02d}40{number:05d}"
        if (last := check_digit(first_eleven)) is not None:
            return f"{first_eleven}{last}"
    raise ValueError(number)


def bring_people(*, now: dt.datetime) -> Cast:
    """Create the people, the offices and the participants, with their roles."""
    people = [person for _kind, _role, person in OFFICIALS]
    people += [person for facts in PARTICIPANTS.values() for person in facts.people]
    users = _users(people, now)
    cast = Cast()
    for kind, role, person in OFFICIALS:
        kk, ru, en = OFFICES[kind]
        office = open_office(kind=kind, name_kk=kk, name_ru=ru, name_en=en, illustrative=True)
        cast.by_login[person.login] = grant_role(
            user=users[person.login], organisation=office, role=role, acting_as=PORTAL, now=now
        )
    for number, (sector, facts) in enumerate(PARTICIPANTS.items(), start=1):
        _participant(sector, facts, number, users, cast, now)
    return cast


def find_people() -> Cast:
    """Return the people of a demo that was loaded before."""
    rows = Membership.objects.filter(user__email__endswith=f"@{MAIL}").select_related("user", "organisation")
    return Cast({row.user.email.partition("@")[0]: row for row in rows.order_by("-from_on")})


def _users(people: list[Person], now: dt.datetime) -> dict[str, User]:
    password = make_password(PASSWORD)  # hashed once: it is the same for all, and costs most of a second
    users = {
        person.login: User(
            email=f"{person.login}@{MAIL}",
            full_name=person.name,
            position=person.position,
            phone="+7 717 200 00 00",
            language=person.language,
            password=password,
        )
        for person in people
    }
    User.objects.bulk_create(users.values())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users.values()
    )
    return users


def _participant(sector, facts: ParticipantFacts, number: int, users, cast: Cast, now) -> None:
    kk, ru, en = facts.names
    first, *others = facts.people
    membership = register_organisation(
        user=users[first.login],
        kind=facts.kind,
        identity=IdentityKind.BIN,
        identity_number=synthetic_bin(number),
        name_kk=kk,
        name_ru=ru,
        name_en=en,
        lead_name_kk=facts.lead[0],
        lead_name_ru=facts.lead[1],
        region=Cluster(sector).facts["region"],
        address=facts.address,
        email=f"{sector}@{MAIL}",
        phone="+7 717 200 00 00",
        illustrative=True,
        now=now,
    )
    cast.by_login[first.login] = membership
    for other in others:
        cast.by_login[other.login] = grant_role(
            user=users[other.login],
            organisation=membership.organisation,
            role=Role.EDITOR,
            acting_as=PORTAL,
            now=now,
        )
