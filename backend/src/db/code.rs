//! Codes of enums in columns of TEXT.

use diesel::sql_types::Text;
use diesel::{deserialize, serialize};

/// An enum of `shared` as TEXT in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::expression::AsExpression, deserialize::FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Code<T: std::fmt::Debug>(pub T);

impl<T, DB> serialize::ToSql<Text, DB> for Code<T>
where
    T: Copy + std::fmt::Debug + Into<&'static str>,
    DB: diesel::backend::Backend,
    str: serialize::ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut serialize::Output<'b, '_, DB>) -> serialize::Result {
        let text: &'static str = self.0.into();
        <str as serialize::ToSql<Text, DB>>::to_sql(text, out)
    }
}

impl<T, DB> deserialize::FromSql<Text, DB> for Code<T>
where
    T: std::str::FromStr + std::fmt::Debug,
    DB: diesel::backend::Backend,
    String: deserialize::FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as deserialize::FromSql<Text, DB>>::from_sql(bytes)?;
        text.parse().map(Self).map_err(|_| format!("unknown code {text}").into())
    }
}

impl<T: Copy + std::fmt::Debug + Into<&'static str>> serde::Serialize for Code<T> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.serialize_str(self.0.into())
    }
}

impl<'de, T: std::str::FromStr + std::fmt::Debug> serde::Deserialize<'de> for Code<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(from)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom(format!("unknown code {text}")))
    }
}
