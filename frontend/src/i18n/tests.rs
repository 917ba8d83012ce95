//! Both languages say everything, every key in the code is written, and amounts read as people write them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use shared::accounts::{UserEvent, UserStatus};
use shared::areas::staff::AreaWarning;
use shared::audit::{AuditAction, AuditResult};
use shared::geo::Crs;
use shared::imports::ImportKind;
use shared::media::Phase;
use shared::media::staff::PhotographEvent;
use shared::milestones::MilestoneStatus;
use shared::notices::NoticeKind;
use shared::notifications::NewsKind;
use shared::orders::category::{OrderType, Pool};
use shared::orders::deed::DeedKind;
use shared::orders::list::{OrderView, Stuck};
use shared::orders::{Channel, DeclineReason, OrderEvent, OrderStatus, Outcome, OwnerLevel, RefuseReason, Urgency};
use shared::outages::OutageKind;
use shared::people::Role;
use shared::permissions::Action;
use shared::plan_changes::staff::PlanField;
use shared::plan_changes::{PlanChangeEvent, PlanChangeStatus};
use shared::progress::Health;
use shared::progress_reports::{ReportEvent, ReportReview};
use shared::projects::events::{DocType, SuspendReason};
use shared::projects::{FundRecordType, FundSource, MemberType, ProjectEvent, ProjectStatus, Sign, StatusGroup};
use shared::published::{ItemEvent, ItemStatus};
use shared::settings::{SettingGroup, SettingKey};
use shared::week::DutyKind;
use shared::work_items::{WorkClass, WorkItemStatus};
use strum::VariantArray;

use super::*;

const PARTS: [Part; 13] =
    [START, AMOUNTS, FILTERS, SEARCH, MAP, PROJECT, COMPOUND, RESULTS, FIGURES, NOTICES, ORDERS, STAFF, ABOUT];

fn all(json: fn(&Part) -> &'static str) -> Words {
    PARTS.iter().flat_map(|part| serde_json::from_str::<Words>(json(part)).expect("a flat object of strings")).collect()
}

static ZH: LazyLock<Words> = LazyLock::new(|| all(|part| part.zh));
static EN: LazyLock<Words> = LazyLock::new(|| all(|part| part.en));

fn has(key: &str) -> bool {
    ZH.contains_key(key) || (ZH.contains_key(&format!("{key}.one")) && ZH.contains_key(&format!("{key}.other")))
}

#[test]
fn both_languages_have_the_same_keys() {
    let keys = |words: &Words| words.keys().cloned().collect::<BTreeSet<_>>();
    let (zh, en) = (keys(&ZH), keys(&EN));
    assert_eq!(zh.difference(&en).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in English");
    assert_eq!(en.difference(&zh).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in Chinese");
}

#[test]
fn both_languages_fill_the_same_places() {
    let places = |text: &str| {
        let parts = text.split('{').skip(1).filter_map(|part| part.split('}').next().map(str::to_owned));
        parts.collect::<BTreeSet<_>>()
    };
    for (key, zh) in ZH.iter() {
        // One thing may be said without its number.
        let (zh, en) = (places(zh), places(&EN[key]));
        assert!(zh == en || (key.ends_with(".one") && en.is_subset(&zh)), "{key}: {zh:?} {en:?}");
    }
}

#[test]
fn every_code_of_the_wire_has_its_word() {
    fn all<T: VariantArray + Copy + Into<&'static str>>(family: &str) -> Vec<String> {
        T::VARIANTS.iter().map(|v| format!("{family}.{}", Into::<&'static str>::into(*v))).collect()
    }
    let families = [
        all::<ProjectStatus>("status"),
        all::<Sign>("sign"),
        all::<Health>("health"),
        all::<StatusGroup>("group"),
        all::<MilestoneStatus>("milestone_status"),
        all::<WorkItemStatus>("work_item_status"),
        all::<WorkClass>("work_class"),
        all::<PlanChangeStatus>("plan_change_status"),
        all::<ReportReview>("review"),
        Role::GRANTABLE.iter().map(|r| format!("role.{}", <&'static str>::from(*r))).collect(),
        all::<Action>("may"),
        all::<AuditAction>("deed"),
        all::<AuditResult>("audit_result"),
        all::<UserStatus>("user_status"),
        all::<UserEvent>("user_event"),
        all::<SettingKey>("setting"),
        all::<SettingGroup>("setting_group"),
        all::<DutyKind>("week.kind"),
        all::<MilestoneStatus>("step_status"),
        all::<PlanChangeStatus>("plan_status"),
        all::<PlanField>("week.plan"),
        all::<OutageKind>("outage"),
        all::<NoticeKind>("notice_kind"),
        all::<ItemStatus>("item_status"),
        all::<ItemEvent>("item_event"),
        all::<ImportKind>("import_kind"),
        all::<PhotographEvent>("photograph_event"),
        all::<Crs>("crs"),
        all::<MemberType>("member_type"),
        all::<FundSource>("fund_source"),
        all::<FundRecordType>("fund_record"),
        all::<ProjectEvent>("act.project"),
        all::<ReportEvent>("act.report"),
        all::<PlanChangeEvent>("act.change"),
        all::<DocType>("doc_type"),
        all::<SuspendReason>("suspend_reason"),
        all::<Phase>("shot_phase"),
        all::<AreaWarning>("area_warning"),
        all::<OrderStatus>("order.status"),
        all::<OrderEvent>("order.did"),
        all::<DeedKind>("order.deed"),
        all::<Urgency>("order.urgency"),
        all::<Channel>("order.channel"),
        all::<OwnerLevel>("order.level"),
        all::<Outcome>("order.outcome"),
        all::<DeclineReason>("order.decline"),
        all::<RefuseReason>("order.refuse"),
        all::<OrderType>("order.type"),
        all::<Stuck>("orders.which"),
        all::<OrderView>("orders.view"),
        all::<NewsKind>("news"),
        all::<Pool>("settings.pool"),
    ];
    for key in families.into_iter().flatten() {
        assert!(has(&key), "{key}");
    }
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if !path.ends_with("tests.rs") {
            found.push(std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn every_key_in_the_code_is_written() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut missing = BTreeSet::new();
    for text in &files {
        for quoted in text.split('"').skip(1).step_by(2) {
            // A key is dotted lower-case words; such a literal of a known family must be written, or begin what is.
            let dotted =
                quoted.contains('.') && quoted.bytes().all(|b| b.is_ascii_lowercase() || b == b'.' || b == b'_');
            let family = quoted.split('.').next().unwrap_or_default();
            let known = ZH.keys().any(|key| key.split('.').next() == Some(family));
            let begins = || ZH.keys().any(|key| key.starts_with(&format!("{quoted}.")));
            if dotted && known && !has(quoted) && !begins() {
                missing.insert(quoted.to_owned());
            }
        }
        for call in ["t(\"", "tf(\"", "say(\""] {
            for (at, _) in text.match_indices(call) {
                let before = text[..at].chars().next_back();
                let key = text[at + call.len()..].split('"').next().unwrap_or_default();
                if !before.is_some_and(|c| c.is_alphanumeric() || c == '_') && !has(key) {
                    missing.insert(key.to_owned());
                }
            }
        }
    }
    assert!(missing.is_empty(), "not written: {missing:?}");
}

/// The frame and the start page are drawn before any other part came.
#[test]
fn what_is_drawn_first_has_its_words_from_the_beginning() {
    let first: Words = serde_json::from_str(START.zh).expect("a flat object of strings");
    let mut files = Vec::new();
    for folder in ["shell", "start", "ui"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut files);
    }
    // These come later, with words of their own.
    let later = [
        include_str!("../start/fields.rs"),
        include_str!("../start/hits.rs"),
        include_str!("../ui/before_after.rs"),
        include_str!("../ui/code.rs"),
        include_str!("../ui/photo.rs"),
    ];
    for quoted in
        files.iter().filter(|text| !later.contains(&text.as_str())).flat_map(|text| text.split('"').skip(1).step_by(2))
    {
        let begins = |words: &Words| words.keys().any(|key| key == quoted || key.starts_with(&format!("{quoted}.")));
        assert!(!quoted.contains('.') || !begins(&ZH) || begins(&first), "{quoted} is not among the first words");
    }
}

#[test]
fn amounts_read_as_people_write_them() {
    PARTS.iter().for_each(learn);
    assert_eq!(amounts::money(1_420_000_000), "1420 万元");
    assert_eq!(amounts::money(12_500_000_000), "1.25 亿元");
    assert_eq!(amounts::money(50_000), "500 元");
    assert_eq!(money_in(3_176_700_000, shared::money::Currency::Usd), "USD 31767000");
    assert_eq!(percent(4_600), "46%");
    assert_eq!(
        (percent(9_999), percent(10_000), percent(3), percent(0)),
        ("99%".into(), "100%".into(), "1%".into(), "0%".into())
    );
    assert_eq!(quantity(1_240, "m"), "1240 米");
    assert_eq!(quantity(3, "unheard_of"), "3 unheard_of");
    assert_eq!(tf("badge.late", &[("n", &18)]), "滞后 18 天");
    assert_eq!(days_ago(0), "今天");
    assert_eq!(years(Some(1987), Some(1994)).as_deref(), Some("1987–1994"));
}
