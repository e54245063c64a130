//! The flame graph: laid out, searched, and box by box.

use super::answers::{Column, Columns, View};
use super::door::Door;
use super::{Session, display, search_pattern};
use crate::analysis::flame_graph::{self, Closer, FlameGraph, Slab, Trees};
use crate::analysis::packages::{Package, Packages};
use crate::analysis::stacks::{Base, FrameId, StackSet};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::measurement::readable_percent;
use crate::report::{Context, Format};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;

/// Which flame graph is wanted.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FlameQuery {
    /// The printed name of the function whose callers and callees are shown; empty for whole stacks.
    pub pivot: String,
    /// Whether stacks stand on their leaf, and whether the path leads to callers.
    pub inverted: bool,
    /// The printed names of the boxes from behind the start to the one that takes all of the width.
    pub path: Vec<String>,
    /// How much of the width a box must take to be built, from 0 to 1.
    pub smallest: f64,
    /// Between two places of the axis, which is 1 long, boxes are built in more detail if these are not the same.
    pub closer_from: f64,
    /// Where on the axis that ends.
    pub closer_to: f64,
    /// How much of the width a box must take there.
    pub closer_smallest: f64,
    /// Whether the width leaves the base of a comparison out.
    pub positive_only: bool,
    /// A regular expression for names of functions; empty for none.
    pub search: String,
    /// How many times as wide as the smallest a box must be to come with its weight in words; 0 for none.
    pub said: f64,
}

/// What is above and around a flame graph.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameInfo {
    /// What shares are of.
    pub total: f64,
    /// How many boxes were too small to be built.
    pub left_out: usize,
    /// How many names of the path there are.
    pub path: usize,
    /// What the stacks weigh that have a matching frame.
    pub matched_text: String,
    /// `matched_text` as a share of the total: `12.50%`.
    pub matched_percent: String,
    /// Why the search could not be read; empty if it could.
    pub search_error: String,
    /// What the functions belong to, the heaviest first, as many as a legend has.
    pub packages: Vec<FlamePackage>,
    /// How many more packages have weight of their own.
    pub more_packages: usize,
    /// What a picture of it is called, without the ending.
    pub stem: String,
}

/// A package, or module, of functions in a flame graph.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlamePackage {
    /// Its name; empty for what nothing is known about.
    pub name: String,
    /// The expression that means its functions; empty if there is none.
    pub expression: String,
    /// What the stacks weigh that end in it.
    pub own: f64,
    /// `own` with its unit: `1.20s`.
    pub text: String,
    /// `own` as a share of the total: `12.50%`.
    pub percent: String,
    /// Whether it is a runtime, or native code of which nothing more is known.
    pub runtime: bool,
}

/// So many packages come with a flame graph.
const LEGEND: usize = 60;

/// A box in words.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlameBox {
    /// The printed name; empty for all stacks.
    pub name: String,
    /// The file of the function; empty if the profile does not say.
    pub file: String,
    /// The line where the function begins or, if that is unknown, one of its lines; 0 if the profile does not say.
    pub line: i64,
    /// What its stacks weigh, with the unit: `1.20s`.
    pub text: String,
    /// `text` as a share of the total: `12.50%`.
    pub percent: String,
    /// `text` as a share of the box that it lies on: `12.50%`.
    pub of_parent: String,
    /// What the stacks weigh that end here.
    pub own_text: String,
    /// `own_text` as a share of the total: `12.50%`.
    pub own_percent: String,
    /// In a comparison, what it weighs in the profile; empty otherwise.
    pub source_text: String,
    /// In a comparison, what it weighs in the base; empty otherwise.
    pub base_text: String,
}

/// A flame graph that was laid out.
pub struct Flame {
    context: Rc<Context>,
    format: Format,
    set: Rc<StackSet>,
    graph: FlameGraph,
    /// Whether what was taken off is a base.
    is_compared: bool,
    /// By frame, whether it matches the search; empty without a search.
    matching: Vec<bool>,
    /// What frames belong to.
    packages: Rc<Packages>,
    /// How much of the width a box must take to say what it weighs: everywhere, and in the part that is looked at more closely.
    said: (f64, f64),
    /// That part.
    closer: Closer,
    /// Whether the width leaves the base of a comparison out.
    positive_only: bool,
}

impl View for Flame {
    const NAME: &'static str = "flame";
    type Query = FlameQuery;
    type Info = FlameInfo;

    /// Lays a flame graph out.
    fn ask(session: &Session, query: FlameQuery) -> Result<(Flame, FlameInfo)> {
        let shown = session.shown()?;
        // What was parted for the last graph is still true: a zoom walks only what was too small before.
        let trees = shown.once(|| Ok(RefCell::<Trees>::default()))?;
        let (pattern, search_error) = search_pattern(&query.search);
        let mut flame = Flame::laid_out(session, &query, &trees)?;
        let (weight, matching) = pattern
            .map(|pattern| flame_graph::search(&flame.set, &pattern))
            .unwrap_or_default();
        let matched = weight.positive.wrapping_add(weight.negative);
        let (total, format) = (flame.whole(), &flame.format);
        let packages = &flame.packages;
        let weighty = packages.list.iter().filter(|package| package.own != 0).count();
        let legend = packages.list.iter().take(weighty.min(LEGEND));
        let info = FlameInfo {
            total: total as f64,
            left_out: flame.graph.left_out,
            path: flame.graph.path,
            matched_text: format.value(matched),
            matched_percent: readable_percent(matched, total),
            search_error,
            packages: legend.map(|package| in_words(package, format, total)).collect(),
            more_packages: weighty.saturating_sub(LEGEND),
            stem: session.stem(),
        };
        flame.matching = matching;
        Ok((flame, info))
    }

    /// A row per box, see [`Slab`]: `names` (indices into `texts`), `rows`, `parents`, `starts`, `widths`, `values` (the base
    /// taken off), `owns` (what ends in it, as a width) and `inline` (whether all calls in it were); a row per name: `texts`,
    /// where the first one, of all stacks, is empty, `matches` and `belongs` (an index into `packageTexts`); a row per
    /// package: `packageTexts` and `runtime`, whether it is one; and a row per box that says its weight: `said`, its number,
    /// `weights` and `shares`.
    fn columns(&mut self) -> Columns {
        columns(self)
    }

    fn detail<D: Door>(&self, _session: &Session, number: usize) -> Result<D::Value> {
        D::object(&self.describe(number)?)
    }
}

impl Flame {
    /// Lays a flame graph out, without its search; `trees` are those that were parted for others of this kind.
    pub(super) fn laid_out(session: &Session, query: &FlameQuery, trees: &RefCell<Trees>) -> Result<Flame> {
        let shown = session.shown()?;
        let (context, set) = (Rc::clone(shown.whole()), shown.stacks()?);
        let closer = Closer {
            from: query.closer_from,
            to: query.closer_to,
            smallest: query.closer_smallest,
        };
        let view = flame_graph::View {
            pivot: &query.pivot,
            inverted: query.inverted,
            path: &query.path,
            smallest: query.smallest,
            closer,
            positive_only: query.positive_only,
        };
        let graph = FlameGraph::new(&set, &view, &mut trees.borrow_mut())?;
        let packages = session.packages_of(&shown, &set)?;
        Ok(Flame {
            format: context.format_of_sums(),
            is_compared: session.compares() || Base::of(&set).is_some(),
            packages,
            said: (query.said * query.smallest, query.said * query.closer_smallest),
            closer,
            positive_only: query.positive_only,
            context,
            set,
            graph,
            matching: Vec::new(),
        })
    }

    /// What shares are of.
    pub(super) fn whole(&self) -> i64 {
        self.context.selection.totals.sum
    }

    /// How many boxes were too small to be built.
    pub(super) fn left_out(&self) -> usize {
        self.graph.left_out
    }

    /// A box in words.
    ///
    /// # Errors
    ///
    /// There is no such box.
    pub fn describe(&self, number: usize) -> Result<FlameBox> {
        let Flame {
            context,
            format,
            set,
            graph,
            ..
        } = self;
        let (slabs, total) = (&graph.slabs, context.selection.totals.sum);
        let slab = slabs
            .get(number)
            .ok_or_else(|| Error::new(ErrorKind::Usage(format!("there is no box {number}"))))?;
        let value = slab.weight.net();
        let parent = slabs[slab.parent as usize].weight.net();
        let (file, line) = slab.frame.and_then(|frame| set.place(frame)).unwrap_or_default();
        // Values that are negative by themselves have no base.
        let compared = |part: i64| match self.is_compared && slabs[0].weight.negative != 0 {
            true => format.value(part),
            false => String::new(),
        };
        Ok(FlameBox {
            name: slab
                .frame
                .map_or_else(String::new, |frame| display(&set.printed_name(frame))),
            file: display(file),
            line,
            text: format.value(value),
            percent: readable_percent(value, total),
            of_parent: readable_percent(value, parent),
            own_text: format.value(slab.own.net()),
            own_percent: readable_percent(slab.own.net(), total),
            source_text: compared(slab.weight.positive),
            base_text: compared(slab.weight.negative),
        })
    }
}

/// A package as the legend has it.
fn in_words(package: &Package, format: &Format, total: i64) -> FlamePackage {
    FlamePackage {
        name: display(&package.name),
        expression: package.expression.clone(),
        own: package.own as f64,
        text: format.value(package.own),
        percent: readable_percent(package.own, total),
        runtime: package.is_runtime,
    }
}

/// The boxes that are wide enough to say what they weigh.
fn said(flame: &Flame) -> Vec<u32> {
    let Flame { graph, closer, .. } = flame;
    let (everywhere, closely) = flame.said;
    let all = graph.slabs.first().map_or(0.0, |slab| slab.width);
    let is_said = |slab: &Slab| {
        let is_near = closer.from < closer.to && slab.start < closer.to && slab.start + slab.width > closer.from;
        let least = if is_near { closely.min(everywhere) } else { everywhere };
        least > 0.0 && slab.width >= least * all
    };
    let numbers = 0..graph.slabs.len() as u32;
    numbers
        .filter(|&number| is_said(&graph.slabs[number as usize]))
        .collect()
}

/// The boxes for drawing, with each name once.
fn columns(flame: &Flame) -> Columns {
    const NONE: u32 = u32::MAX;
    let Flame {
        set,
        matching,
        packages,
        format,
        ..
    } = flame;
    let slabs = &flame.graph.slabs;
    let total = flame.context.selection.totals.sum;
    let (mut texts, mut matches, mut package_of) = (vec![String::new()], vec![0], vec![-1]);
    let mut numbers = vec![NONE; set.frame_count()];
    let (mut used, mut package_texts, mut runtime) = (vec![-1; packages.list.len()], Vec::new(), Vec::new());
    let mut number = |frame: FrameId| {
        let number = &mut numbers[frame.index()];
        if *number == NONE {
            *number = texts.len() as u32;
            texts.push(display(&set.printed_name(frame)));
            matches.push(matching.get(frame.index()).copied().unwrap_or(false).into());
            let package = packages.of[frame.index()] as usize;
            if used[package] < 0 {
                used[package] = package_texts.len() as i32;
                package_texts.push(display(&packages.list[package].name));
                runtime.push(packages.list[package].is_runtime.into());
            }
            package_of.push(used[package]);
        }
        *number as i32
    };
    let names = slabs.iter().map(|slab| slab.frame.map_or(0, &mut number)).collect();
    let ints = |value: fn(&Slab) -> i32| Column::Ints(slabs.iter().map(value).collect());
    let floats = |value: fn(&Slab) -> f64| Column::Floats(slabs.iter().map(value).collect());
    let positive_only = flame.positive_only;
    let owns = slabs.iter().map(|slab| slab.own.width(positive_only)).collect();
    let said = said(flame);
    let nets = said.iter().map(|&number| slabs[number as usize].weight.net());
    vec![
        ("names", Column::Ints(names)),
        ("rows", ints(|slab| slab.row)),
        ("parents", ints(|slab| slab.parent as i32)),
        ("starts", floats(|slab| slab.start)),
        ("widths", floats(|slab| slab.width)),
        ("values", floats(|slab| slab.weight.net() as f64)),
        ("owns", Column::Floats(owns)),
        (
            "inline",
            Column::Bytes(slabs.iter().map(|slab| slab.inline.into()).collect()),
        ),
        ("matches", Column::Bytes(matches)),
        ("belongs", Column::Ints(package_of)),
        ("runtime", Column::Bytes(runtime)),
        ("texts", Column::Texts(texts)),
        ("packageTexts", Column::Texts(package_texts)),
        (
            "weights",
            Column::Texts(nets.clone().map(|net| format.value(net)).collect()),
        ),
        (
            "shares",
            Column::Texts(nets.map(|net| readable_percent(net, total)).collect()),
        ),
        ("said", Column::Ints(said.iter().map(|&number| number as i32).collect())),
    ]
}
