"""Applications brought through check, forwarding, conclusion and referral by the services."""

import datetime as dt

from applications.models import Application
from cluster_selection.accounts.enums import Role
from review import services
from review.enums import Verdict
from review.models import Batch, Check, Conclusion
from tests.applications.factories import CLOSING, Room
from tests.factories import member

CHECKED_AT = "2026-03-17T10:00:00+05:00"  # a Tuesday, the reception is open
AFTER_CLOSING = "2026-03-26T10:00:00+05:00"  # the first working day after Nauryz
REMARK = "Қол қойылмаған."


class ReviewRoom(Room):
    """The scenario with checks, batches and conclusions; ``screener`` checks, ``head`` decides late."""

    def applicants(self, number: int) -> list:
        """Return representatives of several participants."""
        return [self.participant() for _ in range(number)]

    def checked(
        self, application: Application, *, defects: dict[str, str] | None = None, acting_as=None
    ) -> Check:
        """Return the open check, every line marked: as computed, else in order; ``defects`` key → remark."""
        acting_as = acting_as or self.screener
        check = services.open_the_check(application, acting_as=acting_as, now=self.now)
        marks = {}
        for line in check.lines.all():
            if line.key in (defects or {}):
                marks[line.key] = (Verdict.DEFECT, defects[line.key])
            elif line.verdict in (Verdict.OPEN, Verdict.DEFECT):
                marks[line.key] = (Verdict.IN_ORDER, "")
        services.mark_lines(check, marks, acting_as=acting_as, now=self.now)
        return check

    def admitted(
        self, contest, *, acting_as=None, at: str | dt.datetime | None = None, **draft
    ) -> Application:
        """Return an application filed now, and admitted now or at an instant."""
        version = self.filed(contest, acting_as=acting_as, **draft)
        if at is not None:
            self.at(at)
        return self.admit(version.application)

    def admit(self, application: Application, *, acting_as=None, reason: str = "") -> Application:
        """Admit an application after marking its checklist."""
        acting_as = acting_as or self.screener
        check = self.checked(application, acting_as=acting_as)
        return services.admit(
            application, version=check.version, acting_as=acting_as, now=self.now, reason=reason
        )

    def returned(
        self,
        application: Application,
        *,
        defects: dict[str, str] | None = None,
        acting_as=None,
        reason: str = "",
    ) -> Application:
        """Return an application for one defect, or for those given."""
        acting_as = acting_as or self.screener
        check = self.checked(application, defects=defects or {"consents.signed": REMARK}, acting_as=acting_as)
        return services.return_application(
            application, version=check.version, acting_as=acting_as, now=self.now, reason=reason
        )

    def forwarded(self, contest, *applications: Application, at: str = AFTER_CLOSING, **values) -> Batch:
        """Forward applications after closing, as the registrar."""
        self.at(at)
        return services.forward(contest, applications, acting_as=self.registrar, now=self.now, **values)

    def written(self, application: Application) -> Conclusion:
        """Return a conclusion with every finding written, not signed."""
        conclusion = services.open_conclusion(
            application, expert=self.expert, acting_as=self.coordinator, now=self.now
        )
        for row in conclusion.findings.all():
            services.save_finding(
                row,
                values={"finding": f"{row.key}: сәйкес келеді", "strengths": "тізбек бар"},
                read_version=row.save_version,
                acting_as=self.expert,
                now=self.now,
            )
        return services.save_summary(
            conclusion,
            summary="Кластер өлшемшарттарға сәйкес келеді.",
            read_version=1,
            acting_as=self.expert,
            now=self.now,
        )

    def concluded(self, application: Application, *, reason: str = "") -> Conclusion:
        """Return a conclusion signed and handed over now."""
        conclusion = services.sign_conclusion(
            self.written(application), acting_as=self.institute_head, now=self.now, reason=reason
        )
        services.hand_over(conclusion, acting_as=self.coordinator, now=self.now, reason=reason)
        conclusion.refresh_from_db()
        return conclusion

    def referred(self, contest, *applications: Application) -> Batch:
        """Refer applications whose conclusion was received, as the registrar."""
        rows = Application.objects.filter(pk__in=[application.pk for application in applications])
        return services.refer(contest, rows, acting_as=self.registrar, now=self.now)

    def second(self, role: Role):
        """Return another person of the same office."""
        return member(role, organisation=self.people[role].organisation)


__all__ = ["AFTER_CLOSING", "CHECKED_AT", "CLOSING", "REMARK", "ReviewRoom"]
