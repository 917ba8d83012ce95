//! Passwords 密码: what a good one is (STORIES S15), the same in the page and on the server.

use crate::error::{ApiError, ErrorCode};

/// Characters a password may have at most: enough for any sentence, and a bound for the work of hashing.
pub const LONGEST: usize = 128;

/// What a password must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Characters at least.
    pub shortest: usize,
    /// Kinds of characters at least: lower case, upper case, digits, anything else.
    pub kinds: usize,
}

/// Of residents.
pub const RESIDENTS: Rule = Rule { shortest: 8, kinds: 2 };
/// Of everybody with a role at work.
pub const STAFF: Rule = Rule { shortest: 10, kinds: 3 };

/// What is wrong with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than this.
    TooShort(usize),
    /// More than [`LONGEST`].
    TooLong,
    /// Fewer kinds of characters than this.
    TooFewKinds(usize),
    /// It is, or hardly differs from, one of those tried first.
    Common,
    /// It holds the login name.
    HoldsName,
}

impl Rule {
    /// The rule for somebody with work (`is_staff`), or without.
    pub fn of(is_staff: bool) -> Self {
        if is_staff { STAFF } else { RESIDENTS }
    }

    /// Everything that is wrong with `password` for the account `login_name`; nothing when it is good.
    pub fn weaknesses(self, password: &str, login_name: &str) -> Vec<Weakness> {
        let count = password.chars().count();
        let lower = password.to_lowercase();
        let name = login_name.to_lowercase();
        let found = [
            (count < self.shortest, Weakness::TooShort(self.shortest)),
            (count > LONGEST, Weakness::TooLong),
            (kinds(password) < self.kinds, Weakness::TooFewKinds(self.kinds)),
            (is_common(&lower), Weakness::Common),
            (name.chars().count() >= 4 && lower.contains(&name), Weakness::HoldsName),
        ];
        found.into_iter().filter(|(wrong, _)| *wrong).map(|(_, weakness)| weakness).collect()
    }

    /// Refuses a bad `password`, naming the field `field` and what to do.
    ///
    /// # Errors
    /// The first weakness.
    pub fn check(self, field: &str, password: &str, login_name: &str) -> Result<(), ApiError> {
        let Some(weakness) = self.weaknesses(password, login_name).into_iter().next() else { return Ok(()) };
        let (zh, en) = weakness.words();
        Err(ApiError::field(ErrorCode::InvalidValue, field, &zh, &en))
    }
}

impl Weakness {
    /// What to do, in Chinese and English.
    pub fn words(self) -> (String, String) {
        match self {
            Self::TooShort(n) => {
                (format!("密码至少 {n} 个字符。"), format!("The password needs {n} characters at least."))
            }
            Self::TooLong => {
                (format!("密码最多 {LONGEST} 个字符。"), format!("The password can have {LONGEST} characters at most."))
            }
            Self::TooFewKinds(n) => (
                format!("密码要有小写字母、大写字母、数字、符号里的至少 {n} 种。"),
                format!("The password needs {n} kinds at least of small letters, capitals, digits and signs."),
            ),
            Self::Common => (
                "这个密码太常见，一猜就中，请换一个。".to_owned(),
                "This password is among those tried first: choose another.".to_owned(),
            ),
            Self::HoldsName => {
                ("密码里不要有登录名。".to_owned(), "The password must not hold the login name.".to_owned())
            }
        }
    }
}

fn kinds(password: &str) -> usize {
    let is = |test: fn(char) -> bool| usize::from(password.chars().any(test));
    is(char::is_lowercase)
        + is(char::is_uppercase)
        + is(|c| c.is_ascii_digit())
        + is(|c| !c.is_lowercase() && !c.is_uppercase() && !c.is_ascii_digit())
}

/// Words and runs of keys that common passwords are made of.
const COMMON: [&str; 62] = [
    "password",
    "passwd",
    "passw0rd",
    "pass",
    "admin",
    "administrator",
    "root",
    "guest",
    "test",
    "user",
    "login",
    "welcome",
    "letmein",
    "master",
    "monkey",
    "dragon",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "shadow",
    "superman",
    "batman",
    "trustno",
    "hello",
    "secret",
    "changeme",
    "default",
    "qwerty",
    "qwertyuiop",
    "qwert",
    "qwer",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "zxcv",
    "zxcvbn",
    "zxcvbnm",
    "qazwsx",
    "qaz",
    "wsx",
    "edc",
    "qweasd",
    "qweasdzxc",
    "abc",
    "abcd",
    "abcdef",
    "aaa",
    "aa",
    "woaini",
    "woaiwojia",
    "nihao",
    "woshishui",
    "zhongguo",
    "china",
    "beijing",
    "wuhan",
    "huangshi",
    "xisaishan",
    "linxin",
    "shequ",
];

/// Whether nothing is left of `lower` once common words, runs of digits and trimmings are taken away.
fn is_common(lower: &str) -> bool {
    let plain: String = lower
        .chars()
        .map(|c| match c {
            '@' => 'a',
            '$' => 's',
            '!' | '|' => 'i',
            other => other,
        })
        .collect();
    [lower, &plain].into_iter().any(|text| is_made_of_common(text) || is_made_of_common(&unleet(text)))
}

/// `p4ssw0rd` is `password`.
fn unleet(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' => 'l',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    text.chars().map(letter).collect()
}

fn is_made_of_common(text: &str) -> bool {
    let mut words: Vec<&str> = COMMON.to_vec();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    let mut left = text.to_owned();
    let mut found = false;
    for word in words {
        if left.contains(word) {
            left = left.replace(word, " ");
            found = true;
        }
    }
    let rest: Vec<char> = left.chars().filter(|c| c.is_alphanumeric()).collect();
    // Only digits beside a common word, or only a run of digits such as 123456, 1314520 or 20080808.
    let only_digits = rest.iter().all(char::is_ascii_digit);
    let one_letter = text.chars().filter(|c| c.is_alphabetic()).count() <= 1;
    let all_same = |chars: &[char]| chars.windows(2).all(|w| w[0] == w[1]);
    (found && only_digits && rest.len() <= 8)
        || (one_letter && is_run(&digits(text)))
        || all_same(&text.chars().collect::<Vec<_>>())
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// Digits that rise, fall or repeat, for the most part.
fn is_run(digits: &[u32]) -> bool {
    let steps = digits.windows(2).filter(|w| w[0].abs_diff(w[1]) <= 1 || (w[0] == 9 && w[1] == 0)).count();
    digits.len() >= 4 && (steps + 1) * 5 >= digits.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residents_need_eight_characters_of_two_kinds_and_staff_ten_of_three() {
        assert_eq!(RESIDENTS.weaknesses("xiangyang7", "wang.li"), []);
        assert_eq!(RESIDENTS.weaknesses("xy77", "wang.li"), [Weakness::TooShort(8)]);
        assert_eq!(RESIDENTS.weaknesses("xiangyangmen", "wang.li"), [Weakness::TooFewKinds(2)]);
        assert_eq!(STAFF.weaknesses("xiangyang77", "wang.li"), [Weakness::TooFewKinds(3)]);
        assert_eq!(STAFF.weaknesses("Xiangyang-men 7", "wang.li"), []);
        assert_eq!(STAFF.weaknesses(&"aA1-".repeat(40), "wang.li"), [Weakness::TooLong]);
        // A sentence in Chinese with a number is long and of two kinds.
        assert_eq!(RESIDENTS.weaknesses("门口的槐树有 3 棵", "wang.li"), []);
    }

    #[test]
    fn what_is_tried_first_and_what_holds_the_name_is_refused() {
        for common in [
            "password1",
            "P@ssw0rd",
            "Passw0rd!!",
            "admin123",
            "Aa123456",
            "a123456789",
            "abc12345",
            "qwer1234",
            "1qaz2wsx",
            "woaini1314",
            "Qwerty123!",
            "aa11111111",
            "linxin2026",
            "12345678a",
            "Admin@2026",
        ] {
            assert!(RESIDENTS.weaknesses(common, "wang.li").contains(&Weakness::Common), "{common}");
        }
        for good in ["huai7shu-men", "Test-kitchen stove 4", "passage9of-time", "tian2jia5dun8"] {
            assert!(!RESIDENTS.weaknesses(good, "wang.li").contains(&Weakness::Common), "{good}");
        }
        assert_eq!(RESIDENTS.weaknesses("Wang.Li-2207", "wang.li"), [Weakness::HoldsName]);
    }

    #[test]
    fn the_refusal_names_the_field_and_what_to_do() {
        let refused = STAFF.check("new_password", "short", "wang.li").unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("new_password"));
        assert!(refused.message.contains("10 个字符") && refused.message.contains("10 characters"));
    }
}
