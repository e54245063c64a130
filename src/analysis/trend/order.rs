//! The order of snapshots, and when each was taken as far as anything says so.
//!
//! In: of each snapshot the time in the profile, its name and when its file was written. Out: the order, the times in seconds from the
//! first on, and what they were taken from: the profiles; else the names, if all have a time; else the times of the files, if they are
//! far enough apart to be those of snapshots, and what only grows in a program does not contradict them; else nothing, and then the
//! names decide, numbers in them by their value.

use super::moment;
use crate::base::clock::{YEAR, is_plausible};
use crate::base::sort::sort_by;
use crate::base::text::natural;

/// What tells when a snapshot was taken.
#[derive(Clone, Copy, Debug)]
pub struct Clue<'a> {
    /// The time in the profile, in nanoseconds since 1970; 0 if it has none.
    pub time: i64,
    /// What the snapshot is called.
    pub name: &'a str,
    /// When its file was written, in nanoseconds since 1970.
    pub modified: Option<i64>,
    /// A number that only grows as long as the program runs, if the snapshot has one.
    pub risen: Option<u64>,
}

/// What the order was taken from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// The times in the profiles.
    Profiles,
    /// The times in the names of the files.
    FileNames(Lack),
    /// The times of the files; for profiles that have a time, that one.
    Files(Lack),
    /// The names, numbers in them by their value.
    Names(Lack),
    /// The names again, since the times of the files are contradicted by what only grows.
    NamesAgainstFiles,
    /// The order in which they came.
    Arrival,
    /// Whoever asks has said it.
    Given,
}

/// Why the times in profiles tell no order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lack {
    /// Some have none.
    Missing,
    /// Some cannot be: no profile is from then.
    Doubtful,
    /// All are the same.
    Same,
}

/// Snapshots in the order in which they were taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Order {
    /// The numbers of the snapshots, the first taken first.
    pub order: Vec<usize>,
    /// What the order was taken from.
    pub basis: Basis,
    /// In that order, when each was taken: nanoseconds since 1970. None if nothing says it.
    pub times: Option<Vec<i64>>,
    /// Whether the times are those of a clock on the wall without its zone, as names have them.
    pub is_local: bool,
    /// Snapshots whose time cannot be, by number, and whether they stand in the order all the same, by their name.
    pub odd: Vec<(usize, bool)>,
}

/// Nobody takes snapshots so far apart, in nanoseconds.
const FAR: i64 = 2 * YEAR;
/// Files that were not written as they were taken, but copied, are closer together than this, in nanoseconds.
const TOO_CLOSE: i64 = 100_000_000;
/// A file that was written so long after its profile was taken is a copy, in nanoseconds.
const COPIED: i64 = 60_000_000_000;

impl Basis {
    /// How the order is said.
    pub fn words(self) -> String {
        let (order, lack, is_timed) = match self {
            Basis::Profiles => return "in order of the times in the profiles".to_owned(),
            Basis::Given => return "in the order that was given".to_owned(),
            Basis::FileNames(lack) => ("order of the times in the names of the files", lack.words(), true),
            Basis::Files(lack) => ("order of the times of the files", lack.words(), true),
            Basis::Names(lack) => ("order of their names", lack.words(), false),
            Basis::NamesAgainstFiles => (
                "order of their names",
                "in the order of the times of the files what only grows would fall",
                false,
            ),
            Basis::Arrival => ("the order in which they came", "nothing tells it", false),
        };
        let measure = match is_timed {
            true => "",
            false => ": growth is per snapshot, not per minute",
        };
        format!("in {order}, since {lack}{measure}")
    }
}

impl Lack {
    fn words(self) -> &'static str {
        match self {
            Lack::Missing => "not all of the profiles have a time",
            Lack::Doubtful => "not all of the profiles have a time that can be",
            Lack::Same => "all of the profiles have the same time",
        }
    }
}

impl Clue<'_> {
    /// The time in the profile, if it has one that can be.
    fn own_time(&self) -> Option<i64> {
        Some(self.time).filter(|&time| is_plausible(time))
    }
}

/// Puts snapshots in order; `given` is the order that was asked for, if one was.
pub fn order(clues: &[Clue<'_>], given: Option<&[usize]>) -> Order {
    let natural = with_odd(clues).unwrap_or_else(|| by_itself(clues));
    let Some(given) = given else {
        return natural;
    };
    // Times that go back are none.
    let time_of = |snapshot: usize| {
        let at = natural.order.iter().position(|&own| own == snapshot)?;
        natural.times.as_ref().map(|times| times[at])
    };
    let times: Option<Vec<i64>> = given.iter().map(|&snapshot| time_of(snapshot)).collect();
    Order {
        order: given.to_vec(),
        basis: if given == natural.order {
            natural.basis
        } else {
            Basis::Given
        },
        times: times.filter(|times| times.is_sorted()),
        is_local: natural.is_local,
        odd: if given == natural.order {
            natural.odd
        } else {
            Vec::new()
        },
    }
}

/// The order where a few of the times in profiles cannot be: those stand where their names say, if names tell the order of the others, and
/// are left out if they do not. Nothing if there are no such times, or they would not count.
fn with_odd(clues: &[Clue<'_>]) -> Option<Order> {
    let is_odd = |at: usize| {
        let own = clues[at].time;
        let is_near = |other: &Clue<'_>| other.time != 0 && other.time.saturating_sub(own).saturating_abs() < FAR;
        own != 0
            && (!is_plausible(own)
                || !clues
                    .iter()
                    .enumerate()
                    .any(|(other, clue)| other != at && is_near(clue)))
    };
    let (odd, kept): (Vec<usize>, Vec<usize>) = (0..clues.len()).partition(|&at| is_odd(at));
    if odd.is_empty() || odd.len() * 2 >= clues.len() {
        return None;
    }
    let others: Vec<Clue<'_>> = kept.iter().map(|&at| clues[at]).collect();
    let mut order = by_itself(&others);
    let times = order.times.as_mut()?;
    if order.basis != Basis::Profiles {
        return None;
    }
    order.order.iter_mut().for_each(|at| *at = kept[*at]);
    let is_before = |one: usize, other: usize| natural(clues[one].name, clues[other].name).is_lt();
    let do_names_tell = order.order.windows(2).all(|pair| is_before(pair[0], pair[1]));
    for at in odd {
        if do_names_tell {
            let place = order.order.partition_point(|&other| is_before(other, at));
            #[expect(clippy::disallowed_methods, reason = "few snapshots have a time that cannot be")]
            order.order.insert(place, at);
            #[expect(clippy::disallowed_methods, reason = "few snapshots have a time that cannot be")]
            times.insert(place, between(times, place));
        }
        order.odd.push((at, do_names_tell));
    }
    Some(order)
}

/// A time for what stands before the place of two times or more: in the middle, or as far off as the next two are apart.
fn between(times: &[i64], place: usize) -> i64 {
    let count = times.len();
    match place {
        0 => times[0].saturating_sub(times[1].saturating_sub(times[0])),
        place if place == count => times[count - 1].saturating_add(times[count - 1].saturating_sub(times[count - 2])),
        place => times[place - 1].midpoint(times[place]),
    }
}

fn by_itself(clues: &[Clue<'_>]) -> Order {
    let profiles: Option<Vec<i64>> = clues.iter().map(Clue::own_time).collect();
    let lack = match clues.iter().any(|clue| clue.time != 0 && clue.own_time().is_none()) {
        true => Lack::Doubtful,
        false if profiles.is_some() => Lack::Same,
        false => Lack::Missing,
    };
    let differ = |times: &Vec<i64>| times.iter().any(|&time| time != times[0]);
    if let Some(times) = profiles.filter(differ) {
        return by_times(clues, &times, Basis::Profiles);
    }
    let names: Option<Vec<i64>> = clues.iter().map(|clue| moment::find(clue.name)).collect();
    if let Some(times) = names.filter(differ) {
        return Order {
            is_local: true,
            ..by_times(clues, &times, Basis::FileNames(lack))
        };
    }
    let files: Option<Vec<i64>> = clues.iter().map(|clue| clue.own_time().or(clue.modified)).collect();
    let files = files.filter(|_| are_written_when_taken(clues));
    let files = files.map(|times| by_times(clues, &times, Basis::Files(lack)));
    let mut order: Vec<usize> = (0..clues.len()).collect();
    sort_by(&mut order, |&one, &other| natural(clues[one].name, clues[other].name));
    let do_files_contradict = match files {
        Some(files) if falls(clues, &files.order) <= falls(clues, &order) => return files,
        files => files.is_some(),
    };
    let differ = clues.windows(2).any(|pair| pair[0].name != pair[1].name);
    Order {
        order,
        basis: match differ {
            true if do_files_contradict => Basis::NamesAgainstFiles,
            true => Basis::Names(lack),
            false => Basis::Arrival,
        },
        times: None,
        is_local: false,
        odd: Vec::new(),
    }
}

/// How often what only grows is less than before: each time a restart, or the order is wrong.
fn falls(clues: &[Clue<'_>], order: &[usize]) -> usize {
    let fell = |pair: &&[usize]| {
        clues[pair[1]]
            .risen
            .is_some_and(|last| Some(last) < clues[pair[0]].risen)
    };
    order.windows(2).filter(fell).count()
}

fn by_times(clues: &[Clue<'_>], times: &[i64], basis: Basis) -> Order {
    let mut order: Vec<usize> = (0..clues.len()).collect();
    sort_by(&mut order, |&one, &other| {
        let by_name = || natural(clues[one].name, clues[other].name);
        times[one].cmp(&times[other]).then_with(by_name)
    });
    Order {
        times: Some(order.iter().map(|&snapshot| times[snapshot]).collect()),
        order,
        basis,
        is_local: false,
        odd: Vec::new(),
    }
}

/// Whether files were written as their profiles were taken. They were copied if those of profiles with a time were written long after
/// it, or if the others follow each other too closely.
fn are_written_when_taken(clues: &[Clue<'_>]) -> bool {
    let is_copy = |clue: &Clue<'_>| {
        let late = clue.modified.zip(clue.own_time());
        late.is_some_and(|(modified, taken)| modified.saturating_sub(taken).saturating_abs() > COPIED)
    };
    let others = clues
        .iter()
        .filter(|clue| clue.own_time().is_none())
        .filter_map(|clue| clue.modified);
    let (least, most, count) = others.fold((i64::MAX, i64::MIN, 0), |(least, most, count), time| {
        (least.min(time), most.max(time), count + 1)
    });
    let are_apart = most.saturating_sub(least) >= TOO_CLOSE.saturating_mul(count - 1);
    !clues.iter().any(is_copy) && are_apart
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A time at which profiles are taken.
    const NOW: i64 = 56 * YEAR;

    fn ordered(clues: &[(i64, &str, Option<i64>)]) -> (Vec<String>, Basis) {
        let clues: Vec<Clue<'_>> = clues
            .iter()
            .map(|&(time, name, modified)| Clue {
                time,
                name,
                modified,
                risen: None,
            })
            .collect();
        let order = order(&clues, None);
        let names = order.order.iter().map(|&at| clues[at].name.to_owned());
        (names.collect(), order.basis)
    }

    #[test]
    fn the_times_of_profiles_come_first() {
        let (names, basis) = ordered(&[
            (NOW + 30, "a", Some(1)),
            (NOW + 10, "c", Some(2)),
            (NOW + 20, "b", Some(3)),
        ]);
        assert_eq!((names.join(" "), basis), ("c b a".to_owned(), Basis::Profiles));
    }

    #[test]
    fn then_times_in_names() {
        let (names, basis) = ordered(&[
            (0, "g-20261128T144300Z.txt", Some(1)),
            (NOW, "g-20261128T144200Z.txt", Some(2)),
        ]);
        assert_eq!(basis, Basis::FileNames(Lack::Missing));
        assert_eq!(names[0], "g-20261128T144200Z.txt");
    }

    #[test]
    fn then_times_of_files_if_they_are_those_of_snapshots() {
        let second = 1_000_000_000;
        let at = |seconds: i64| NOW + seconds * second;
        let (names, basis) = ordered(&[(0, "a", Some(at(3))), (0, "b", Some(at(1))), (at(2), "c", None)]);
        assert_eq!(
            (names.join(" "), basis),
            ("b c a".to_owned(), Basis::Files(Lack::Missing))
        );
        let (names, basis) = ordered(&[(at(1), "b", Some(at(900))), (0, "a", Some(at(950)))]);
        let by_names = Basis::Names(Lack::Missing);
        assert_eq!((names.join(" "), basis), ("a b".to_owned(), by_names), "copies");
        let close = |later: i64| Some(at(1) + later);
        let (_, basis) = ordered(&[
            (at(1), "a", close(0)),
            (0, "b", close(20 * second)),
            (0, "c", close(20 * second + 1)),
        ]);
        assert_eq!(basis, by_names, "copies of texts beside a profile");
        // As a copy of a folder leaves them.
        let (names, basis) = ordered(&[
            (0, "heap-10", Some(100)),
            (0, "heap-2", Some(200)),
            (0, "heap-1", Some(300)),
        ]);
        assert_eq!((names.join(" "), basis), ("heap-1 heap-2 heap-10".to_owned(), by_names));
    }

    #[test]
    fn files_that_contradict_what_only_grows_do_not_count() {
        let second = 1_000_000_000;
        let clue = |name, modified: i64, risen| Clue {
            time: 0,
            name,
            modified: Some(modified * second),
            risen: Some(risen),
        };
        let unpacked = [clue("g-1", 30, 100), clue("g-2", 20, 200), clue("g-3", 10, 300)];
        let own = order(&unpacked, None);
        assert_eq!((own.order, own.basis), (vec![0, 1, 2], Basis::NamesAgainstFiles));
        // A restart is less of a wonder than three.
        let restarted = [clue("b", 10, 100), clue("a", 20, 200), clue("c", 30, 50)];
        let own = order(&restarted, None);
        assert_eq!((own.order, own.basis), (vec![0, 1, 2], Basis::Files(Lack::Missing)));
    }

    #[test]
    fn then_names_by_their_numbers_and_at_last_nothing() {
        let (names, basis) = ordered(&[(0, "d #10", None), (0, "d #9", None), (0, "d #09b", None)]);
        assert_eq!(
            (names.join(" "), basis),
            ("d #9 d #09b d #10".to_owned(), Basis::Names(Lack::Missing))
        );
        assert_eq!(ordered(&[(0, "x", None), (0, "x", None)]).1, Basis::Arrival);
    }

    #[test]
    fn a_time_that_cannot_be_is_not_believed() {
        let now = NOW;
        let (names, basis) = ordered(&[
            (now, "g1", None),
            (now + 60, "g3", None),
            (now + 80, "g4", None),
            (9, "g2", None),
        ]);
        assert_eq!((names.join(" "), basis), ("g1 g2 g3 g4".to_owned(), Basis::Profiles));
        let clue = |time, name| Clue {
            time,
            name,
            modified: None,
            risen: None,
        };
        let clues = [
            clue(now, "g2"),
            clue(now + 60, "g3"),
            clue(now + 80, "g4"),
            clue(now + 9 * YEAR, "g1"),
        ];
        let own = order(&clues, None);
        assert_eq!((own.order, own.odd), (vec![3, 0, 1, 2], vec![(3, true)]));
        assert_eq!(own.times, Some(vec![now - 60, now, now + 60, now + 80]));
        // Names that tell nothing of the others tell nothing of it.
        let clues = [clue(now, "b"), clue(now + 60, "a"), clue(now + 80, "c"), clue(1, "d")];
        let own = order(&clues, None);
        assert_eq!((own.order, own.odd), (vec![0, 1, 2], vec![(3, false)]));
        // Of two nobody knows which one is wrong.
        assert!(order(&[clue(now, "a"), clue(now + 9 * YEAR, "b")], None).odd.is_empty());
    }

    #[test]
    fn why_times_tell_no_order_is_said() {
        // Seconds where nanoseconds are meant: even those that differ tell nothing.
        let (names, basis) = ordered(&[(1_700_000_060, "a", None), (1_700_000_000, "b", None)]);
        assert_eq!(
            (names.join(" "), basis),
            ("a b".to_owned(), Basis::Names(Lack::Doubtful))
        );
        let files = ordered(&[(1_700_000_060, "a", Some(NOW + YEAR)), (1_700_000_000, "b", Some(NOW))]);
        assert_eq!(
            files,
            (vec!["b".to_owned(), "a".to_owned()], Basis::Files(Lack::Doubtful))
        );
        let (_, basis) = ordered(&[(NOW, "a", None), (NOW, "b", None)]);
        assert_eq!(
            basis.words(),
            "in order of their names, since all of the profiles have the same time: growth is per snapshot, not per minute"
        );
    }

    #[test]
    fn an_order_that_is_given_keeps_times_that_do_not_go_back() {
        let clue = |time| Clue {
            time,
            name: "x",
            modified: None,
            risen: None,
        };
        let clues = [10, 20, 30].map(|later| clue(NOW + later));
        let same = order(&clues, Some(&[0, 1, 2]));
        assert_eq!(
            (same.basis, same.times),
            (Basis::Profiles, Some(vec![NOW + 10, NOW + 20, NOW + 30]))
        );
        let other = order(&clues, Some(&[2, 0]));
        assert_eq!(
            (other.order, other.basis, other.times),
            (vec![2, 0], Basis::Given, None)
        );
    }
}
