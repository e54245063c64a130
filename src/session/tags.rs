//! Labels: what the samples weigh that have them, searched, the values of each in pages.

use super::{Session, display, search_pattern};
use crate::analysis::filter::label_expressions::{self, LabelExpression};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::percentage;
use crate::report::tags::{LabelWeights, ValueKind, ValueWeight, weigh};
use crate::report::{Context, Format};
use serde::Serialize;
use std::rc::Rc;

/// Which labels are wanted.
#[derive(Debug, Clone)]
pub struct TagsQuery {
    /// A regular expression that `name:value` must match; empty for all.
    pub search: String,
}

/// All labels.
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

/// A label.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TagKey {
    /// Its name.
    pub name: String,
    /// What the samples that have it weigh.
    pub total_text: String,
    /// The same as a share.
    pub percent: String,
    /// The same as a part of all, from 0 to 1.
    pub share: f64,
    /// How many values the search left.
    pub values: usize,
    /// The largest magnitude of a value.
    pub max_value: f64,
    /// The first values.
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
    /// The same as text.
    pub value_text: String,
    /// The same as a share.
    pub percent: String,
    /// The tag filter that selects it; empty if there is none.
    pub filter: String,
    /// The same as it can be joined with others by `|`; empty if there is none.
    pub joinable: String,
}

/// How many values of a label come at once with it.
const FIRST_VALUES: usize = 12;

/// All labels with their weights.
pub struct Tags {
    context: Context,
    format: Format,
    labels: Vec<LabelWeights>,
}

/// What a query left: the labels, each with its values.
#[derive(Default)]
pub struct View {
    labels: Vec<(u32, Vec<u32>)>,
}

impl Tags {
    fn share(&self, value: i64) -> String {
        percentage(value, self.context.total).trim().to_owned()
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
                let key = self.context.profile.strings.find(&label.name);
                let unit = key.map_or("", |key| self.context.units.get(key));
                label_expressions::for_numbers(&label.name, unit, (least, most))
            }
            // Filters look at texts or at numbers, never at both.
            ValueKind::Mixed => LabelExpression::default(),
        }
    }
}

impl Session {
    fn weighed(&self) -> Result<Rc<Tags>> {
        self.cached(&self.tags, |session| {
            let context = session.context("tags")?;
            Ok(Tags {
                labels: weigh(&context),
                format: context.format(),
                context,
            })
        })
    }

    /// Searches the labels.
    pub fn tags(&mut self, query: &TagsQuery) -> Result<TagsInfo> {
        let tags = self.weighed()?;
        let (pattern, search_error) = search_pattern(&query.search);
        let matching = |label: &LabelWeights| -> Vec<u32> {
            let values = (0..label.values.len() as u32).filter(|&value| {
                let text = || [&label.name[..], b":", &label.values[value as usize].text].concat();
                pattern.as_ref().is_none_or(|pattern| pattern.is_match(&text()))
            });
            values.collect()
        };
        self.tags_view.labels = (0..tags.labels.len() as u32)
            .map(|index| (index, matching(&tags.labels[index as usize])))
            .filter(|(_, values)| !values.is_empty())
            .collect();
        let keys = self.tags_view.labels.iter().map(|(index, values)| {
            let label = &tags.labels[*index as usize];
            let total = tags.context.total as f64;
            TagKey {
                name: display(&label.name),
                total_text: tags.format.value(label.total),
                percent: tags.share(label.total),
                share: if total == 0.0 {
                    0.0
                } else {
                    (label.total as f64 / total).abs()
                },
                values: values.len(),
                max_value: label
                    .values
                    .first()
                    .map_or(0.0, |value| value.weight.wrapping_abs() as f64),
                first: tags.values(label, &values[..values.len().min(FIRST_VALUES)]),
            }
        });
        Ok(TagsInfo {
            keys: keys.collect(),
            all_keys: tags.labels.len(),
            total_text: tags.format.value(tags.context.total),
            search_error,
        })
    }

    /// A page of the values that the last query left of a label.
    pub fn tag_values(&self, key: usize, start: usize, end: usize) -> Result<Vec<TagValue>> {
        let tags = self.weighed()?;
        let Some((label, values)) = self.tags_view.labels.get(key) else {
            return Err(Error::new(ErrorKind::Usage(format!("there is no label {key}"))));
        };
        let page = values.get(start.min(values.len())..end.min(values.len()));
        Ok(tags.values(&tags.labels[*label as usize], page.unwrap_or_default()))
    }
}
