//! What is said where no stack and no line may be named: of a function, of the total, of differences that add up.

use super::rule::NAMING;
use super::series::Measure;
use super::table::{By, Row, Sort, Table};
use super::verdict::{Finding, Judge, Kind};

/// What is said of more than a line.
pub(super) struct Wider {
    /// What kind of sentence opens.
    pub kind: Kind,
    /// What it is about.
    pub findings: Vec<Finding>,
    /// Of a total that grows spread: the growth that is sure, and how many lines rose.
    pub spread: (f64, usize),
}

/// Growth is spread if it is so many times that of any line: a larger part of it is judged by itself, and was not named.
const SPREAD: f64 = 20.0;
/// So many findings are said of differences.
const SAID: usize = 3;
/// Functions with this part of the largest growth have as good as all of it: the narrowest of them is said.
const AS_GOOD: f64 = 0.9;

impl Judge<'_> {
    /// Looks beyond lines. Nothing is said where one line has a part of the growth that is worth a name: in profiles in
    /// which nothing leaks, waves and drifts of a few lines make totals that seem to grow.
    pub(super) fn wider(&self, stacks: &Table) -> Option<Wider> {
        if self.trend.series.measure == Measure::Change {
            return self.added(stacks);
        }
        let lines = self.trend.table(By::Lines);
        let top = *lines.ordered(Sort::Delta, None).first()?;
        let largest = lines.row(top).delta();
        let name = lines.place(top).function;
        let threshold = self.threshold(stacks);
        let statistic = self.trend.parts.borrow_mut().judge(stacks.totals());
        let first = stacks.totals().first().copied().unwrap_or_default();
        let last = stacks.totals().last().copied().unwrap_or_default();
        let functions = self.trend.table(By::Functions);
        let is_named = |own: &Row| {
            let sure = own.statistic.sure;
            sure >= largest * SPREAD && own.statistic.is_named(self.parts, &threshold, own.weight, sure)
        };
        // What calls everything says no more than the total.
        let is_all = |own: &Row| own.first == first && own.last == last;
        let mut order = functions.ordered(Sort::Rank, None);
        order.retain(|&row| {
            let own = functions.row(row);
            is_named(own) && (!is_all(own) || functions.place(row).function == name)
        });
        let score = |row: u32| functions.row(row).statistic.score;
        let most = order.first().map_or(0.0, |&row| score(row));
        let narrow = order.iter().copied().filter(|&row| score(row) >= AS_GOOD * most);
        let narrower = |one: u32, other: u32| match functions.row(other).last < functions.row(one).last {
            true => other,
            false => one,
        };
        if let Some(row) = narrow.reduce(narrower) {
            return Some(Wider {
                kind: Kind::Named,
                findings: vec![self.finding(&functions, vec![row])],
                spread: (0.0, 0),
            });
        }
        let weight = self.trend.series.samples().1;
        let is_sure = statistic.sure >= largest * SPREAD;
        if !is_sure || !statistic.is_named(self.parts, &threshold, weight, statistic.sure) {
            return None;
        }
        let risen = lines.rows().iter().filter(|row| row.delta() > 0.0).count();
        Some(Wider {
            kind: Kind::Spread,
            findings: vec![self.finding(&lines, vec![top])],
            spread: (statistic.sure, risen),
        })
    }

    /// Each snapshot is a difference: what came in all of them, the most first.
    fn added(&self, stacks: &Table) -> Option<Wider> {
        let lines = self.trend.table(By::Lines);
        let least = self.trend.series.samples().0;
        if stacks.totals().len() < NAMING {
            return None;
        }
        let sum = |row: u32| lines.values(row).iter().sum::<f64>();
        let mut rows: Vec<u32> = (0..lines.rows().len() as u32).collect();
        rows.retain(|&row| {
            let is_positive = lines.values(row).iter().all(|&value| value > 0.0);
            is_positive && sum(row) >= least * lines.row(row).weight
        });
        let mut findings = Vec::new();
        #[expect(clippy::disallowed_methods, reason = "a few are said, each found in one pass")]
        while let Some(at) = (0..rows.len()).reduce(|most, at| if sum(rows[at]) > sum(rows[most]) { at } else { most })
            && findings.len() < SAID
        {
            findings.push(self.finding(&lines, vec![rows.remove(at)]));
        }
        (!findings.is_empty()).then_some(Wider {
            kind: Kind::Added,
            findings,
            spread: (0.0, 0),
        })
    }
}
