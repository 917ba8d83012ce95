//! How it stands on the day the demonstration is made: the desks of its accounts are alive, and here and there something is
//! stuck. Moments are counted back from now.

use chrono::{DateTime, TimeDelta, Utc};
use shared::orders::callback::{CallbackChannel, NewCallback, Satisfied, Solved};
use shared::orders::command::OrderCommand;
use shared::orders::deed::OrderDeed;
use shared::orders::{Channel, DeclineReason, Outcome, Urgency};
use shared::people::Role;
use shared::time::date_of;

use super::back::Back;
use super::script::{Act, By, Step, To, Who};
use super::words;

/// Where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// In the grid of the account of the grid worker.
    OwnGrid,
    /// In another grid of the first community.
    Beside,
    /// In the n-th street.
    Street(usize),
}

/// One order as it stands.
pub(super) struct Stand {
    pub category: &'static str,
    pub what: Option<&'static str>,
    pub urgency: Urgency,
    pub place: Where,
    pub by: By,
    pub steps: Vec<Step>,
}

/// An order whose steps are `(minutes ago, who, what)`; of what is pressing all minutes count.
fn stand(
    back: Back<'_>,
    (category, place, urgency): (&'static str, Where, Urgency),
    by: By,
    steps: Vec<(i64, Who, Act)>,
) -> Stand {
    let at = |minutes| if urgency.is_round_the_clock() { back.passed(minutes) } else { back.worked(minutes) };
    let steps = steps.into_iter().map(|(minutes, who, act)| Step { at: at(minutes), who, act }).collect();
    Stand { category, what: None, urgency, place, by, steps }
}

const ME_VOLUNTEER: Who = Who::Account(Role::Volunteer);
const ME_GRID: Who = Who::Account(Role::GridWorker);
const ME_COMMUNITY: Who = Who::Account(Role::CommunityAdmin);
const ME_STREET: Who = Who::Account(Role::StreetOfficer);
const ME_DEPT: Who = Who::Account(Role::DeptOfficer);
const ME_MANAGER: Who = Who::Account(Role::ProjectManager);
const RESIDENT: By = By::Account(Role::Resident);

fn placed(minutes: i64) -> (i64, Who, Act) {
    (minutes, Who::Asker, Act::Place)
}
fn to_pool() -> Act {
    Act::Do(OrderCommand::AcceptToPool { category: None, urgency: None })
}
fn take() -> Act {
    Act::Do(OrderCommand::Take)
}
fn start() -> Act {
    Act::Do(OrderCommand::Start { note: Some(words::STARTED[0].to_owned()) })
}
fn log(note: &str) -> Act {
    Act::Do(OrderCommand::Log { note: note.to_owned(), photographs: Vec::new() })
}
fn done(result: &'static str) -> Act {
    Act::Finish(Outcome::Solved, result)
}
fn up(n: usize) -> Act {
    let (reason, tried) = words::ESCALATED[n];
    Act::Do(OrderCommand::Escalate { reason: reason.to_owned(), tried: tried.to_owned() })
}
fn no(n: usize) -> Act {
    Act::Do(OrderCommand::Reject { reason: words::REJECTED[n].to_owned() })
}
fn stars(stars: u8, words: &str) -> Act {
    Act::Do(OrderCommand::Confirm { rating: Some(stars), words: Some(words.to_owned()) })
}

fn not_true() -> Act {
    Act::Do(OrderCommand::Decline {
        reason: DeclineReason::False,
        words: "核实为广告，不是居民的诉求。".to_owned(),
        instead: "办理证件请到社区服务大厅或政务服务中心。".to_owned(),
    })
}

/// All of them.
pub(super) fn stands(back: Back<'_>) -> Vec<Stand> {
    let mut all = waiting(back);
    all.extend(handled(back));
    all.extend(gone_up(back));
    all.extend(judged(back));
    all.extend(of_the_resident(back));
    all.extend(elsewhere(back));
    all.iter_mut().for_each(|stand| keep_alive(&mut stand.steps, back.now));
    all
}

/// What is done closes by itself after a week. Where a long holiday lies behind, it was done after it began, not before.
fn keep_alive(steps: &mut [Step], now: DateTime<Utc>) {
    let finished = |step: &Step| matches!(step.act, Act::Finish(..));
    let Some(first) = steps.iter().position(finished) else { return };
    let mut earliest = now - TimeDelta::days(5);
    for step in &mut steps[first..] {
        step.at = step.at.max(earliest);
        earliest += TimeDelta::hours(3);
    }
}

use Urgency::{Normal, Urgent};
use Where::{Beside, OwnGrid};

/// What nobody has yet.
fn waiting(back: Back<'_>) -> Vec<Stand> {
    let held = |what, stand: Stand| Stand { what: Some(what), ..stand };
    let pool = |category, place, accepted: i64| {
        let steps = vec![placed(accepted + 60), (accepted, Who::Community, to_pool())];
        stand(back, (category, place, Normal), By::Anybody, steps)
    };
    let grid_visit = By::For(Who::Grid, Channel::GridVisit);
    vec![
        stand(back, ("drain_blocked", OwnGrid, Urgent), By::Anybody, vec![placed(15)]),
        stand(back, ("stairwell_light", OwnGrid, Normal), By::Anybody, vec![placed(40)]),
        stand(back, ("policy_advice", Beside, Normal), grid_visit, vec![placed(100)]),
        held(
            "专业疏通下水道，随叫随到，价格优惠，详情请看 www.shili.example 。",
            stand(back, ("plumbing_electrics", OwnGrid, Normal), By::Anybody, vec![placed(60)]),
        ),
        held(
            "楼栋群里有人发这个链接 https://shili.example/lingqian 说点了能领钱，请社区提醒大家不要点。",
            stand(back, ("enquiry", OwnGrid, Normal), By::Anybody, vec![placed(130)]),
        ),
        held(
            "办理各种证件，快速出证，加微信看 www.shili.example/zheng 。",
            stand(
                back,
                ("certificates", Beside, Normal),
                By::Anybody,
                vec![placed(700), (610, ME_COMMUNITY, not_true())],
            ),
        ),
        held(
            "在网上看到一个活动 http://shili.example/huodong ，请问真是社区办的吗？",
            stand(
                back,
                ("enquiry", Where::Street(3), Normal),
                By::Anybody,
                vec![placed(160), (100, Who::Community, Act::Deed(OrderDeed::Release))],
            ),
        ),
        held(
            "有人在楼道贴小广告，上面写着 www.shili.example ，撕了又贴。",
            stand(back, ("rubbish", Where::Street(2), Normal), By::Anybody, vec![placed(50)]),
        ),
        stand(
            back,
            ("leak", OwnGrid, Normal),
            By::Anybody,
            vec![
                placed(230),
                (150, Who::Grid, Act::Do(OrderCommand::AskInfo { question: words::QUESTIONS[3].to_owned() })),
            ],
        ),
        pool("haircut", OwnGrid, 405),
        pool("errands", OwnGrid, 130),
        pool("phone_lessons", Beside, 200),
        pool("lifting", OwnGrid, 45),
        pool("streetlight", OwnGrid, 90),
        pool("rubbish", Beside, 260),
    ]
}

/// What is given, taken and handled.
fn handled(back: Back<'_>) -> Vec<Stand> {
    let given = |category, place, to, by| {
        let steps = vec![placed(190), (110, by, Act::AcceptAndGive(to))];
        stand(back, (category, place, Normal), By::Anybody, steps)
    };
    let taken = |category, who, ago: i64| {
        let steps = vec![placed(ago + 200), (ago + 120, Who::Community, to_pool()), (ago, who, take())];
        stand(back, (category, OwnGrid, Normal), By::Anybody, steps)
    };
    let mut running = taken("tutoring", ME_VOLUNTEER, 500);
    running.steps.push(Step { at: back.worked(420), who: ME_VOLUNTEER, act: start() });
    running
        .steps
        .push(Step { at: back.worked(90), who: ME_VOLUNTEER, act: log("已辅导两次，下次是周五下午。") });
    let mut repaired = taken("stairwell_light", ME_GRID, 300);
    repaired.steps.push(Step { at: back.worked(240), who: ME_GRID, act: start() });
    let mut extending = taken("greenery", ME_GRID, 900);
    let reason = words::EXTENDED[1].to_owned();
    extending.steps.extend([
        Step { at: back.worked(800), who: ME_GRID, act: start() },
        Step { at: back.worked(100), who: ME_GRID, act: Act::Deed(OrderDeed::AskExtension { days: 5, reason }) },
    ]);
    let overdue = stand(
        back,
        ("leak", OwnGrid, Normal),
        By::Anybody,
        vec![
            placed(2_760),
            (2_600, Who::Community, to_pool()),
            (2_500, ME_GRID, take()),
            (2_400, ME_GRID, start()),
            (1_100, ME_GRID, log("防水材料已订，等天晴施工。")),
        ],
    );
    vec![
        given("small_repairs", OwnGrid, To::One(ME_VOLUNTEER), ME_COMMUNITY),
        given("streetlight", OwnGrid, To::Office, ME_COMMUNITY),
        given("suggestion", OwnGrid, To::One(ME_DEPT), ME_STREET),
        given("manhole", Beside, To::Office, ME_COMMUNITY),
        taken("hospital_companion", ME_VOLUNTEER, 70),
        taken("manhole", ME_GRID, 60),
        running,
        repaired,
        extending,
        overdue,
        stand(
            back,
            ("parking", OwnGrid, Normal),
            By::Anybody,
            vec![placed(340), (250, Who::Community, Act::AcceptAndGive(To::Client))],
        ),
        stand(
            back,
            ("paving_loose", OwnGrid, Normal),
            By::Anybody,
            vec![
                placed(1_100),
                (980, Who::Community, Act::AcceptAndGive(To::Client)),
                (900, ME_MANAGER, take()),
                (840, ME_MANAGER, start()),
                (300, ME_MANAGER, log("松动的地方已做记号，明天重铺。")),
            ],
        ),
        stand(
            back,
            ("rubbish", OwnGrid, Normal),
            By::Anybody,
            vec![
                placed(620),
                (540, ME_STREET, Act::AcceptAndGive(To::One(ME_DEPT))),
                (430, ME_DEPT, take()),
                (380, ME_DEPT, start()),
            ],
        ),
    ]
}

/// What was reported up, and what came back too often.
fn gone_up(back: Back<'_>) -> Vec<Stand> {
    let base = |category, place, ago: i64| {
        let steps = vec![
            placed(ago + 300),
            (ago + 200, Who::Community, to_pool()),
            (ago + 120, Who::Grid, take()),
            (ago + 60, Who::Grid, start()),
        ];
        stand(back, (category, place, Normal), By::Anybody, steps)
    };
    let with = |mut stand: Stand, steps: Vec<(i64, Who, Act)>| {
        stand.steps.extend(steps.into_iter().map(|(ago, who, act)| Step { at: back.worked(ago), who, act }));
        stand
    };
    let thrice = |place: Where, ago: i64| {
        let finish = || Act::Finish(Outcome::Solved, "已疏通并冲洗管道。");
        with(
            base("drain_blocked", place, ago),
            vec![
                (ago, Who::Grid, finish()),
                (ago - 60, Who::Asker, no(0)),
                (ago - 200, Who::Grid, finish()),
                (ago - 260, Who::Asker, no(2)),
                (ago - 420, Who::Grid, finish()),
                (ago - 500, Who::Asker, no(4)),
            ],
        )
    };
    let text = words::CHASED[1].to_owned();
    let due_on = date_of(back.worked(60)) + TimeDelta::days(2);
    vec![
        with(base("mediation", OwnGrid, 700), vec![(180, Who::Grid, up(1))]),
        with(base("drain_blocked", OwnGrid, 900), vec![(400, Who::Grid, up(0)), (200, ME_COMMUNITY, up(0))]),
        with(
            base("streetlight", Beside, 1_500),
            vec![(1_200, Who::Grid, up(2)), (800, ME_COMMUNITY, up(2)), (240, ME_STREET, up(3))],
        ),
        with(
            base("entrance_door", OwnGrid, 1_000),
            vec![(60, ME_STREET, Act::Deed(OrderDeed::ChaseUp { text, due_on }))],
        ),
        thrice(OwnGrid, 1_100),
        with(thrice(Where::Street(2), 1_300), vec![(600, Who::Street, log("街道已请管道公司做内窥检测。"))]),
    ]
}

/// What is done and waits for a word.
fn judged(back: Back<'_>) -> Vec<Stand> {
    let finished = |category, who: Who, ago: i64, by: By| {
        let steps = vec![
            placed(ago + 500),
            (ago + 400, Who::Community, to_pool()),
            (ago + 300, who, take()),
            (ago + 250, who, start()),
            (ago, who, done("已办好，当面试过没有问题。")),
        ];
        stand(back, (category, OwnGrid, Normal), by, steps)
    };
    let mut heard = finished("wish", Who::Volunteer(2), 300, By::For(Who::Grid, Channel::GridVisit));
    let not_reached =
        NewCallback { channel: CallbackChannel::Phone, reached: false, solved: None, satisfied: None, words: None };
    heard.steps.push(Step { at: back.worked(45), who: Who::Grid, act: Act::Deed(OrderDeed::CallBack(not_reached)) });
    let mut said = finished("plumbing_electrics", Who::Volunteer(1), 420, By::For(Who::Community, Channel::Phone));
    let words = Some("说只修了一半，还在滴。".to_owned());
    let told = NewCallback {
        channel: CallbackChannel::Phone,
        reached: true,
        solved: Some(Solved::Partly),
        satisfied: Some(Satisfied::No),
        words,
    };
    said.steps.push(Step { at: back.worked(30), who: Who::Grid, act: Act::Deed(OrderDeed::CallBack(told)) });
    vec![
        finished("lifting", ME_VOLUNTEER, 200, By::Anybody),
        finished("stairwell_light", ME_GRID, 350, By::Anybody),
        heard,
        said,
    ]
}

/// The four of the account of the resident.
fn of_the_resident(back: Back<'_>) -> Vec<Stand> {
    let mine = |category, steps| stand(back, (category, OwnGrid, Normal), RESIDENT, steps);
    let by_helper = |ago: i64, who: Who| {
        vec![
            placed(ago + 400),
            (ago + 330, Who::Community, to_pool()),
            (ago + 250, who, take()),
            (ago + 200, who, start()),
        ]
    };
    let mut waits = by_helper(150, Who::Volunteer(0));
    waits.push((150, Who::Volunteer(0), done("已教会视频通话，并写了一张大字步骤。")));
    let mut closed = by_helper(2_000, Who::Volunteer(1));
    closed.push((2_000, Who::Volunteer(1), done("已买好送到，小票和零钱交清。")));
    closed.push((1_900, Who::Asker, stars(5, "送得快，谢谢志愿者。")));
    let mut running = by_helper(200, Who::Grid);
    running.push((60, Who::Grid, log("师傅看过了，明天上午来换。")));
    vec![
        mine("phone_lessons", waits),
        mine("errands", closed),
        mine("entrance_door", running),
        mine("suggestion", vec![placed(20)]),
    ]
}

/// What is stuck in the other streets, in each something else.
fn elsewhere(back: Back<'_>) -> Vec<Stand> {
    let in_street = |n, category, steps| stand(back, (category, Where::Street(n), Normal), By::Anybody, steps);
    let taken = |ago: i64| {
        vec![
            placed(ago + 300),
            (ago + 200, Who::Community, to_pool()),
            (ago + 120, Who::Grid, take()),
            (ago, Who::Grid, start()),
        ]
    };
    let with = |mut steps: Vec<(i64, Who, Act)>, more: Vec<(i64, Who, Act)>| {
        steps.extend(more);
        steps
    };
    vec![
        in_street(1, "leak", taken(2_900)),
        in_street(1, "rubbish", taken(2_250)),
        in_street(1, "manhole", with(taken(900), vec![(300, Who::Grid, up(0)), (120, Who::Community, up(2))])),
        in_street(2, "greenery", taken(3_100)),
        in_street(2, "haircut", vec![placed(90)]),
        in_street(3, "entrance_door", taken(2_300)),
        in_street(3, "streetlight", taken(2_500)),
        in_street(3, "drain_blocked", taken(2_700)),
        in_street(3, "policy_advice", vec![placed(30)]),
        in_street(4, "mediation", with(taken(1_500), vec![(600, Who::Grid, up(1))])),
        in_street(4, "rubbish", taken(1_950)),
        in_street(5, "stairwell_light", taken(1_720)),
        in_street(5, "errands", vec![placed(200), (120, Who::Grid, to_pool())]),
    ]
}
