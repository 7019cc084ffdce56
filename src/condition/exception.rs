//! An exception: a matcher that must not hold on the unit, near it or in the document.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Matcher, MatcherForm, Side, Unit};
use crate::text::Page;

/// What an exception is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// The unit itself.
    #[default]
    Unit,
    /// A line at most `within` lines away.
    Near,
    /// Any line of the document.
    Document,
}

/// One entry of `unless`.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// What it is asked of.
    pub on: On,
    /// How many lines away `Near` reaches.
    pub within: usize,
    /// On which side only `Near` looks.
    pub side: Option<Side>,
    /// What must not hold.
    pub matcher: Matcher,
}

impl Exception {
    /// Whether the exception speaks for a unit of `page`.
    pub fn holds(&self, unit: &Unit<'_>, page: &Page<'_>) -> bool {
        let on_line = |line| self.matcher.holds(&Unit::line(page, line));
        match self.on {
            On::Unit => self.matcher.holds(unit),
            On::Document => (0..page.lines().len()).any(on_line),
            On::Near => {
                let lines = page.lines_in(unit.span);
                let before = lines.start.saturating_sub(self.within)..lines.start;
                let after = lines.end..(lines.end + self.within).min(page.lines().len());
                (self.side != Some(Side::After) && before.into_iter().any(on_line))
                    || (self.side != Some(Side::Before) && after.into_iter().any(on_line))
            }
        }
    }
}

impl TryFrom<MatcherForm> for Exception {
    type Error = String;

    fn try_from(form: MatcherForm) -> Result<Self, String> {
        let on = form.on.unwrap_or_default();
        if (form.within.is_some() || form.side.is_some()) && on != On::Near {
            return Err("`within` and `side` go with `on = \"near\"`".to_owned());
        }
        let matcher = Matcher::from_form(&form)?;
        Ok(Self { on, within: form.within.unwrap_or(1), side: form.side, matcher })
    }
}

impl<'de> Deserialize<'de> for Exception {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            MatcherForm::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
        } else {
            let (on, within, side, matcher) = Deserialize::deserialize(deserializer)?;
            Ok(Self { on, within, side, matcher })
        }
    }
}

impl Serialize for Exception {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.on, self.within, self.side, &self.matcher).serialize(serializer)
    }
}

impl JsonSchema for Exception {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        MatcherForm::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        MatcherForm::json_schema(generator)
    }
}
