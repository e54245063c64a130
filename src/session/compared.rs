//! What numbers were before, where two profiles are compared: the texts that stand beside a change.

use super::net::with_sign;
use super::shown::Shown;
use crate::analysis::graph::Shown as OfGraph;
use crate::analysis::stacks::{FrameId, Sides};
use crate::base::error::Result;
use crate::base::measurement::readable_percent;
use crate::profile::combine::BaseMark;
use crate::report::{self, Context, Format};
use serde::Serialize;
use std::rc::Rc;

/// A number before and after.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// What it was, with its unit: `10.54MB`.
    pub before_text: String,
    /// What it is, with its unit: `38.57MB`.
    pub after_text: String,
    /// The change as a share of what it was, with its sign: `+265.94%`; `new` or `gone` where there is nothing on one side, and
    /// empty where there is nothing on both.
    pub percent: String,
}

impl Compared {
    /// Of a number whose change is known, and what it was before.
    pub fn new(before: i64, change: i64, format: &Format) -> Compared {
        Compared {
            before_text: format.value(before),
            after_text: format.value(before.wrapping_add(change)),
            percent: share_of(before, change),
        }
    }
}

/// A change as a share of what it was, in words where there is none.
fn share_of(before: i64, change: i64) -> String {
    match (before, before.wrapping_add(change), change) {
        (0, 0, _) => String::new(),
        (0, ..) => "new".to_owned(),
        (_, 0, _) => "gone".to_owned(),
        (.., 0) => "0%".to_owned(),
        _ => format!(
            "{}{}",
            if change < 0 { '-' } else { '+' },
            readable_percent(change, before)
        ),
    }
}

/// A frame's own value and the one with all that it calls, before and after; none where nothing is compared.
pub fn of_frame(
    sides: Option<&Sides>,
    frame: FrameId,
    (flat, cum): (i64, i64),
    format: &Format,
) -> (Option<Compared>, Option<Compared>) {
    let flat = sides.map(|sides| Compared::new(sides.flat(frame), flat, format));
    let cum = sides.map(|sides| Compared::new(sides.cum(frame), cum, format));
    (flat, cum)
}

/// Whether anything of a comparison is of its base: else 100 % is what there is now, and no share of what was before.
fn has_before(context: &Context) -> bool {
    let (profile, column) = (&context.selection.profile, context.selection.column);
    let mut values = profile.samples.values(column).iter().enumerate();
    let mark = BaseMark::of(profile);
    values.any(|(sample, &value)| value != 0 && mark.is_some_and(|mark| mark.is_on(profile, sample)))
}

/// What is said of what is shown: pprof's lines; but of a comparison it is a change of what was before, and no part of that.
///
/// What a file says of changes has no before: its total is what became more and what became less.
pub fn header(context: &Context, shown: &OfGraph, format: &Format, is_compared: bool) -> Vec<String> {
    let mut lines = report::header_lines(context, shown, format);
    let values = context.selection.profile.samples.values(context.selection.column);
    let is_change = is_compared || values.iter().any(|&value| value < 0);
    let share = lines.iter_mut().find(|line| line.starts_with(report::SHOWING));
    if let (true, Some(share)) = (is_change, share) {
        let (change, total) = (shown.flat, context.selection.totals.total);
        let of = format.value(total);
        let part = format.clone().signed().share(change, total);
        *share = match (format.sum(change).as_str(), is_compared) {
            (sum, true) if sum != "0" && !has_before(context) => {
                format!(
                    "Showing nodes that changed by {}, from 0 before",
                    with_sign(sum.to_owned(), change)
                )
            }
            ("0", true) => format!("Showing nodes that changed by 0 in all, from {of} before"),
            (sum, _) => format!(
                "Showing nodes that changed by {}, {part} of the {of} {}",
                with_sign(sum.to_owned(), change),
                if is_compared {
                    "before"
                } else {
                    "by which samples rose and fell"
                }
            ),
        };
    }
    lines
}

impl Shown {
    /// What frames weighed before, if what is shown is a comparison that tells.
    ///
    /// # Errors
    ///
    /// The stacks are more than may be expanded.
    pub fn sides(&self) -> Result<Rc<Option<Sides>>> {
        let stacks = self.stacks()?;
        self.once(|| Ok(Sides::of(&stacks)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Role, Session, Top, TopQuery};
    use crate::testing::profile_of;

    #[test]
    fn a_comparison_with_nothing_on_a_side_is_one_all_the_same() {
        for (base, source, wanted) in [
            ("a 0", "a 0", "Showing nodes that changed by 0 in all, from 0 before"),
            ("a 0", "a 7", "Showing nodes that changed by +7, from 0 before"),
            ("a 7", "a 7", "Showing nodes that changed by 0 in all, from 7 before"),
        ] {
            let mut session = Session::default();
            for picture in [base, source] {
                let profile = profile_of("n/count", picture);
                session.take_profile("own", profile, None).unwrap();
            }
            session.set_roles(&[(2, Role::Source), (1, Role::DiffBase)]).unwrap();
            let info = session.ask::<Top>(TopQuery::default()).unwrap().info;
            assert!(info.compared, "{base} {source}");
            assert_eq!(info.header, [wanted], "{base} {source}");
        }
    }

    #[test]
    fn what_a_change_is_of_what_it_was() {
        for (before, change, wanted) in [
            (10, 5, "+50.00%"),
            (10, -5, "-50.00%"),
            (10, 10, "+100%"),
            (0, 7, "new"),
            (7, -7, "gone"),
            (7, 0, "0%"),
            (0, 0, ""),
        ] {
            assert_eq!(share_of(before, change), wanted, "{before} and {change}");
        }
    }
}
