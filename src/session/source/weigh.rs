//! What functions and lines weigh for people: every sample counts once for each of them, whatever recursion leads through.
//!
//! pprof's `list` adds up what the lines of a function weigh: of `fib` in its line 10 that calls `fib` in its line 13, a sample of
//! 50ms is 100ms of the function. That text stays; a view says 50ms.

use super::Listing;
use crate::analysis::stacks::{Base, StackSet, mean};
use crate::base::parts::in_parts;

/// What something weighs, and weighed before, in the unit of the sample type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    flat: i64,
    cum: i64,
    /// In the base of a comparison; 0 elsewhere.
    pub(super) flat_before: i64,
    pub(super) cum_before: i64,
    /// What flat and cum are divided by where means are wanted; 0 for not at all.
    flat_divisor: i64,
    cum_divisor: i64,
    /// The last row that counted, from 1.
    seen: u32,
}

/// A sample that is being counted.
#[derive(Clone, Copy)]
pub(super) struct Counting {
    /// Its row, from 1.
    mark: u32,
    value: i64,
    before: i64,
    divisor: i64,
}

impl Weight {
    /// Counts a sample, `is_leaf` where it ends in that.
    pub(super) fn add(&mut self, sample: Counting, is_leaf: bool) {
        let Counting {
            mark,
            value,
            before,
            divisor,
        } = sample;
        if is_leaf {
            self.flat = self.flat.wrapping_add(value);
            self.flat_before = self.flat_before.wrapping_add(before);
            self.flat_divisor = self.flat_divisor.wrapping_add(divisor);
        }
        if std::mem::replace(&mut self.seen, mark) != mark {
            self.cum = self.cum.wrapping_add(value);
            self.cum_before = self.cum_before.wrapping_add(before);
            self.cum_divisor = self.cum_divisor.wrapping_add(divisor);
        }
    }

    /// Whether a sample has not counted yet.
    pub(super) fn is_first(&self, sample: Counting) -> bool {
        self.seen != sample.mark
    }

    /// Takes over what another one weighs with all that it calls.
    fn take_cum(&mut self, other: &Weight) {
        self.cum = other.cum;
        self.cum_before = other.cum_before;
        self.cum_divisor = other.cum_divisor;
    }

    /// Whether nothing is there, and nothing was.
    pub(super) fn is_nothing(&self) -> bool {
        (self.flat, self.cum, self.flat_before, self.cum_before) == (0, 0, 0, 0)
    }

    /// The magnitudes of what flat and cum are, or are means of: as in the other views, these are what is ordered by.
    pub(super) fn sums(&self) -> (i64, i64) {
        (self.flat.wrapping_abs(), self.cum.wrapping_abs())
    }

    /// What is said of flat: a mean, where means are wanted. pprof's `list` has sums even then.
    pub(super) fn flat(&self) -> i64 {
        mean(self.flat, self.flat_divisor)
    }

    /// The same of cum.
    pub(super) fn cum(&self) -> i64 {
        mean(self.cum, self.cum_divisor)
    }

    /// The magnitudes of what is said of flat and cum.
    pub(super) fn magnitudes(&self) -> (i64, i64) {
        (self.flat().wrapping_abs(), self.cum().wrapping_abs())
    }
}

/// Calls `count` with each sample that weighs something, or that means are taken of, too: its row, and what it counts.
pub(super) fn for_samples(set: &StackSet, base: Option<Base>, count: &mut dyn FnMut(usize, Counting)) {
    in_parts(set.len(), &mut |rows| {
        for row in rows {
            let sample = Counting {
                mark: row as u32 + 1,
                value: set.value(row),
                before: base.map_or(0, |base| base.before(set, row)),
                divisor: set.divisor(row),
            };
            if sample.value != 0 || sample.divisor != 0 {
                count(row, sample);
            }
        }
    });
}

/// Where samples are counted: as a [`Weight`], or in less memory where nothing is compared and no mean is wanted.
trait Sum: Copy + Default {
    fn add(&mut self, sample: Counting, is_leaf: bool);
    fn weight(self) -> Weight;
}

impl Sum for Weight {
    fn add(&mut self, sample: Counting, is_leaf: bool) {
        Weight::add(self, sample, is_leaf);
    }

    fn weight(self) -> Weight {
        self
    }
}

/// The parts of a [`Weight`] that are not 0 then.
#[derive(Clone, Copy, Default)]
struct Narrow {
    flat: i64,
    cum: i64,
    seen: u32,
}

impl Sum for Narrow {
    #[inline(always)]
    fn add(&mut self, sample: Counting, is_leaf: bool) {
        if is_leaf {
            self.flat = self.flat.wrapping_add(sample.value);
        }
        if std::mem::replace(&mut self.seen, sample.mark) != sample.mark {
            self.cum = self.cum.wrapping_add(sample.value);
        }
    }

    fn weight(self) -> Weight {
        let Narrow { flat, cum, seen } = self;
        Weight {
            flat,
            cum,
            seen,
            ..Weight::default()
        }
    }
}

/// What `count` routines weigh, in their order. `routine_of` has by frame the number of its routine from 1; 0 for those of none.
pub(super) fn routines(set: &StackSet, count: usize, routine_of: &[u32], base: Option<Base>) -> Vec<Weight> {
    match base.is_none() && !set.is_mean() {
        true => counted::<Narrow>(set, count, routine_of, base),
        false => counted::<Weight>(set, count, routine_of, base),
    }
}

/// In the place of a site's routine: it stands for several frames, or for none.
const SEVERAL: u32 = u32::MAX;

fn counted<S: Sum>(set: &StackSet, count: usize, routine_of: &[u32], base: Option<Base>) -> Vec<Weight> {
    let mut sums = vec![S::default(); count];
    let places = Places::new(set, count, routine_of);
    // Of most sites it is known at once which routine they are.
    let single = |site| match set.site(site) {
        [frame] => routine_of[frame.frame().index()],
        _ => SEVERAL,
    };
    let singles: Vec<u32> = (0..set.site_count() as u32).map(single).collect();
    // What the places weigh that stand for several frames, and the last row, from 1, in which they were met.
    let mut of_places = vec![(S::default(), 0_u32); set.site_count()];
    for_samples(set, base, &mut |row, sample| {
        let mut is_leaf = true;
        for site in set.stack(row) {
            let single = singles[site as usize];
            if single != SEVERAL {
                if single != 0 {
                    sums[single as usize - 1].add(sample, is_leaf);
                }
                is_leaf = false;
                continue;
            }
            let Some(first) = set.site(site).first() else {
                continue;
            };
            let number = routine_of[first.frame().index()];
            if number != 0 && is_leaf {
                sums[number as usize - 1].add(sample, true);
            }
            is_leaf = false;
            let (of_place, seen) = &mut of_places[site as usize];
            if std::mem::replace(seen, sample.mark) != sample.mark {
                of_place.add(sample, false);
                for &number in places.shared(site) {
                    sums[number as usize].add(sample, false);
                }
            }
        }
    });
    let mut weights: Vec<Weight> = sums.into_iter().map(S::weight).collect();
    for (number, &site) in places.alone.iter().enumerate() {
        if let Some((of_place, _)) = of_places.get(site as usize) {
            weights[number].take_cum(&of_place.weight());
        }
    }
    weights
}

/// Which routines the places have that stand for several frames. Most of such a place are often in no other: a sample counts for all of
/// these where it counts for the place, and a place of a thousand frames costs a sample no more than one of a few.
struct Places {
    /// By routine, the only site that has it; [`Places::NONE`] if no site of several frames has it, [`Places::MANY`] if it has others, too.
    alone: Vec<u32>,
    /// By site, where its other routines begin, each once.
    starts: Vec<u32>,
    shared: Vec<u32>,
}

impl Places {
    const NONE: u32 = u32::MAX;
    const MANY: u32 = u32::MAX - 1;

    fn new(set: &StackSet, count: usize, routine_of: &[u32]) -> Places {
        let sites = 0..set.site_count() as u32;
        let numbers = |site: u32| {
            let frames = set.site(site).iter();
            frames.filter_map(|frame| routine_of[frame.frame().index()].checked_sub(1))
        };
        let mut alone = vec![Places::NONE; count];
        for site in sites.clone() {
            let is_single = set.site(site).len() == 1;
            for number in numbers(site) {
                let only = &mut alone[number as usize];
                *only = match *only {
                    Places::NONE if !is_single => site,
                    only if only == site => site,
                    _ => Places::MANY,
                };
            }
        }
        let (mut starts, mut shared) = (vec![0], Vec::new());
        // By routine, the last site, from 1, that has it.
        let mut last = vec![0; count];
        for site in sites {
            if set.site(site).len() > 1 {
                let others = numbers(site).filter(|&number| alone[number as usize] == Places::MANY);
                shared.extend(
                    others.filter(|&number| std::mem::replace(&mut last[number as usize], site + 1) != site + 1),
                );
            }
            starts.push(shared.len() as u32);
        }
        Places { alone, starts, shared }
    }

    fn shared(&self, site: u32) -> &[u32] {
        &self.shared[self.starts[site as usize] as usize..self.starts[site as usize + 1] as usize]
    }
}

impl Listing {
    /// What a function weighs, by its number.
    pub(super) fn weight(&self, number: u32) -> &Weight {
        &self.weights[number as usize]
    }
}

#[cfg(test)]
mod tests {
    use crate::session::{Session, Source, SourceQuery};
    use crate::testing::profile;

    /// The functions with flat and cum, and the instructions of the first line of the one that is open with theirs.
    fn weighed(picture: &str, open: &str) -> (Vec<String>, Vec<(f64, f64)>) {
        let mut session = Session {
            combined: Some(profile(picture)),
            ..Session::default()
        };
        let query = SourceQuery {
            name: open.to_owned(),
            ..SourceQuery::default()
        };
        let source = session.ask::<Source>(query).unwrap().view;
        let rows = source.functions(0..100).into_iter();
        let mut rows: Vec<String> = rows
            .map(|row| format!("{} {} {}", row.name, row.weights.flat, row.weights.cum))
            .collect();
        rows.sort();
        let places = source.behind(&session, 0).places.into_iter();
        (rows, places.map(|row| (row.weights.flat, row.weights.cum)).collect())
    }

    #[test]
    fn a_sample_counts_once_in_places_of_several_frames_that_come_again_and_share_functions() {
        let picture = "main;a:1>b:2>a:3;c:4>d:5 10
                       main;c:4>d:5;a:1>b:2>a:3;c:4>d:5 7
                       main;b:2 3
                       e:1>e:2 4";
        let wanted = ["a 0 17", "b 3 20", "c 0 17", "d 17 17", "e 4 4", "main 0 20"];
        assert_eq!(weighed(picture, "e").0, wanted);
        assert_eq!(weighed(picture, "d").1, [(17.0, 17.0)]);
    }

    #[test]
    fn an_instruction_of_calls_that_were_inlined_into_their_own_line_weighs_what_its_samples_do() {
        let (rows, places) = weighed("main;e:1>e:1>e:1@a 4\nmain;e:1>e:1>e:1@a;leaf 3", "e");
        assert_eq!(rows, ["e 4 7", "leaf 3 3", "main 0 7"]);
        assert_eq!(places, [(4.0, 7.0)]);
    }
}
