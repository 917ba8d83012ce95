//! Two people wrote on one project: what each changed is put together, field by field, and nothing typed is lost.

use serde_json::{Map, Value};

use super::ProjectForm;

/// A field that somebody else changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its name on the wire.
    pub field: String,
    /// As it was, where that is one line.
    pub before: Option<String>,
    /// As the other wrote it, where that is one line.
    pub after: Option<String>,
    /// It was changed here as well: what stands here was kept.
    pub is_both: bool,
}

/// `mine` with what `theirs` changed since `base`, and what that was. Where both changed a field, mine stays.
pub fn merged(base: &ProjectForm, mine: &ProjectForm, theirs: &ProjectForm) -> (ProjectForm, Vec<Changed>) {
    let [base, mut mine_map, theirs] = [base, mine, theirs].map(fields);
    let mut changed = Vec::new();
    for (field, now) in &theirs {
        let before = base.get(field).unwrap_or(&Value::Null);
        if before == now {
            continue;
        }
        let is_same = mine_map.get(field) == Some(now);
        let is_both = mine_map.get(field).unwrap_or(&Value::Null) != before && !is_same;
        changed.push(Changed { field: field.clone(), before: line(before), after: line(now), is_both });
        if !is_both {
            mine_map.insert(field.clone(), now.clone());
        }
    }
    let whole = serde_json::from_value(Value::Object(mine_map)).unwrap_or_else(|_| mine.clone());
    (whole, changed)
}

fn fields(form: &ProjectForm) -> Map<String, Value> {
    match serde_json::to_value(form) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn line(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::AreaId;

    fn form() -> ProjectForm {
        serde_json::from_value(serde_json::json!({ "name": "东里", "area": AreaId(1), "plan_year": 2026 })).unwrap()
    }

    #[test]
    fn what_each_changed_is_kept_and_what_both_changed_stays_mine() {
        let base = form();
        let mine = ProjectForm { name: "东里改造".to_owned(), plan_year: Some(2027), ..form() };
        let theirs = ProjectForm {
            plan_year: Some(2025),
            summary: Some("换管".to_owned()),
            complaint_phone: Some("0714-1234567".to_owned()),
            ..form()
        };
        let (whole, changed) = merged(&base, &mine, &theirs);
        assert_eq!((whole.name.as_str(), whole.plan_year), ("东里改造", Some(2027)));
        assert_eq!(whole.summary.as_deref(), Some("换管"));
        let told: Vec<_> = changed.iter().map(|c| (c.field.as_str(), c.is_both)).collect();
        assert_eq!(told, [("complaint_phone", false), ("plan_year", true), ("summary", false)]);
        assert_eq!(changed[1].after.as_deref(), Some("2025"));
    }

    #[test]
    fn the_same_change_twice_is_no_quarrel() {
        let same = ProjectForm { name: "西里".to_owned(), ..form() };
        let (whole, changed) = merged(&form(), &same, &same);
        assert_eq!((whole, changed[0].is_both), (same, false));
    }
}
