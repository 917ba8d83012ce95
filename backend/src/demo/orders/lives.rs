//! How orders commonly go: most are taken, handled and judged within a few days, some take longer, some come back.

use chrono::{DateTime, Utc};
use shared::orders::callback::{CallbackChannel, NewCallback, Satisfied, Solved};
use shared::orders::category::{Category, OrderType, Pool};
use shared::orders::clock::{Limits, Measure};
use shared::orders::command::OrderCommand;
use shared::orders::deed::OrderDeed;
use shared::orders::{Outcome, RefuseReason, Urgency};

use super::super::dice::Dice;
use super::script::{Act, By, Pen, Step, To, Who};
use super::words::{self, Line};

/// What the throws of one life need.
pub(super) struct Life<'a> {
    pub dice: Dice,
    pub line: Line,
    pub category: &'a Category,
    pub urgency: Urgency,
    pub measure: Measure<'a>,
    pub by: By,
    pub has_client: bool,
}

impl Life<'_> {
    fn said(&mut self, from: &[&'static str]) -> String {
        (*self.dice.pick(from)).to_owned()
    }

    /// Minutes of work; of what is pressing far fewer, and of all time.
    fn minutes(&mut self, low: i64, high: i64) -> i64 {
        let all = self.dice.between(low, high);
        if self.measure.is_round { (all / 12).max(1) } else { all }
    }

    /// All of it, from when it is ordered.
    pub(super) fn steps(mut self, at: DateTime<Utc>) -> Vec<Step> {
        let measure = self.measure;
        let mut pen = Pen::place(measure, at);
        let fate = self.dice.between(1, 100);
        let is_complaint = self.category.order_type == OrderType::Complaint;
        let asked = self.minutes(12, 200);
        match fate {
            1..=6 if !is_complaint => {
                let (reason, said, instead) = *self.dice.pick(&words::DECLINED);
                let (words, instead) = (said.to_owned(), instead.to_owned());
                pen.then(asked, Who::Community, Act::Do(OrderCommand::Decline { reason, words, instead }));
                return pen.steps;
            }
            7..=10 => {
                let reason = self.said(&words::CANCELLED);
                let who = match self.by {
                    By::For(who, _) => who,
                    _ => Who::Asker,
                };
                pen.then(asked, who, Act::Do(OrderCommand::Cancel { reason }));
                return pen.steps;
            }
            11..=15 => {
                let question = self.said(&words::QUESTIONS);
                pen.then(asked, Who::Grid, Act::Do(OrderCommand::AskInfo { question }));
                if fate == 11 {
                    // Nobody answers: it ends by itself.
                    return pen.steps;
                }
                let answer = self.said(&words::ANSWERS);
                let (hours, who) = (self.dice.between(2, 60), Who::Asker);
                pen.later(hours, who, Act::Do(OrderCommand::GiveInfo { answer, photographs: Vec::new() }));
            }
            _ => {}
        }
        let handler = self.taken(&mut pen);
        let handler = self.handled(&mut pen, handler);
        self.judged(&mut pen, handler);
        pen.steps
    }

    /// Until somebody has it.
    fn taken(&mut self, pen: &mut Pen<'_>) -> Who {
        let intake = if self.dice.chance(8) { self.minutes(245, 420) } else { self.minutes(10, 180) };
        let take = self.minutes(20, 300);
        let to_pool = Act::Do(OrderCommand::AcceptToPool { category: None, urgency: None });
        let takes = || Act::Do(OrderCommand::Take);
        match self.category.pool {
            Pool::Volunteers => {
                let who = if self.dice.chance(65) { Who::Grid } else { Who::Community };
                pen.then(intake, who, to_pool);
                let n = usize::try_from(self.dice.between(0, 2)).unwrap_or(0);
                let helper = Who::Volunteer(n);
                match self.dice.between(1, 100) {
                    1..=10 => {
                        let late = if self.measure.is_round { 125 } else { 430 };
                        let late = late + self.minutes(5, 90);
                        pen.then(late, Who::Community, Act::Give(To::One(helper), "接单时限内没有人接，请您去一趟。"));
                        pen.then(self.minutes(10, 90), helper, takes());
                        helper
                    }
                    11..=18 => {
                        let reason = self.said(&words::GIVEN_BACK);
                        pen.then(take, helper, takes());
                        pen.then(self.minutes(30, 120), helper, Act::Do(OrderCommand::GiveBack { reason }));
                        let other = Who::Volunteer(n + 1);
                        pen.then(self.minutes(30, 200), other, takes());
                        other
                    }
                    19..=26 => {
                        pen.then(take, Who::Grid, takes());
                        Who::Grid
                    }
                    _ => {
                        pen.then(take, helper, takes());
                        helper
                    }
                }
            }
            Pool::Staff => {
                if self.dice.chance(55) {
                    pen.then(intake, Who::Grid, to_pool);
                    pen.then(take / 2 + 1, Who::Grid, takes());
                    return Who::Grid;
                }
                pen.then(intake, Who::Community, Act::AcceptAndGive(To::Office));
                if self.dice.chance(24) {
                    let words = Some(self.said(&words::REFUSED));
                    let refuse = OrderCommand::Refuse { reason: RefuseReason::NoTime, words };
                    pen.then(take / 2 + 1, Who::Grid, Act::Do(refuse));
                    pen.then(self.minutes(20, 120), Who::Community, takes());
                    return Who::Community;
                }
                pen.then(take / 2 + 1, Who::Grid, takes());
                Who::Grid
            }
            Pool::None => {
                let (to, who) = if self.has_client { (To::Client, Who::Manager) } else { (To::Office, Who::Grid) };
                pen.then(intake, Who::Community, Act::AcceptAndGive(to));
                pen.then(take, who, takes());
                who
            }
        }
    }

    /// Until it is done, and by whom in the end.
    fn handled(&mut self, pen: &mut Pen<'_>, mut handler: Who) -> Who {
        let note = Some(self.said(&words::STARTED));
        pen.then(self.minutes(15, 240), handler, Act::Do(OrderCommand::Start { note }));
        if self.dice.chance(45) {
            let note = self.said(&words::LOGGED);
            pen.then(self.minutes(40, 500), handler, Act::Do(OrderCommand::Log { note, photographs: Vec::new() }));
        }
        let goes_up = handler == Who::Grid && self.dice.chance(11);
        if goes_up {
            let (reason, tried) = *self.dice.pick(&words::ESCALATED);
            let up = || Act::Do(OrderCommand::Escalate { reason: reason.to_owned(), tried: tried.to_owned() });
            pen.then(self.minutes(200, 700), Who::Grid, up());
            handler = Who::Community;
            if self.dice.chance(35) {
                pen.then(self.minutes(60, 240), Who::Community, up());
                handler = Who::Street;
            }
            pen.then(self.minutes(30, 200), handler, Act::Do(OrderCommand::Take));
            let note = Some(self.said(&words::STARTED));
            pen.then(self.minutes(20, 120), handler, Act::Do(OrderCommand::Start { note }));
        }
        let mut rest = self.minutes(40, 700);
        match self.dice.between(1, 100) {
            1..=6 if !goes_up && !self.measure.is_round => {
                let days = i32::try_from(self.dice.between(3, 8)).unwrap_or(3);
                let reason = self.said(&words::EXTENDED);
                let who = if handler == Who::Community { Who::Street } else { Who::Community };
                pen.then(self.minutes(20, 90), handler, Act::Deed(OrderDeed::AskExtension { days, reason }));
                pen.then(self.minutes(20, 90), who, Act::Do(OrderCommand::Extend));
                rest += self.minutes(900, 1_500);
            }
            7..=14 => {
                // Too late: it opens a chase-up by itself, or the street does.
                let limit = i64::from(self.category.limits(self.urgency).finish);
                let is_usual = limit <= i64::from(Limits::usual(self.urgency).finish);
                let late = limit + if self.measure.is_round { 200 } else { 500 };
                if is_usual {
                    pen.then(late, handler, Act::AnswerChaseUps(self.answer()));
                } else {
                    let (after, text) = (self.dice.between(1_200, 2_000), self.said(&words::CHASED));
                    let due_on = pen.due_on(after);
                    pen.then(after, Who::Street, Act::Deed(OrderDeed::ChaseUp { text, due_on }));
                    pen.then(self.minutes(30, 200), handler, Act::AnswerChaseUps(self.answer()));
                }
                pen.then(self.minutes(30, 120), Who::Street, Act::CloseChaseUps);
                rest = self.minutes(60, 400);
            }
            _ => {}
        }
        let outcome = match self.dice.between(1, 100) {
            1..=7 => Outcome::Explained,
            8..=9 => Outcome::CannotSolve,
            _ => Outcome::Solved,
        };
        let result = match outcome {
            Outcome::Solved => self.line.result,
            Outcome::Explained => "已上门把情况和政策解释清楚，居民表示理解。",
            Outcome::CannotSolve => "现场条件办不到，已说明原因，并告诉了可以求助的地方。",
        };
        pen.then(rest, handler, Act::Finish(outcome, result));
        handler
    }

    fn answer(&mut self) -> &'static str {
        self.dice.pick::<&'static str>(&words::CHASE_ANSWERED)
    }

    /// Until somebody has said how it went; many say nothing.
    fn judged(&mut self, pen: &mut Pen<'_>, handler: Who) {
        let is_for_other = matches!(self.by, By::For(..));
        let said = self.dice.between(1, 100);
        if !is_for_other && said <= 9 {
            let reason = self.said(&words::REJECTED);
            pen.later(self.dice.between(3, 70), Who::Asker, Act::Do(OrderCommand::Reject { reason }));
            let note = "已再次上门查看，重新处理。".to_owned();
            pen.at_work(
                self.dice.between(30, 300),
                handler,
                Act::Do(OrderCommand::Log { note, photographs: Vec::new() }),
            );
            // By now it may be late.
            pen.at_work(self.dice.between(30, 200), handler, Act::AnswerChaseUps(self.answer()));
            pen.at_work(self.dice.between(20, 60), Who::Street, Act::CloseChaseUps);
            pen.at_work(self.dice.between(30, 200), handler, Act::Finish(Outcome::Solved, self.line.result));
            self.rated(pen);
        } else if !is_for_other && said <= 62 {
            self.rated(pen);
        } else if said <= 80 {
            self.called_back(pen, handler);
        }
    }

    /// One to five stars.
    fn rated(&mut self, pen: &mut Pen<'_>) {
        let stars = match self.dice.between(1, 100) {
            1..=3 => 1_u8,
            4..=8 => 2,
            9..=18 => 3,
            19..=50 => 4,
            _ => 5,
        };
        let words = self.dice.chance(70).then(|| self.said(words::RATED[usize::from(stars) - 1]));
        pen.later(self.dice.between(1, 90), Who::Asker, Act::Do(OrderCommand::Confirm { rating: Some(stars), words }));
    }

    /// Somebody of another office asks by telephone.
    fn called_back(&mut self, pen: &mut Pen<'_>, handler: Who) {
        let caller = match handler {
            Who::Volunteer(_) => Who::Grid,
            Who::Manager => Who::Community,
            Who::Street => Who::District,
            _ => Who::Street,
        };
        let after = self.dice.between(120, 900);
        if !pen.is_within(after + 60, 6) {
            // A long holiday lies between: nobody calls in time.
            return;
        }
        let (solved, satisfied) = *self.dice.pick(&[
            (Solved::Yes, Satisfied::Very),
            (Solved::Yes, Satisfied::Yes),
            (Solved::Yes, Satisfied::Yes),
            (Solved::Yes, Satisfied::Basic),
            (Solved::Partly, Satisfied::Basic),
            (Solved::Partly, Satisfied::Basic),
        ]);
        let words = (solved == Solved::Yes).then(|| self.said(&words::HEARD_GOOD));
        let channel = if self.dice.chance(20) { CallbackChannel::Visit } else { CallbackChannel::Phone };
        let heard = NewCallback { channel, reached: true, solved: Some(solved), satisfied: Some(satisfied), words };
        pen.at_work(after, caller, Act::Deed(OrderDeed::CallBack(heard)));
        pen.at_work(2, caller, Act::Do(OrderCommand::Confirm { rating: None, words: None }));
    }
}
