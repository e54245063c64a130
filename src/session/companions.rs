//! What two sample types say together: objects and what each of them weighs, what is still alive of what was allocated, how long a
//! contention takes, how many cores are busy. pprof shows one type at a time.

use super::net::with_sign;
use super::shown::Shown;
use super::{Session, doubts};
use crate::analysis::stacks::{ColumnSums, FrameId, StackSet};
use crate::base::error::Result;
use crate::base::measurement::{cores, fine_label, label, readable_percent, readable_unit, scale, understood};
use crate::profile::Profile;
use serde::Serialize;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

/// A column beside those of the selected sample type.
#[derive(Debug, Clone, Serialize)]
pub struct Companion {
    /// What stands above it: `objects`.
    pub title: Cow<'static, str>,
    /// What it is, in a sentence.
    pub help: Cow<'static, str>,
}

/// What one of those columns says of a single function.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// What stands above the column.
    pub title: Cow<'static, str>,
    /// What it says of its own value; empty where there is nothing to say.
    pub flat: String,
    /// What it says of its value with all that it calls; empty where there is nothing to say.
    pub cum: String,
}

/// So many columns are filled with other sample types, where fewer say something together with the selected one.
const MOST: usize = 3;
/// So little of a core rounds to nothing in every row.
const NO_CORE: f64 = 0.005;

/// What a column is made of.
#[derive(Clone, Copy)]
enum Made {
    /// The values of another sample type, by its number.
    Other(usize),
    /// The selected type by another one: bytes by object, delay by contention. Each has the unit that it reads best in: those of a
    /// column differ by orders of magnitude, an object of 48B and one of 8MB, and add up to nothing that could be their common unit.
    Each { by: usize },
    /// Another type by the selected one, as its number says: the same the other way round.
    EachOf { of: usize },
    /// The share of what was allocated that is in use, both by their numbers.
    Alive { used: usize, allocated: usize },
    /// The selected type by the time that the profile took, in nanoseconds.
    Cores { nanos: i64 },
}

/// The columns, and by frame what they are made of.
#[derive(Default)]
pub struct Companions {
    columns: Vec<(Companion, Made)>,
    /// None where there are no columns.
    set: Option<Rc<StackSet>>,
    /// What frames weigh in the other sample types that the columns are made of; made when somebody asks: it takes a walk through all stacks.
    flat: OnceCell<ColumnSums>,
    cum: OnceCell<ColumnSums>,
    selected: usize,
    units: Vec<String>,
    /// By sample type, the one unit that all of its values are given in.
    shown_in: Vec<Option<&'static str>>,
    /// Whether values are changes, which have signs.
    signed: bool,
}

/// Which of a frame's values is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Of {
    /// Its own.
    Flat,
    /// With all that it calls.
    Cum,
}

/// What goes with a sample type of a profile that took so many nanoseconds, 0 if nobody knows.
fn columns(profile: &Profile, selected: usize, nanos: i64) -> Vec<(Companion, Made)> {
    let names = profile.sample_type_names();
    let find = |name: &str| names.iter().position(|own| own == name);
    let column = |title: &'static str, help: &'static str, made| {
        let (title, help) = (Cow::Borrowed(title), Cow::Borrowed(help));
        (Companion { title, help }, made)
    };
    let kind = names.get(selected).map_or("", String::as_str);
    let unit = |at: usize| profile.display(profile.sample_types[at].unit);
    let mut columns = Vec::new();
    let counted = [
        ("inuse_space", "inuse_objects"),
        ("alloc_space", "alloc_objects"),
        ("space", "objects"),
    ];
    for (bytes, objects) in counted {
        if let (Some(bytes_at), Some(objects_at)) = (find(bytes), find(objects)) {
            if kind == bytes {
                columns.push(column(
                    "objects",
                    "how many objects these bytes are",
                    Made::Other(objects_at),
                ));
                columns.push(column(
                    "each",
                    "bytes of an object on average",
                    Made::Each { by: objects_at },
                ));
            } else if kind == objects {
                columns.push(column(
                    "bytes",
                    "how many bytes these objects have",
                    Made::Other(bytes_at),
                ));
                columns.push(column(
                    "each",
                    "bytes of an object on average",
                    Made::EachOf { of: bytes_at },
                ));
            }
        }
    }
    for (used, allocated) in [("inuse_space", "alloc_space"), ("inuse_objects", "alloc_objects")] {
        if let (Some(used_at), Some(allocated_at)) = (find(used), find(allocated))
            && (kind == used || kind == allocated)
        {
            let made = Made::Alive {
                used: used_at,
                allocated: allocated_at,
            };
            columns.push(column(
                "alive",
                "of what was allocated here since the start, the share that is still in use: little is churn",
                made,
            ));
        }
    }
    if let (Some(contentions), Some(delay)) = (find("contentions"), find("delay")) {
        match kind {
            "delay" => {
                columns.push(column("contentions", "how many there were", Made::Other(contentions)));
                columns.push(column(
                    "each",
                    "how long one took on average",
                    Made::Each { by: contentions },
                ));
            }
            "contentions" => {
                columns.push(column("delay", "how long all of them took", Made::Other(delay)));
                columns.push(column(
                    "each",
                    "how long one took on average",
                    Made::EachOf { of: delay },
                ));
            }
            _ => {}
        }
    }
    let total = || {
        profile
            .samples
            .values(selected)
            .iter()
            .fold(0, |sum, &value| sum + value as i128)
    };
    let busy = || scale(total() as i64, understood(&unit(selected)), "nanoseconds").0 / nanos as f64;
    if kind == "cpu" && nanos != 0 && busy() >= NO_CORE {
        let made = Made::Cores { nanos };
        columns.push(column(
            "cores",
            "how many processor cores it kept busy on average",
            made,
        ));
    }
    // How many samples there are says nothing that the values do not say, and those of a family have said theirs.
    let is_said = |name: &str| {
        ["samples", "sample", "count"].contains(&name)
            || ["inuse_", "alloc_"]
                .iter()
                .any(|family| name.starts_with(family) && kind.contains('_'))
            || columns.iter().any(|(own, _)| own.title == name)
    };
    let others = (0..names.len()).filter(|&at| {
        at != selected && !is_said(&names[at]) && profile.samples.values(at).iter().any(|&value| value != 0)
    });
    let others: Vec<(Companion, Made)> = others
        .take(MOST.saturating_sub(columns.len()))
        .map(|at| {
            let help = format!("what it is in {}, in {}", names[at], unit(at));
            let title = Cow::Owned(names[at].clone());
            let help = Cow::Owned(help);
            (Companion { title, help }, Made::Other(at))
        })
        .collect();
    columns.extend(others);
    columns
}

impl Companions {
    /// What goes with the selected sample type, of a profile that took `span` nanoseconds; no columns if nothing does, or if values are means.
    ///
    /// Of changes it is how much the other types have changed: what two changes say together is no share and no average of anything.
    fn new(set: &Rc<StackSet>, selected: usize, units: Vec<String>, span: i64, signed: bool) -> Companions {
        let mut columns = match set.is_mean() {
            true => Vec::new(),
            false => columns(set.profile(), selected, span),
        };
        if signed {
            columns.retain(|(_, made)| matches!(made, Made::Other(_)));
        }
        let profile = set.profile();
        let shown_in = |(at, unit): (usize, &String)| {
            let values = profile.samples.values(at).iter();
            let total = values.fold(0_i64, |sum, value| sum.saturating_add(value.saturating_abs()));
            readable_unit(total, 0, unit)
        };
        Companions {
            shown_in: match columns.is_empty() {
                true => Vec::new(),
                false => units.iter().enumerate().map(shown_in).collect(),
            },
            set: (!columns.is_empty()).then(|| Rc::clone(set)),
            flat: OnceCell::new(),
            cum: OnceCell::new(),
            columns,
            selected,
            units,
            signed,
        }
    }

    /// The other sample types that the columns are made of.
    fn others(&self) -> Vec<usize> {
        let made = self.columns.iter().flat_map(|&(_, made)| match made {
            Made::Other(at) | Made::Each { by: at } | Made::EachOf { of: at } => vec![at],
            Made::Alive { used, allocated } => vec![used, allocated],
            Made::Cores { .. } => Vec::new(),
        });
        let mut others: Vec<usize> = made.filter(|&at| at != self.selected).collect();
        others.sort_unstable();
        others.dedup();
        others
    }

    /// What stands above the columns, from left to right.
    pub fn columns(&self) -> Vec<Companion> {
        self.columns.iter().map(|(column, _)| column.clone()).collect()
    }

    fn value(&self, at: usize, frame: FrameId, of: Of) -> i64 {
        let Some(set) = &self.set else {
            return 0;
        };
        // Those of the selected type are known to whoever shows it, and those of the one before to whoever looks back.
        let known = match at == self.selected {
            true => Some(set.weights()),
            false => set.known_weights(at),
        };
        if let Some(weights) = known {
            return match of {
                Of::Flat => weights.raw_flat(frame.index()),
                Of::Cum => weights.raw_cum(frame.index()),
            };
        }
        let sums = match of {
            Of::Flat => self.flat.get_or_init(|| ColumnSums::flat(set, self.others())),
            Of::Cum => self.cum.get_or_init(|| ColumnSums::cum(set, self.others())),
        };
        sums.of(at, frame).unwrap_or_default()
    }

    /// What the columns say of a frame; empty where there is nothing to say.
    pub fn texts(&self, frame: FrameId, of: Of) -> Vec<String> {
        let mean = |sum: i64, count: i64, unit: &str| match count {
            0 => String::new(),
            count => label((sum as f64 / count as f64).round() as i64, unit),
        };
        let text = |made: Made| match made {
            Made::Other(at) => match self.value(at, frame, of) {
                0 => String::new(),
                value => {
                    let text = match self.shown_in[at] {
                        Some(unit) => fine_label(value, &self.units[at], unit),
                        None => label(value, &self.units[at]),
                    };
                    match self.signed {
                        true => with_sign(text, value),
                        false => text,
                    }
                }
            },
            Made::Each { by } => mean(
                self.value(self.selected, frame, of),
                self.value(by, frame, of),
                &self.units[self.selected],
            ),
            Made::EachOf { of: at } => mean(
                self.value(at, frame, of),
                self.value(self.selected, frame, of),
                &self.units[at],
            ),
            Made::Alive { used, allocated } => match self.value(allocated, frame, of) {
                0 => String::new(),
                // More than all is no share: what is in use was not counted when it was allocated, or was sampled otherwise.
                allocated => match self.value(used, frame, of) {
                    used if used > allocated => String::new(),
                    used => readable_percent(used, allocated),
                },
            },
            Made::Cores { nanos } => {
                let value = self.value(self.selected, frame, of);
                let (busy, _) = scale(value, &self.units[self.selected], "nanoseconds");
                match value {
                    0 => String::new(),
                    _ => cores(busy / nanos as f64),
                }
            }
        };
        self.columns.iter().map(|&(_, made)| text(made)).collect()
    }
}

impl Shown {
    /// What goes with the selected sample type.
    ///
    /// # Errors
    ///
    /// The stacks are more than may be expanded.
    pub fn companions(&self) -> Result<Rc<Companions>> {
        let (set, selection) = (self.stacks()?, &self.selection);
        let make = || -> Result<Companions> {
            let profile = &selection.profile;
            let units = profile
                .sample_types
                .iter()
                .map(|own| understood(&profile.display(own.unit)).to_owned())
                .collect();
            // Of a time that cannot be, none is made.
            let span = match doubts::of_amount(profile, selection.column, self.span) {
                "" => self.span,
                _ => 0,
            };
            Ok(Companions::new(&set, selection.column, units, span, self.changes))
        };
        self.once(make)
    }
}

impl Session {
    /// What other sample types say of a frame of the stacks that are shown; nothing of frames of other stacks.
    pub(super) fn companions_of(&self, set: &Rc<StackSet>, frame: FrameId) -> Vec<Told> {
        let companions = self.shown().and_then(|shown| match Rc::ptr_eq(&shown.stacks()?, set) {
            true => shown.companions(),
            false => Ok(Rc::default()),
        });
        let Ok(companions) = companions else {
            return Vec::new();
        };
        let (flat, cum) = (companions.texts(frame, Of::Flat), companions.texts(frame, Of::Cum));
        let texts = flat.into_iter().zip(cum);
        let told = companions
            .columns()
            .into_iter()
            .zip(texts)
            .map(|(column, (flat, cum))| Told {
                title: column.title,
                flat,
                cum,
            });
        told.filter(|told| !(told.flat.is_empty() && told.cum.is_empty()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;
    use crate::session::{Session, Sort, Top, TopQuery};
    use crate::testing::profile_of;
    use std::rc::Rc;

    /// What stands above the columns, and what they say of the first row.
    fn beside(types: &str, picture: &str) -> (Vec<String>, Vec<String>) {
        beside_in(0, types, picture)
    }

    /// The same of a profile that took so many nanoseconds.
    fn beside_in(duration_nanos: i64, types: &str, picture: &str) -> (Vec<String>, Vec<String>) {
        beside_of(Profile {
            duration_nanos,
            ..profile_of(types, picture)
        })
    }

    fn beside_of(profile: Profile) -> (Vec<String>, Vec<String>) {
        let mut session = Session {
            combined: Some(Rc::new(profile)),
            ..Session::default()
        };
        session.set_option("sample_index", "0").unwrap();
        let query = TopQuery {
            sort: Some(Sort::Flat),
            ..TopQuery::default()
        };
        let top = session.ask::<Top>(query).unwrap();
        let titles = top.info.companions.iter().map(|column| column.title.to_string());
        (titles.collect(), top.view.page(0..1).remove(0).companions)
    }

    #[test]
    fn other_types_fill_the_columns_that_are_left() {
        let (titles, texts) = beside(
            "cpu/nanoseconds samples/count alloc_space/bytes nothing/count lock_time/nanoseconds",
            "main;read 10 1 2048 0 5000",
        );
        assert_eq!(titles, ["alloc_space", "lock_time"]);
        assert_eq!(texts, ["2kB", "5us"]);
        // Those of a heap say more than that together.
        let (titles, _) = beside(
            "inuse_space/bytes inuse_objects/count alloc_space/bytes alloc_objects/count",
            "main;read 10 1 20 2",
        );
        assert_eq!(titles, ["objects", "each", "alive"]);
    }

    #[test]
    fn a_time_that_cannot_be_keeps_no_cores_busy() {
        let second = 1_000_000_000;
        let cores = |nanos: i64| beside_in(second, "cpu/nanoseconds", &format!("main;read {nanos}"));
        assert_eq!(cores(2 * second), (vec!["cores".to_owned()], vec!["2.00".to_owned()]));
        assert_eq!(cores(2_000_000 * second).0, Vec::<String>::new());
        // 4s in 30ms of a file that counts microseconds: it says 1970.
        let in_micros = Profile {
            time_nanos: 1_790_000_000_000_000,
            duration_nanos: 30_000_000,
            ..profile_of("cpu/nanoseconds", "main;read 4000000000")
        };
        assert_eq!(beside_of(in_micros).0, Vec::<String>::new());
    }
}
