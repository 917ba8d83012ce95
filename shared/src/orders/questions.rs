//! Questions of a category as they are written down in the settings: one a line, in Chinese and English, with what can be chosen.
//!
//! `水还是电 | Water or electricity | 水 = Water | 电 = Electricity`; without choices it is answered in words.

use super::category::{Question, QuestionChoice, QuestionKind};
use crate::error::{ApiError, ErrorCode};

/// Questions of a category at most.
const MOST: usize = 6;
/// Choices of a question at most.
const MOST_CHOICES: usize = 12;
/// Characters of a question or choice at most.
const LONG: usize = 60;

/// `questions` as they are written down.
pub fn write(questions: &[Question]) -> String {
    let choice = |choice: &QuestionChoice| format!(" | {} = {}", choice.zh, choice.en);
    let line = |question: &Question| {
        let choices: String = question.choices.iter().map(choice).collect();
        format!("{} | {}{choices}", question.zh, question.en)
    };
    questions.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads what was written down. What is called as it was `before`, in either language, keeps its code, and with it the answers
/// that were given; what is new has none yet.
///
/// # Errors
/// Naming `questions` and the line.
pub fn read(text: &str, before: &[Question]) -> Result<Vec<Question>, ApiError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut all: Vec<Question> = Vec::new();
    for (n, line) in lines {
        let question = one(line, before).ok_or_else(|| unreadable(n + 1))?;
        all.push(question);
    }
    check(&all)?;
    Ok(all)
}

fn one(line: &str, before: &[Question]) -> Option<Question> {
    let line = line.replace('｜', "|").replace('＝', "=");
    let mut parts = line.split('|').map(str::trim);
    let (zh, en) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let known = before.iter().find(|question| question.zh == zh || question.en == en);
    let choice = |text: &str| {
        let (zh, en) = text.split_once('=').map(|(zh, en)| (zh.trim().to_owned(), en.trim().to_owned()))?;
        let code = known.and_then(|question| question.choices.iter().find(|choice| choice.zh == zh || choice.en == en));
        Some(QuestionChoice { code: code.map(|choice| choice.code.clone()).unwrap_or_default(), zh, en })
    };
    let choices = parts.map(choice).collect::<Option<Vec<_>>>()?;
    let kind = if choices.is_empty() { QuestionKind::Text } else { QuestionKind::Choice };
    let code = known.map(|question| question.code.clone()).unwrap_or_default();
    Some(Question { code, zh, en, kind, choices })
}

/// Holds questions against the rules.
///
/// # Errors
/// Naming `questions`.
pub fn check(questions: &[Question]) -> Result<(), ApiError> {
    let is_word = |text: &str| {
        (1..=LONG).contains(&text.chars().count()) && !text.contains(['|', '=']) && !text.chars().any(char::is_control)
    };
    // A code is given when it is kept, and never twice.
    let is_code = |code: &str| {
        code.len() <= 20 && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let are_apart =
        |codes: Vec<&str>| codes.iter().enumerate().all(|(n, code)| code.is_empty() || !codes[..n].contains(code));
    let is_good = |question: &Question| {
        let choices = &question.choices;
        let fits = match question.kind {
            QuestionKind::Text => choices.is_empty(),
            QuestionKind::Choice => (2..=MOST_CHOICES).contains(&choices.len()),
        };
        let are_good = |choice: &QuestionChoice| is_code(&choice.code) && is_word(&choice.zh) && is_word(&choice.en);
        let are_apart = are_apart(choices.iter().map(|choice| choice.code.as_str()).collect());
        fits && are_apart
            && is_code(&question.code)
            && is_word(&question.zh)
            && is_word(&question.en)
            && choices.iter().all(are_good)
    };
    if let Some(n) = questions.iter().position(|question| !is_good(question)) {
        return Err(unreadable(n + 1));
    }
    if questions.len() <= MOST && are_apart(questions.iter().map(|question| question.code.as_str()).collect()) {
        return Ok(());
    }
    let (zh, en) = ("最多 6 个问题，不能重复。", "Six questions at most, each once.");
    Err(ApiError::field(ErrorCode::InvalidValue, "questions", zh, en))
}

fn unreadable(line: usize) -> ApiError {
    let zh = format!(
        "第 {line} 行不对：写“中文 | English”，可选项接着写“| 选项 = Choice”，选项 2 到 12 个，每处最多 60 字。"
    );
    let en = format!(
        "Line {line} is wrong: write “中文 | English”, and choices behind as “| 选项 = Choice”, two to twelve, sixty characters each at most."
    );
    ApiError::field(ErrorCode::InvalidValue, "questions", &zh, &en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_with_its_codes() {
        let text = "水还是电 | Water or electricity | 水 = Water | 电 = Electricity\n几楼 | Which floor";
        let mut first = read(text, &[]).unwrap();
        assert!(first.iter().all(|question| question.code.is_empty()), "what is new has no code yet");
        assert_eq!(first[1].kind, QuestionKind::Text);
        assert_eq!(write(&first), text);
        (first[0].code, first[1].code) = ("kind".to_owned(), "floor".to_owned());
        (first[0].choices[0].code, first[0].choices[1].code) = ("water".to_owned(), "power".to_owned());
        // In another order, with one more choice, another word and full-width signs, what was there is the same.
        let again = read("几楼｜Which floor\n\n水还是电｜Water or power｜都有＝Both｜水＝Water", &first).unwrap();
        assert_eq!((again[0].code.as_str(), again[1].code.as_str()), ("floor", "kind"));
        let codes: Vec<&str> = again[1].choices.iter().map(|choice| choice.code.as_str()).collect();
        assert_eq!(codes, ["", "water"]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for bad in
            ["只有中文", "一 | One | 选项", "一 | One | 一 = one", "一 | ", &format!("{} | One", "长".repeat(61))]
        {
            let why = read(&format!("几楼 | Which floor\n{bad}"), &[]).unwrap_err();
            assert_eq!(why.field.as_deref(), Some("questions"));
            assert!(why.message.contains("第 2 行"), "{bad}: {}", why.message);
        }
        assert!(read(&"问 | Ask\n".repeat(7), &[]).is_err());
    }
}
