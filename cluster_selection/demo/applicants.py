"""What the participants of the demo do: write, ask for consents, file, amend, withdraw."""

import datetime as dt
from collections.abc import Iterator, Sequence

from applications import services
from applications.enums import AttachmentKind
from applications.models import Application
from applications.queries import ConsentLink, members_of
from cluster_selection.accounts.enums import IdentityKind
from cluster_selection.demo.people import PARTICIPANTS, synthetic_bin
from cluster_selection.demo.playing import Contest, Script, content
from cluster_selection.demo.texts import Cluster

# What becomes of a member's consent.
GIVEN, BY_LINK, ANNOUNCED, ASKED, NOT_ASKED = "given", "by link", "announced", "asked", "not asked"
DECLINED, REVOKED = "declined", "revoked"
ALL = object()

_FIRST_SERIAL = 1000
DIRECTOR = "директор"  # in both languages
_ATTACHMENTS = {
    "memorandum": ("1.3", {"kk": "Қатысушылардың меморандумы", "ru": "Меморандум участников"}),
    "bank-letter": ("3.3", {"kk": "Банктің хаты", "ru": "Письмо банка"}),
    "figures": ("5.1", {"kk": "Бес жылдық көрсеткіштер", "ru": "Показатели за пять лет"}),
}


def member_number(sector: str, position: int) -> str:
    """Return the BIN of a sector's organisation: the same in every competition."""
    place = list(PARTICIPANTS).index(sector)
    return synthetic_bin(_FIRST_SERIAL + 10 * place + position)


class Entry:
    """One application being written and filed for a cluster, by the representative of its participant."""

    def __init__(self, contest: Contest, cluster: Cluster, *, name: str = ""):
        self.contest, self.cluster = contest, cluster
        self.name = name or cluster.name
        self.applicant = contest.cast[cluster.sector]
        self.language = cluster.language
        self.row: Application | None = None

    def refreshed(self) -> Application:
        """Return the application as it stands."""
        self.row.refresh_from_db()
        self.row.competition = self.contest.row
        return self.row

    def write(
        self,
        start: str,
        *,
        days: float = 9,
        consents: Sequence[str] = (),
        items: Sequence[str] | object = ALL,
        attachments: Sequence[str] = ("memorandum", "bank-letter"),
        annex1: bool = True,
        signed: bool = True,
        follows: Application | None = None,
    ) -> Script:
        """Write the application over some days; ``consents`` are their fates, by default all are given."""
        now = begin = yield start
        part = dt.timedelta(days=days) / 12
        self.row = services.start_application(
            self.contest.row,
            cluster_name=self.name,
            acting_as=self.applicant,
            now=now,
            language=self.language,
            follows=follows,
        )
        if annex1:
            self._annex1(now + dt.timedelta(minutes=20))
        if follows is None:
            now = yield begin + part
            self._members(now)
            yield from self._consents(begin, part, consents)
        now = yield begin + 8 * part
        for item in self.cluster.items if items is ALL else items:
            self._answer(item, now)
            now += dt.timedelta(minutes=7)
        now = yield begin + 10 * part
        for name in attachments:
            self._attach(name, now)
        now = yield begin + 11 * part
        if signed:
            self.row = services.attach_signed_form(
                self.row,
                upload=content(f"annex1-{self.language}"),
                name=f"annex1-{self.language}.pdf",
                acting_as=self.applicant,
                now=now,
            )

    def _annex1(self, now: dt.datetime) -> None:
        person = self.applicant.user
        self.row = services.save_annex1(
            self.row,
            fields={
                "industries": self.cluster.facts["industries"],
                "regions": [self.cluster.facts["region"]],
                "signer_name": person.full_name,
                "signer_position": person.position,
                "contact_email": person.email,
                "contact_phone": person.phone,
            },
            version=self.row.annex1_version,
            acting_as=self.applicant,
            now=now,
        )

    def _members(self, now: dt.datetime) -> None:
        for position, (kind, name, specialisation) in enumerate(self.cluster.members):
            services.add_member(
                self.row,
                fields={
                    "kind": kind,
                    "name": name,
                    "identity": IdentityKind.BIN,
                    "identity_number": member_number(self.cluster.sector, position),
                    "region": self.cluster.facts["region"],
                    "specialisation": specialisation,
                    "contact_email": f"{self.cluster.sector}.member{position + 1}@example.kz",
                    "language": self.language,
                },
                acting_as=self.applicant,
                now=now + dt.timedelta(minutes=4 * position),
            )

    def _consents(self, begin: dt.datetime, part: dt.timedelta, wanted: Sequence[str]) -> Script:
        fates = dict(zip(range(20), wanted, strict=False))
        members = [
            (member.consent, fates.get(place, BY_LINK if place % 3 == 0 else GIVEN))
            for place, member in enumerate(members_of(self.row))
        ]
        now = yield begin + 2 * part
        for consent, fate in members:
            if fate != NOT_ASKED:
                services.ask_consent(
                    consent, email=consent.member.contact_email, acting_as=self.applicant, now=now
                )
        now = yield begin + 4 * part
        for place, (consent, fate) in enumerate(members, start=1):
            self._answer_by_link(consent, fate, place, now)
        now = yield begin + 6 * part
        for place, (consent, fate) in enumerate(members, start=1):
            self._give(consent, fate, place, now)

    def _answer_by_link(self, consent, fate: str, place: int, now: dt.datetime) -> None:
        consent.refresh_from_db()
        link = ConsentLink(consent)
        if fate in (BY_LINK, ANNOUNCED):
            services.announce_consent(consent, **self._signer(place), acting_as=link, now=now)
        elif fate == DECLINED:
            reason = self.cluster.words("decline")
            services.decline_consent(consent, reason=reason, acting_as=link, now=now)

    def _give(self, consent, fate: str, place: int, now: dt.datetime) -> None:
        if fate not in (GIVEN, BY_LINK, REVOKED):
            return
        consent.refresh_from_db()
        services.give_consent(
            consent,
            upload=content(f"consent-{self.language}"),
            name=f"consent-{place}.pdf",
            **self._signer(place),
            acting_as=ConsentLink(consent) if fate == BY_LINK else self.applicant,
            now=now,
        )
        if fate == REVOKED:
            consent.refresh_from_db()
            services.revoke_consent(
                consent, reason=self.cluster.words("decline"), acting_as=ConsentLink(consent), now=now
            )

    def _signer(self, place: int) -> dict[str, str]:
        return {
            "signer_name": next_signer(self.cluster.sector, place),
            "signer_position": DIRECTOR,
        }

    def _answer(self, item: str, now: dt.datetime) -> None:
        services.save_answer(
            self.row,
            item_key=item,
            text=self.cluster.answer(item),
            version=0,
            acting_as=self.applicant,
            now=now,
        )

    def _attach(self, name: str, now: dt.datetime) -> None:
        item, titles = _ATTACHMENTS[name]
        services.add_attachment(
            self.row,
            upload=content(f"{name}-{self.language}"),
            name=f"{name}-{self.language}.pdf",
            title=titles[self.language],
            kind=AttachmentKind.ANNEX3,
            item_key=item,
            acting_as=self.applicant,
            now=now,
        )

    def file(self, at: str, *, nevertheless: bool = False) -> Script:
        """Check the answers and file."""
        now = yield at
        package = services.make_package(
            self.refreshed(), acting_as=self.applicant, now=now - dt.timedelta(minutes=4)
        )
        services.file_application(package, acting_as=self.applicant, now=now, nevertheless=nevertheless)

    def amend(self, at: str) -> Script:
        """Change item 3.2, attach the yearly figures and notify the organiser."""
        now = yield at
        answer = self.row.answers.get(item_key="3.2")
        services.save_answer(
            self.refreshed(),
            item_key="3.2",
            text=f"{answer.text} {self.cluster.words('amended')}",
            version=answer.version,
            acting_as=self.applicant,
            now=now,
        )
        self._attach("figures", now)
        now = yield now + dt.timedelta(minutes=30)
        package = services.make_package(self.refreshed(), acting_as=self.applicant, now=now)
        services.amend_application(
            package, notice_text=self.cluster.words("notices", "amend"), acting_as=self.applicant, now=now
        )

    def withdraw(self, at: str) -> Script:
        """Withdraw with a written notice."""
        now = yield at
        services.withdraw_application(
            self.refreshed(),
            text=self.cluster.words("notices", "withdraw"),
            acting_as=self.applicant,
            now=now,
        )

    def state_withdrawal(self, at: str) -> Script:
        """State after closing that the participant would rather withdraw."""
        now = yield at
        services.state_late_withdrawal(
            self.refreshed(),
            text=self.cluster.words("notices", "statement"),
            acting_as=self.applicant,
            now=now,
        )


_SIGNERS = {
    "kk": (
        "Абдрахманов Мейрам",
        "Бекова Сандуғаш",
        "Ғабитов Ерсін",
        "Дәрібаева Айнұр",
        "Ескендір Талғат",
        "Жүнісова Бибігүл",
        "Қуатов Нұржан",
        "Мәметова Шолпан",
    ),
    "ru": (
        "Андреев Константин",
        "Бекмуратова Галия",
        "Волкова Наталья",
        "Данилов Роман",
        "Ержанов Алмас",
        "Зайцева Людмила",
        "Искаков Марат",
        "Литвинов Егор",
    ),
}


def next_signer(sector: str, place: int) -> str:
    """Return the name of the person who signs for a member: another one for each member of a sector."""
    names = _SIGNERS[Cluster(sector).language]
    return names[(list(PARTICIPANTS).index(sector) + place) % len(names)]


def members_on_paper(cluster: Cluster) -> Iterator[tuple[str, str, str, str]]:
    """Return kind, name, specialisation and BIN of each member as the registrar reads it from the papers."""
    for position, (kind, name, specialisation) in enumerate(cluster.members):
        yield kind, name, specialisation, member_number(cluster.sector, position)
