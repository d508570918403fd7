"""What those who sign in did beside studying, by the actions that a person uses: reports, requests,
an objection that was accepted and one that was not, classes and duty to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lms.accounts.models import Offender, Organisation, User
from lms.config.demo.accounts import again
from lms.config.demo.when import as_of, at
from lms.core.months import Month
from lms.scoring.actions import indicators, objections, proposals
from lms.scoring.actions.activities import classes, duty, reflections, requests, service, talks
from lms.scoring.models import CountyMonth, MonthScore, Proposal

MOST_DECIDED = 80
REPORT = (
    "这个月我按时参加了集中教育，认真学习了社区矫正法的有关规定。通过学习，我认识到请假外出必须提前申请，"
    "不能想走就走。平时我在家帮忙做农活，周末陪孩子写作业，没有再喝酒。今后我会继续遵守规定，按时报到，"
    "有困难及时向司法所说明。"
)
SHORT = (
    "这个月我遵守规定，按时学习，没有外出，家里一切都好，请司法所放心。"
    "我会继续努力，争取早日解除矫正，重新做人，不让家里人再为我担心。"
)


@dataclass
class Five:
    """The five by name, and the people of their office."""

    learners: dict[str, Offender]
    staff1: User
    staff2: User
    manager: User
    manager2: User
    office: Organisation
    today: date

    def object(self, month: CountyMonth) -> None:
        """In the days of the posting: learner1 is right, learner3 is not."""
        day = Month.parse(month.month).first.replace(day=20)
        forgotten = objections.NewRecord(kind="qualification", on=day)
        self._objection(
            month, "learner1", "S1", objections.Remedy(add=forgotten),
            text="上个月二十日我拿到了电工证，原件交给司法所看过，得分里没有算上。",
            answer="经核对，本人当日确实提交过证书原件，登记时遗漏，建议补记。",
            reason="情况属实，补记取得技能证书。",
        )  # fmt: skip
        self._objection(
            month, "learner3", "M5", None,
            text="我不是故意迟报的，那天手机坏了。",
            answer="本人没有提前说明，也没有到所报到，记录与值班登记一致。",
            reason="经复核，记录无误，维持原评分。",
        )  # fmt: skip

    def _objection(
        self, month: CountyMonth, name: str, line: str, remedy: objections.Remedy | None,
        *, text: str, answer: str, reason: str,
    ) -> None:  # fmt: skip
        offender = self.learners[name]
        score = MonthScore.objects.current().filter(county_month=month, offender=offender).first()
        if score is None or month.posted_on is None:
            return
        days = [month.posted_on + timedelta(days=n) for n in (1, 2, 3)]
        if days[-1] > self.today:
            return
        with as_of(days[0], 19):
            made = objections.object_to(by=again(offender.user), score=score, line=line, text=text)
        with as_of(days[1], 10):
            objections.answer(by=again(self.staff1), objection=made, text=answer)
        with as_of(days[2], 10):
            objections.decide(
                by=again(self.manager2), objection=made, accepted=remedy is not None,
                reason=reason, correction=remedy,
            )  # fmt: skip

    def decide(self, month: CountyMonth) -> None:
        """What an earlier month proposed, decided by the county; the first ones, with reasons."""
        reasons = {
            "level": "连续几个月表现稳定，经集体研究同意调整",
            "commendation": "事迹属实，予以表扬",
            "talk": "已由司法所当面谈话并记录",
        }
        waiting = Proposal.objects.filter(county_month=month, state=Proposal.State.OPEN)
        for place, one in enumerate(waiting.order_by("rule", "offender__code")[:MOST_DECIDED]):
            with as_of(month.post_due + timedelta(days=2 + place // 8), 10 + place % 8):
                if place % 6 == 5 or self._is_stale(one):
                    reason = "情况有变化，暂不采纳，继续观察"
                    proposals.decline(by=again(self.manager), proposal=one, reason=reason)
                else:
                    proposals.accept(by=again(self.manager), proposal=one, reason=reasons[one.kind])

    def _is_stale(self, one: Proposal) -> bool:
        """The file's level has been changed since the score saw it."""
        seen = one.score.facts["level"]
        return one.kind == Proposal.Kind.LEVEL and one.offender.treatment_level != seen

    def count_zeros(self) -> None:
        """A person who was lost for two days, and found again."""
        on = self.today - timedelta(days=75)
        with as_of(on + timedelta(days=3), 10):
            indicators.record_case(
                by=again(self.manager), indicator="absconded", organisation=self.office, on=on,
                ended_on=on + timedelta(days=2), source="司法所日常核查",
                offender=self.learners["learner3"],
                note="联系不上两日，系手机损坏、在外做工，由家属陪同返回并说明情况。",
            )  # fmt: skip

    def live(self) -> None:
        """This month: reports, a talk, a request; what is to come."""
        self._reports()
        with as_of(self._day(5), 15):
            talks.record_talk(
                by=again(self.staff2), offender=self.learners["learner3"], on=self._day(5),
                minutes=40, about="学习进度落后", next_step="每周二、周五晚上各学半小时",
                summary="本人在建筑工地做工，收工较晚，自述看字慢、容易犯困。已帮助调整阅读速度，"
                "约定每周学习时间，并联系其姐姐督促。",
            )  # fmt: skip
        with as_of(self._day(2), 20):
            requests.ask(
                by=again(self.learners["learner4"].user), kind="counselling",
                text="最近晚上睡不好，老想着以前的事，想和心理老师谈一谈。",
            )  # fmt: skip
        self._ahead()

    def _reports(self) -> None:
        with as_of(self._day(6), 20):
            good = reflections.send_reflection(
                by=again(self.learners["learner1"].user), form="typed", text=REPORT
            )
        with as_of(self._day(5), 9):
            reflections.accept_reflection(by=again(self.staff1), reflection=good)
        with as_of(self._day(4), 20):
            short = reflections.send_reflection(
                by=again(self.learners["learner3"].user), form="typed", text=SHORT
            )
        with as_of(self._day(3), 9):
            reflections.return_reflection(
                by=again(self.staff2), reflection=short,
                reason="请写清楚这个月具体做了什么、学了什么，有什么困难。",
            )  # fmt: skip
        with as_of(self._day(1), 20):
            reflections.send_reflection(
                by=again(self.learners["learner4"].user), form="typed", text=REPORT
            )

    def _day(self, back: int) -> date:
        """So many days ago, but in this month: what was locked is not written any more."""
        return max(self.today - timedelta(days=back), self.today.replace(day=1))

    def _ahead(self) -> None:
        """A class, a public-benefit activity, and who is on duty."""
        names = ("learner1", "learner3", "learner4", "learner5")
        begins = at(self.today + timedelta(days=4), 9)
        with as_of(self.today, 8):
            classes.make_class(
                by=again(self.staff1), organisation=self.office, title="冬季安全与守法",
                place="城关司法所二楼教育室", starts_at=begins,
                ends_at=begins + timedelta(hours=2),
                offenders=[self.learners[name].pk for name in names],
            )  # fmt: skip
            event = service.offer_event(
                by=again(self.staff2), organisation=self.office, title="河道保洁",
                place="城关镇滨河路", starts_at=at(self.today + timedelta(days=6), 8),
                hours=Decimal("3.5"), places=15,
            )  # fmt: skip
            service.sign_up(by=again(self.learners["learner1"].user), event=event.pk)
            week = self.today + timedelta(days=6)
            for user, place in ((self.staff1, self.office), (self.manager, self.office)):
                duty.set_duty(
                    by=again(self.manager), organisation=place, user=again(user),
                    starts_on=self.today, ends_on=week,
                )  # fmt: skip
