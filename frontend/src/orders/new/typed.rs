//! What is typed into an order, as a draft keeps it and as it travels.

use leptos::prelude::*;
use serde_json::{Value, json};
use shared::error::ApiError;
use shared::geo::Point;
use shared::id::CompoundId;
use shared::orders::category::{Answer, Category};
use shared::orders::new::{NewOrder, OrderForOther, OrderPlace};
use shared::orders::{Channel, Urgency};
use shared::projects::Project;

use super::super::chooser::{PlaceFields, Way};
use super::super::keep::{self, Answered, Draft};
use super::super::photos::Photos;
use crate::staff::{Faults, Form, code_of};

/// In this order the fields stand on the page, and what is wrong with them in the summary.
const FIELDS: [&str; 9] =
    ["category", "what", "project", "place", "channel", "name", "phone", "has_consent", "photographs"];

/// What is typed.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) for_other: bool,
    pub(super) category: RwSignal<String>,
    pub(super) what: RwSignal<String>,
    pub(super) phone: RwSignal<String>,
    pub(super) urgency: RwSignal<String>,
    /// Number and name of the works it is about.
    pub(super) project: RwSignal<Option<(String, String)>>,
    pub(super) agrees: RwSignal<bool>,
    pub(super) answers: RwSignal<Vec<Answered>>,
    pub(super) channel: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) consent: RwSignal<bool>,
    pub(super) place: PlaceFields,
    pub(super) token: RwSignal<String>,
    link: StoredValue<String>,
    sent: StoredValue<String>,
}

impl Typed {
    /// As it was left.
    pub(super) fn of(form: Form, draft: &Draft, for_other: bool) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let channel = if draft.channel.is_empty() { code_of(Channel::GridVisit) } else { &draft.channel };
        let typed = Self {
            for_other,
            category: text(&draft.category),
            what: text(&draft.what),
            phone: text(&draft.phone),
            urgency: text(&draft.urgency),
            project: RwSignal::new(draft.project.clone()),
            agrees: RwSignal::new(draft.agrees),
            answers: RwSignal::new(draft.answers.clone()),
            channel: text(channel),
            name: text(&draft.name),
            consent: RwSignal::new(draft.consent),
            place: PlaceFields::of(form, draft),
            token: RwSignal::new(draft.token.clone()),
            link: StoredValue::new(draft.link.clone()),
            sent: StoredValue::new(draft.sent.clone()),
        };
        typed.follow_compound();
        typed
    }

    /// Works that another compound does not have are not meant any more.
    fn follow_compound(self) {
        let before = StoredValue::new(self.place.compound.with_untracked(|c| c.as_ref().map(|(id, _)| *id)));
        Effect::new(move |_| {
            let Some(here) = self.place.here() else { return };
            let id = Some(here.summary.id);
            if before.get_value() == id {
                return;
            }
            before.set_value(id);
            let has = |number: &str| here.projects.iter().any(|p| p.number == number);
            if self.project.with_untracked(|p| p.as_ref().is_some_and(|(number, _)| !has(number))) {
                self.project.set(None);
            }
        });
    }

    /// The works that were chosen. Where no place was said, theirs is it.
    pub(super) fn is_about(self, project: &Project) {
        let summary = &project.summary;
        if self.place.is_unsaid() {
            match (project.compounds.as_slice(), summary.position) {
                ([only], _) => {
                    self.place.way.set(Way::Compound);
                    self.place.compound.set(Some((only.compound.id, only.compound.name.clone())));
                }
                (_, Some(at)) => {
                    self.place.way.set(Way::Pin);
                    self.place.pin.set(Some(at));
                }
                _ => {}
            }
        }
        self.project.set(Some((summary.number.clone(), summary.name.clone())));
    }

    /// The compound where it is.
    pub(super) fn is_at(self, id: CompoundId, name: String) {
        self.place.way.set(Way::Compound);
        self.place.compound.set(Some((id, name)));
    }

    /// The link `link` filled the fields it names; once is enough.
    pub(super) fn came_by(self, link: &str) {
        self.link.set_value(link.to_owned());
    }

    /// As this device keeps it. Of somebody else neither name nor phone is kept, nor that he agreed to it.
    pub(super) fn draft(self, is_waiting: bool) -> Draft {
        let place = self.place;
        let own = |text: RwSignal<String>| if self.for_other { String::new() } else { text.get() };
        Draft {
            token: self.token.get(),
            category: self.category.get(),
            what: self.what.get(),
            phone: own(self.phone),
            urgency: self.urgency.get(),
            answers: self.answers.get(),
            way: place.way.get().code().to_owned(),
            compound: place.compound.get().map(|(id, name)| (id.to_string(), name)),
            area: place.area.get(),
            pin: place.pin.get().map(|at| (at.lng, at.lat)),
            building: place.building.get(),
            words: place.words.get(),
            project: self.project.get(),
            agrees: self.agrees.get(),
            channel: self.channel.get(),
            name: own(self.name),
            consent: self.consent.get() && !self.for_other,
            link: self.link.get_value(),
            is_waiting,
            sent: self.sent.get_value(),
        }
    }

    /// As it travels. Only what `category` asks is answered, and only where it needs works are they named.
    pub(super) fn order(self, photos: Photos, category: Option<&Category>) -> Value {
        let some = |text: RwSignal<String>| Some(text.get().trim().to_owned()).filter(|text| !text.is_empty());
        let needs_project = category.is_some_and(|c| c.needs_project);
        let project = self.project.get().filter(|_| needs_project).map(|(number, _)| number);
        json!({
            "category": self.category.get(),
            "what": self.what.get(),
            "place": self.place.body().unwrap_or_else(|| json!({})),
            "phone": some(self.phone),
            "urgency": self.urgency.get(),
            "answers": category.map(|c| answers(c, &self.answers.get())).unwrap_or_default(),
            "photographs": photos.ids(),
            "contact_for_manager": project.is_some() && self.agrees.get() && !self.for_other,
            "project": project,
            "device": keep::device(),
            "client_token": self.token.get(),
        })
    }

    /// Body of an order in somebody's name.
    pub(super) fn for_other_body(self, order: &Value) -> Value {
        json!({ "order": order, "channel": self.channel.get(), "name": self.name.get(), "has_consent": self.consent.get() })
    }

    /// All that is wrong with it, as it stands on the page.
    pub(super) fn faults(self, order: &Value, needs_phone: bool, category: Option<&Category>) -> Faults {
        let Ok(order) = serde_json::from_value::<NewOrder>(order.clone()) else {
            return Faults::none().when(true, "place", "order.place.missing");
        };
        let mut found = Vec::<ApiError>::new();
        each_fault(order.clone(), needs_phone, &mut |error| found.push(error));
        if self.for_other {
            let channel = self.channel.get().parse().unwrap_or(Channel::Web);
            let other = |has_consent, channel| OrderForOther {
                order: good(order.client_token.clone()),
                channel,
                name: Some(self.name.get()),
                has_consent,
            };
            // Each of the two hides the other.
            let both = [other(self.consent.get(), Channel::Phone), other(true, channel)];
            found.extend(both.into_iter().filter_map(|of| of.checked().err()));
        }
        let needs_project = category.is_some_and(|c| c.needs_project) && order.project.is_none();
        let mut faults = Faults::none();
        for field in FIELDS {
            faults = faults.when(needs_project && field == "project", field, "order.project.missing");
            if let Some(at) = found.iter().position(|error| error.field.as_deref() == Some(field)) {
                faults = faults.rule::<()>(Err(found.swap_remove(at)));
            }
        }
        found.retain(|error| !error.field.as_deref().is_some_and(|field| FIELDS.contains(&field)));
        found.into_iter().fold(faults, |faults, error| faults.rule::<()>(Err(error)))
    }
}

/// An order with which nothing is wrong.
fn good(client_token: String) -> NewOrder {
    NewOrder {
        category: "category".to_owned(),
        what: "what".to_owned(),
        place: OrderPlace { at: Some(Point { lng: 0.0, lat: 0.0 }), ..OrderPlace::default() },
        phone: None,
        urgency: Urgency::Normal,
        answers: Vec::new(),
        photographs: Vec::new(),
        project: None,
        contact_for_manager: false,
        device: None,
        client_token,
    }
}

/// The rule of both ends names one fault at a time: each is taken away, so that it names the next.
fn each_fault(mut order: NewOrder, mut needs_phone: bool, add: &mut impl FnMut(ApiError)) {
    let good = good(order.client_token.clone());
    for _ in FIELDS {
        let Err(error) = order.clone().checked(needs_phone) else { return };
        match error.field.as_deref() {
            Some("category") => order.category.clone_from(&good.category),
            Some("what") => order.what.clone_from(&good.what),
            Some("place") => order.place = good.place.clone(),
            Some("photographs") => order.photographs.clear(),
            Some("project") => order.project = None,
            Some("phone") => {
                order.phone = None;
                needs_phone = false;
            }
            _ => return add(error),
        }
        add(error);
    }
}

/// The answers that fit the questions of `category`.
fn answers(category: &Category, given: &[Answered]) -> Vec<Answer> {
    let own = given.iter().filter(|one| one.category == category.code && !one.value.trim().is_empty());
    let own = own.map(|one| Answer { question: one.question.clone(), value: one.value.trim().to_owned() });
    // One by one: what the catalogue does not have any more is left out, the others are sent.
    own.filter_map(|answer| category.answers(&[answer]).ok()).flatten().collect()
}

#[cfg(test)]
mod tests {
    use shared::orders::category::{OrderType, Pool, Question, QuestionChoice, QuestionKind};
    use shared::orders::clock::Limits;

    use super::*;

    fn category(code: &str, choices: &[&str]) -> Category {
        let choice = |code: &&str| QuestionChoice { code: (*code).into(), zh: String::new(), en: String::new() };
        let question = Question {
            code: "kind".into(),
            zh: String::new(),
            en: String::new(),
            kind: QuestionKind::Choice,
            choices: choices.iter().map(choice).collect(),
        };
        Category {
            code: code.into(),
            zh: String::new(),
            en: String::new(),
            order_type: OrderType::Repair,
            pool: Pool::Staff,
            needs_result_photo: false,
            needs_project: false,
            limits: [Limits::usual(Urgency::Normal); 3],
            questions: vec![question],
            is_active: true,
            version: 1,
        }
    }

    #[test]
    fn only_the_questions_of_the_category_that_is_chosen_now_are_answered() {
        let answered = |category: &str, value: &str| Answered {
            category: category.into(),
            question: "kind".into(),
            value: value.into(),
        };
        let given = [answered("plumbing", "water"), answered("leak", "roof"), answered("leak", "")];
        let told = |category: &Category| answers(category, &given).into_iter().map(|a| a.value).collect::<Vec<_>>();
        assert_eq!(told(&category("leak", &["roof", "pipe"])), ["roof"]);
        assert_eq!(told(&category("leak", &["pipe"])), Vec::<String>::new(), "the choice is there no more");
        assert_eq!(told(&category("rubbish", &["roof"])), Vec::<String>::new());
    }

    #[test]
    fn all_that_is_wrong_is_named_at_once() {
        let mut order = good("0123456789".into());
        order.category.clear();
        order.what.clear();
        order.place = OrderPlace::default();
        let mut found = Vec::new();
        each_fault(order, true, &mut |error| found.extend(error.field));
        assert_eq!(found, ["category", "what", "phone", "place"]);
    }
}
