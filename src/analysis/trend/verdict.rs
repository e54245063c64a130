//! Verdict: what may be said of a trend, in numbers. The words are in `words.rs`.
//!
//! Two points are a difference, three may rise twice, four and five every time; from six on a row may be named. Nothing here is a cause or a
//! forecast.

use super::Trend;
use super::in_step::are_in_step;
use super::place::Place;
use super::rule::{INTERVAL, NAMING, Shape, Threshold};
use super::series::Subject;
use super::snapshots::Snapshots;
use super::survivors::{Survival, Survivors};
use super::table::{By, Row, Sort, Table};
use super::waiting::Waiting;
use std::collections::VecDeque;
use std::rc::Rc;

/// What kind of sentence opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// There is one point: a rate that nothing can be compared with.
    Single,
    /// Two points: a difference.
    Difference,
    /// Three to five: something rose every time.
    Rose,
    /// Six or more: rows are named.
    Named,
    /// Something rises, but not so that chance is out of question.
    Unsure,
    /// The largest growth slows down.
    Slowing,
    /// The largest growth is one step, or a few.
    Step,
    /// The total grows, spread over many lines.
    Spread,
    /// Each is a difference, and something came in all of them.
    Added,
    /// They are of two programs or more, in turn.
    InTurn,
    /// Nothing grows, but some were cut, so nothing is known.
    Cut,
    /// Nothing grows.
    Nothing,
    /// There is nothing in any point.
    Empty,
}

/// Where the total goes.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Movement {
    /// In the first point.
    pub first: f64,
    /// In the last point.
    pub last: f64,
    /// The least in any point.
    pub least: f64,
    /// The most in any point.
    pub most: f64,
}

impl Movement {
    /// Reads values by point.
    pub fn of(values: &[f64]) -> Movement {
        Movement {
            first: values.first().copied().unwrap_or_default(),
            last: values.last().copied().unwrap_or_default(),
            least: values.iter().copied().fold(f64::INFINITY, f64::min),
            most: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// Something that is said of rows.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What its rows are.
    pub by: By,
    /// The rows: several where they grow in step.
    pub rows: Vec<u32>,
    /// The growth of the first row that is sure.
    pub sure: f64,
    /// The difference of the first row.
    pub delta: f64,
    /// The first row's value at first and at last.
    pub values: (f64, f64),
    /// Of all sure growth, the part of all rows together.
    pub share: f64,
    /// How the first row goes.
    pub shape: Shape,
    /// Its growth a second, or a snapshot where there are no times; none where there are too few to say.
    pub slope: Option<f64>,
    /// For growth that began later and for a step: between which points.
    pub between: Option<(usize, usize)>,
    /// Its growth in the second half.
    pub second_half: f64,
    /// Half of the way between its least and its most.
    pub swing: f64,
    /// How far off it may be, as a part of itself, since so few samples are behind it; none where it is exact or they are many.
    pub error: Option<f64>,
    /// Where each row stands.
    pub places: Vec<Place>,
    /// How many stacks stand at the line of the first row, which is one of them; 1 where it is all of the line.
    pub stacks: usize,
    /// The goroutine's own function, where that is another one: the root of its stack.
    pub root: Option<Place>,
    /// What its goroutines wait for.
    pub waiting: Option<Waiting>,
    /// Which of its goroutines stay, where three dumps tell.
    pub survival: Option<Survival>,
}

/// What may be said.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What kind of sentence opens.
    pub kind: Kind,
    /// How many points the rule has looked at.
    pub parts: usize,
    /// Where the total goes.
    pub total: Movement,
    /// From the first point to the last, in seconds, or in snapshots where there are no times.
    pub span: f64,
    /// What it is about: those that are named, or the one that the kind speaks of.
    pub findings: Vec<Finding>,
    /// How many more could be named.
    pub more: usize,
    /// Of a total that grows spread: the growth that is sure, and how many lines rose.
    pub spread: (f64, usize),
    /// How many of the snapshots were cut.
    pub cut: usize,
    /// What else moves much: slower and slower, in steps, or late.
    pub beside: Vec<Finding>,
    /// The three dumps that tell who stays, if there are three.
    pub dumps: Option<[usize; 3]>,
    /// Whether it may be said that what is named does not come back: only ids of goroutines show it.
    pub is_load_excluded: bool,
}

/// So many findings are said.
const SAID: usize = 3;
/// Of everything that rises, at least this part is worth a word beside what is named.
const BESIDE: f64 = 0.1;

/// What is said alike beside what is named.
#[derive(Clone, Copy, PartialEq)]
enum Class {
    Slowing,
    Stepped,
    Late,
}

fn class(shape: Shape) -> Option<Class> {
    match shape {
        Shape::Slowing => Some(Class::Slowing),
        Shape::Step(_) | Shape::Steps(..) => Some(Class::Stepped),
        Shape::Late(_) | Shape::Uneven => Some(Class::Late),
        _ => None,
    }
}

/// Judges a trend by its points and rows. `all` are the snapshots that it was made of.
pub fn verdict(trend: &Trend, all: &Snapshots) -> Verdict {
    let parts = trend.parts();
    let survivors = match trend.series.subject {
        Subject::Goroutines => Survivors::of(all, &trend.snapshots()),
        _ => None,
    };
    let judge = Judge {
        trend,
        all,
        survivors: survivors.as_ref(),
        parts,
    };
    let stacks = trend.table(By::Stacks);
    let mut verdict = Verdict {
        kind: Kind::Nothing,
        parts,
        total: Movement::of(stacks.totals()),
        span: trend.series.points.last().map_or(0.0, |point| point.at),
        findings: Vec::new(),
        more: 0,
        spread: (0.0, 0),
        cut: trend
            .snapshots()
            .into_iter()
            .filter(|&own| all.taken()[own].is_cut)
            .count(),
        beside: Vec::new(),
        dumps: survivors.as_ref().map(|survivors| survivors.dumps),
        is_load_excluded: false,
    };
    match parts {
        _ if verdict.total == Movement::default() => verdict.kind = Kind::Empty,
        _ if trend.series.programs() > 1 => verdict.kind = Kind::InTurn,
        0 | 1 => verdict.kind = Kind::Single,
        2 => {
            verdict.kind = Kind::Difference;
            // What a line has changed by is what the table begins with: one stack of several is no answer to where.
            let lines = trend.table(By::Lines);
            let largest = |one: &&u32, other: &&u32| {
                let delta = |row: &u32| lines.row(*row).delta().abs();
                delta(one).total_cmp(&delta(other))
            };
            let order = lines.ordered(Sort::Delta, None);
            let largest = order
                .iter()
                .max_by(largest)
                .filter(|&&row| lines.row(row).delta() != 0.0);
            verdict
                .findings
                .extend(largest.map(|&row| judge.finding(&lines, vec![row])));
        }
        _ if parts < NAMING && trend.series.begins_with_start() => {
            verdict.kind = Kind::Difference;
            let lines = trend.table(By::Lines);
            let order = lines.ordered(Sort::Delta, None).into_iter();
            let risen = order.filter(|&row| lines.row(row).delta() > 0.0).take(SAID);
            verdict
                .findings
                .extend(risen.map(|row| judge.finding(&lines, vec![row])));
        }
        _ if parts < NAMING => judge.few(&mut verdict, &stacks),
        _ => judge.many(&mut verdict, &stacks),
    }
    if verdict.kind == Kind::Nothing && verdict.cut > 0 {
        verdict.kind = Kind::Cut;
    }
    let stay = |finding: &Finding| {
        let survival = finding.survival.unwrap_or_default();
        if parts < NAMING {
            survival.names()
        } else {
            survival.stay()
        }
    };
    verdict.is_load_excluded = !verdict.findings.is_empty() && verdict.findings.iter().all(stay);
    verdict
}

/// What a verdict is made of.
pub(super) struct Judge<'a> {
    pub(super) trend: &'a Trend,
    all: &'a Snapshots,
    survivors: Option<&'a Survivors>,
    pub(super) parts: usize,
}

impl Judge<'_> {
    /// Three to five points: what rose every time.
    fn few(&self, verdict: &mut Verdict, stacks: &Rc<Table>) {
        let mut order = stacks.ordered(Sort::Rank, None);
        order.retain(|&row| {
            let own = stacks.row(row);
            let rises = own.statistic.rises && own.statistic.sure > 0.0;
            rises && (self.is_large(stacks, own) || self.survival(stacks, &[row]).is_some_and(|own| own.names()))
        });
        if order.is_empty() {
            verdict.findings.extend(self.swinging(stacks));
            return;
        }
        verdict.kind = Kind::Rose;
        self.say(verdict, stacks, &order);
    }

    /// Six and more points.
    fn many(&self, verdict: &mut Verdict, stacks: &Rc<Table>) {
        let named = |table: &Table| {
            let mut order = table.ordered(Sort::Rank, None);
            order.retain(|&row| table.row(row).is_named && table.row(row).statistic.sure > 0.0);
            order
        };
        let mut table = Rc::clone(stacks);
        let mut order = named(&table);
        if order.is_empty() {
            // One line may be reached by many ways, of which none is large.
            table = self.trend.table(By::Lines);
            order = named(&table);
        }
        let beside = self.beside(stacks);
        if !order.is_empty() {
            verdict.kind = Kind::Named;
            self.say(verdict, &table, &order);
            verdict.beside = beside;
            return;
        }
        if let Some(wider) = self.wider(stacks) {
            (verdict.kind, verdict.spread) = (wider.kind, wider.spread);
            verdict.findings = wider.findings;
            verdict.beside = beside;
            return;
        }
        let first = stacks.ordered(Sort::Rank, None).first().copied();
        let is_unsure = |&row: &u32| stacks.row(row).statistic.sure > 0.0 && self.is_large(stacks, stacks.row(row));
        let unsure = first.filter(is_unsure);
        let mut beside = beside.into_iter();
        if let Some(finding) = beside.find(|finding| class(finding.shape) != Some(Class::Late) || unsure.is_none()) {
            verdict.kind = match finding.shape {
                shape if shape.is_stepped() => Kind::Step,
                Shape::Slowing => Kind::Slowing,
                _ => Kind::Unsure,
            };
            verdict.findings.push(finding);
            return;
        }
        match unsure {
            Some(row) => {
                verdict.kind = Kind::Unsure;
                verdict.findings.push(self.finding(stacks, vec![row]));
            }
            None => verdict.findings.extend(self.swinging(stacks)),
        }
    }

    /// The first rows of an order as findings; those that grow in step are one.
    fn say(&self, verdict: &mut Verdict, table: &Rc<Table>, order: &[u32]) {
        let mut left: VecDeque<u32> = order.iter().copied().collect();
        while let Some(first) = left.pop_front() {
            let mut rows = vec![first];
            if self.trend.series.subject == Subject::Goroutines {
                let own = table.values(first);
                left.retain(|&other| {
                    let is_with = are_in_step(own, table.values(other));
                    if is_with {
                        rows.push(other);
                    }
                    !is_with
                });
            }
            match verdict.findings.len() < SAID {
                true => verdict.findings.push(self.finding(table, rows)),
                false => verdict.more += 1,
            }
        }
    }

    /// What grows slower and slower, rose in steps or late, and is large: at most one of each, the larger first.
    fn beside(&self, stacks: &Rc<Table>) -> Vec<Finding> {
        let risen: f64 = stacks.rows().iter().map(|row| row.delta().max(0.0)).sum();
        let is_worth = |row: &Row| {
            let least = self.threshold(stacks).least(row.weight);
            // Of what goes up and down, two snapshots may differ by much: where some growth is sure, that counts.
            let is_chance =
                row.statistic.shape == Shape::Slowing && (f64::MIN_POSITIVE..least).contains(&row.statistic.sure);
            !is_chance && row.delta() >= least.max(BESIDE * risen)
        };
        let order = stacks.ordered(Sort::Delta, None);
        let mut found: Vec<u32> = Vec::new();
        let class_of = |row: u32| class(stacks.row(row).statistic.shape);
        for &row in &order {
            let (own, class) = (stacks.row(row), class_of(row));
            let is_one = class.is_some() && !own.is_named;
            if is_one && is_worth(own) && !found.iter().any(|&other| class_of(other) == class) {
                found.push(row);
            }
        }
        found.into_iter().map(|row| self.finding(stacks, vec![row])).collect()
    }

    /// The row that moves most, up and down.
    fn swinging(&self, stacks: &Rc<Table>) -> Option<Finding> {
        let rows = 0..stacks.rows().len() as u32;
        let swing = |row: u32| {
            let movement = Movement::of(&self.trend.reduced(stacks.values(row)).0);
            movement.most - movement.least
        };
        let swings = rows.map(|row| (row, swing(row))).filter(|(_, swing)| *swing > 0.0);
        // Of those that move alike, the first.
        let most = swings.reduce(|most, other| if other.1 > most.1 { other } else { most });
        most.map(|(row, _)| self.finding(stacks, vec![row]))
    }

    /// How much growth is worth a name.
    pub(super) fn threshold(&self, stacks: &Table) -> Threshold {
        Threshold {
            first_total: self
                .trend
                .reduced(stacks.totals())
                .0
                .first()
                .copied()
                .unwrap_or_default(),
            samples: self.trend.series.samples().0,
        }
    }

    fn is_large(&self, stacks: &Table, row: &Row) -> bool {
        let all: f64 = stacks.rows().iter().map(|row| row.statistic.score.max(0.0)).sum();
        row.statistic.is_large(&self.threshold(stacks), row.weight, all)
    }

    /// Rows as a finding; the first one speaks for all.
    pub(super) fn finding(&self, table: &Rc<Table>, rows: Vec<u32>) -> Finding {
        let first = rows[0];
        let row = table.row(first);
        let (values, times) = self.trend.reduced(table.values(first));
        let half = values.len() / 2;
        let growth =
            |from: usize| values.last().copied().unwrap_or_default() - values.get(from).copied().unwrap_or_default();
        let movement = Movement::of(&values);
        let of_goroutines = self.trend.series.subject == Subject::Goroutines;
        Finding {
            by: table.by(),
            sure: row.statistic.sure,
            delta: row.delta(),
            values: (row.first, row.last),
            share: rows.iter().map(|&row| table.row(row).share).sum::<f64>().min(1.0),
            shape: row.statistic.shape,
            slope: (self.parts >= INTERVAL).then_some(row.statistic.slope),
            between: match row.statistic.shape {
                Shape::Later(part) | Shape::Late(part) | Shape::Step(part) | Shape::Steps(_, part) => {
                    Some(self.points_around(&times, part))
                }
                _ => None,
            },
            second_half: growth(half),
            swing: (movement.most - movement.least) / 2.0,
            error: self.error(row),
            places: rows.iter().map(|&row| table.place(row)).collect(),
            root: self.root(table, first).filter(|_| of_goroutines),
            stacks: self.stacks_at(table, first),
            waiting: self.trend.waiting(self.all, table, first),
            survival: self.survival(table, &rows),
            rows,
        }
    }

    /// Which goroutines of rows stay.
    fn survival(&self, table: &Table, rows: &[u32]) -> Option<Survival> {
        let stacks: Vec<u32> = rows.iter().flat_map(|&row| self.trend.stacks_of(table, row)).collect();
        self.survivors.map(|survivors| survivors.with(&stacks))
    }

    /// The last point before the part and the first one in it.
    fn points_around(&self, times: &[f64], part: usize) -> (usize, usize) {
        let points = &self.trend.series.points;
        let middle = (times[part - 1] + times[part]) / 2.0;
        let behind = points
            .partition_point(|point| point.at < middle)
            .clamp(1, points.len() - 1);
        (behind - 1, behind)
    }

    /// Growth of sampled memory is a walk in steps of a sample.
    fn error(&self, row: &Row) -> Option<f64> {
        if !matches!(self.trend.series.subject, Subject::Memory) || row.weight <= 0.0 {
            return None;
        }
        let samples = row.delta().abs() / row.weight;
        (samples > 0.0 && samples < 20.0).then(|| (1.0 / samples).sqrt())
    }

    /// The function that all goroutines of a row began with, if they are known by another one.
    fn root(&self, table: &Table, row: u32) -> Option<Place> {
        let root = table.root(row)?;
        (root.function != table.place(row).function).then_some(root)
    }

    /// How many stacks stand at the line that one of them is known by.
    fn stacks_at(&self, table: &Table, row: u32) -> usize {
        if table.by() != By::Stacks {
            return 1;
        }
        let frame = table.row(row).frame;
        let alike = table.rows().iter().filter(|own| own.frame == frame);
        alike.filter(|own| own.first != 0.0 || own.last != 0.0).count().max(1)
    }
}
