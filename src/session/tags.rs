//! Labels: what the samples weigh that have them, searched, the values of each in pages.

use super::answers::{View, no_part, page};
use super::compared::Compared;
use super::door::Door;
use super::{Session, display, search_pattern};
use crate::analysis::filter::label_expressions::{self, LabelExpression};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::readable_percent;
use crate::base::room::ask_for;
use crate::profile::combine::BASE_LABEL;
use crate::report::tags::{Digits, LabelWeights, ValueKind, ValueWeight, weigh};
use crate::report::{Context, Format};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::rc::Rc;

/// Which labels are wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TagsQuery {
    /// A regular expression that `name:value` must match; empty for all.
    pub search: String,
}

/// The labels that have a value which the search left.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TagsInfo {
    /// In the order of their names.
    pub keys: Vec<TagKey>,
    /// How many there are without a search.
    pub all_keys: usize,
    /// What is 100 %, as text.
    pub total_text: String,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
}

/// A label: its name, what its samples weigh, and its first values.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TagKey {
    /// The name of the label: `tenant`.
    pub name: String,
    /// What the samples that have it weigh.
    pub total_text: String,
    /// `total_text` as a share of the total: `12.50%`.
    pub percent: String,
    /// The same as a part of all, from 0 to 1.
    pub share: f64,
    /// How many values the search left.
    pub values: usize,
    /// The largest magnitude of a value.
    pub max_value: f64,
    /// What they weighed before, where two profiles are compared.
    pub compared: Option<Compared>,
    /// The first of the values that the search left, the heaviest first.
    pub first: Vec<TagValue>,
}

/// A value of a label.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TagValue {
    /// The value as it is printed.
    pub text: String,
    /// What the samples that have it weigh.
    pub value: f64,
    /// `value` with its unit: `1.20s`.
    pub value_text: String,
    /// `value_text` as a share of the total: `12.50%`.
    pub percent: String,
    /// What they weighed before, where two profiles are compared.
    pub compared: Option<Compared>,
    /// The tag filter that selects it; empty if there is none.
    pub filter: String,
    /// The same as it can be joined with others by `|`; empty if there is none.
    pub joinable: String,
}

/// How many values of a label come at once with it.
const FIRST_VALUES: usize = 12;

/// All labels with their weights.
struct Weighed {
    context: Rc<Context>,
    format: Format,
    labels: Vec<LabelWeights>,
    /// Whether the samples of a base are marked.
    is_compared: bool,
}

/// What a query left: the labels, each with its values.
pub struct Tags {
    weighed: Rc<Weighed>,
    labels: Vec<(u32, Vec<u32>)>,
}

impl Weighed {
    /// A weight before and after, if what the base takes off is known.
    fn compared(&self, weight: i64, taken_off: i64) -> Option<Compared> {
        self.is_compared
            .then(|| Compared::new(taken_off.wrapping_neg(), weight, &self.format))
    }

    fn share(&self, value: i64) -> String {
        readable_percent(value, self.context.selection.totals.total)
    }

    fn values(&self, label: &LabelWeights, values: &[u32]) -> Vec<TagValue> {
        let values = values.iter().map(|&value| &label.values[value as usize]);
        values
            .map(|value| {
                let expression = self.expression(label, value);
                TagValue {
                    text: display(&value.text),
                    value: value.weight as f64,
                    value_text: self.format.value(value.weight),
                    percent: self.share(value.weight),
                    compared: self.compared(value.weight, value.taken_off),
                    filter: expression.single,
                    joinable: expression.joinable,
                }
            })
            .collect()
    }

    fn expression(&self, label: &LabelWeights, value: &ValueWeight) -> LabelExpression {
        match value.kind {
            ValueKind::Text => label_expressions::for_text(&label.name, &value.text),
            ValueKind::Numbers(least, most) => {
                let key = self.context.selection.profile.strings.find(&label.name);
                let unit = key.map_or("", |key| self.context.selection.units.get(key));
                label_expressions::for_numbers(&label.name, unit, (least, most))
            }
            // Filters look at texts or at numbers, never at both.
            ValueKind::Mixed => LabelExpression::default(),
        }
    }
}

impl Weighed {
    /// About how many bytes labels take, each with its first values, when they are handed out.
    fn room(&self, labels: &[(u32, Vec<u32>)]) -> u64 {
        let of_label = |(index, values): &(u32, Vec<u32>)| {
            let label = &self.labels[*index as usize];
            let first = page(values, 0..FIRST_VALUES).iter();
            let texts =
                first.map(|&value| 400 + (label.values[value as usize].text.len() + label.name.len()) as u64 * 12);
            texts.fold(400 + label.name.len() as u64 * 3, u64::saturating_add)
        };
        labels.iter().map(of_label).fold(0, u64::saturating_add)
    }
}

impl Session {
    fn weighed(&self) -> Result<Rc<Weighed>> {
        let shown = self.shown()?;
        shown.once(|| {
            ask_for(shown.selection.profile.room())?;
            let context = Rc::clone(shown.whole());
            let mut labels = weigh(&context, Digits::Own)?;
            // What marks the samples of a base is no label of the program.
            let all = labels.len();
            labels.retain(|label| label.name != BASE_LABEL.0);
            Ok(Weighed {
                // Means cannot be taken off.
                is_compared: labels.len() < all && !context.options.mean,
                format: context.readable_format(),
                labels,
                context,
            })
        })
    }
}

impl View for Tags {
    const NAME: &'static str = "tags";
    /// Labels are too many to be listed.
    const PARTS: &'static [&'static str] = &["0", "1", "and so on, a number for each label"];
    type Query = TagsQuery;
    type Info = TagsInfo;

    /// Searches the labels.
    fn ask(session: &Session, query: TagsQuery) -> Result<(Tags, TagsInfo)> {
        let weighed = session.weighed()?;
        let (pattern, search_error) = search_pattern(&query.search);
        let matching = |label: &LabelWeights| -> Vec<u32> {
            let values = (0..label.values.len() as u32).filter(|&value| {
                let text = || [&label.name[..], b":", &label.values[value as usize].text].concat();
                pattern.as_ref().is_none_or(|pattern| pattern.is_match(&text()))
            });
            values.collect()
        };
        // The numbers of all values.
        let values = weighed.labels.iter().map(|label| label.values.len() as u64 * 8 + 80);
        ask_for(values.fold(0, u64::saturating_add))?;
        let labels: Vec<(u32, Vec<u32>)> = (0..weighed.labels.len() as u32)
            .map(|index| (index, matching(&weighed.labels[index as usize])))
            .filter(|(_, values)| !values.is_empty())
            .collect();
        ask_for(weighed.room(&labels))?;
        let total = weighed.context.selection.totals.total;
        let keys = labels.iter().map(|(index, values)| {
            let label = &weighed.labels[*index as usize];
            TagKey {
                name: display(&label.name),
                total_text: weighed.format.value(label.total),
                percent: weighed.share(label.total),
                share: match total {
                    0 => 0.0,
                    total => (label.total as f64 / total as f64).abs(),
                },
                values: values.len(),
                max_value: label
                    .values
                    .first()
                    .map_or(0.0, |value| value.weight.wrapping_abs() as f64),
                compared: weighed.compared(label.total, label.taken_off),
                first: weighed.values(label, page(values, 0..FIRST_VALUES)),
            }
        });
        let info = TagsInfo {
            keys: keys.collect(),
            all_keys: weighed.labels.len(),
            total_text: weighed.format.value(total),
            search_error,
        };
        Ok((Tags { weighed, labels }, info))
    }

    /// The part is the number of a label among those that the query left.
    fn rows<D: Door>(&self, _session: &Session, part: &str, range: Range<usize>) -> Result<D::Value> {
        let key = part.parse().map_err(|_| no_part::<Self>(part))?;
        D::object(&self.values(key, range)?)
    }
}

impl Tags {
    /// Values of a label that lie in a range; `key` is its number among those that the query left.
    ///
    /// # Errors
    ///
    /// There is no such label.
    pub fn values(&self, key: usize, range: Range<usize>) -> Result<Vec<TagValue>> {
        let Some((label, values)) = self.labels.get(key) else {
            return Err(Error::new(ErrorKind::Usage(format!("there is no label {key}"))));
        };
        let label = &self.weighed.labels[*label as usize];
        Ok(self.weighed.values(label, page(values, range)))
    }
}
