//! Trends of made-up snapshots: what is said of them, and what is refused.

mod goroutines;
mod measured;
mod preparation;
mod wider;

use super::order::Basis;
use super::series::Note;
use super::*;
use crate::analysis::budget::Budget;
use crate::base::clock::TimeZone;
use crate::base::pattern::Pattern;
use crate::profile::Profile;
use crate::testing::profile_of;
use std::rc::Rc as Shared;

const SECOND: i64 = 1_000_000_000;
/// 2026-11-28 14:40:00 UTC.
const START: i64 = 1_795_876_800 * SECOND;

/// A series of snapshots, ten seconds apart.
pub struct Taken {
    pub types: &'static str,
    pub period: i64,
    pub snapshots: Snapshots,
}

impl Taken {
    fn of(types: &'static str) -> Taken {
        Taken {
            types,
            period: 1,
            snapshots: Snapshots::default(),
        }
    }

    /// Adds a snapshot of a picture, changed by a function.
    fn add(&mut self, picture: &str, change: impl FnOnce(&mut Profile)) {
        let number = self.snapshots.taken().len() as i64;
        let mut profile = profile_of(self.types, picture);
        profile.time_nanos = START + number * 10 * SECOND;
        profile.period = self.period;
        change(&mut profile);
        let name = format!("s{}", number + 1);
        self.snapshots.add(&name, None, &profile, None).unwrap();
    }

    /// Adds a snapshot for each value of the rows, each `(stack, values)`.
    fn rows(mut self, rows: &[(&str, &[i64])]) -> Taken {
        for at in 0..rows[0].1.len() {
            let lines = rows.iter().map(|(stack, values)| format!("{stack} {}", values[at]));
            let picture = lines.collect::<Vec<String>>().join("\n");
            self.add(&picture, |_| {});
        }
        self
    }

    fn with_period(self, period: i64) -> Taken {
        Taken { period, ..self }
    }

    fn trend(&self) -> Trend {
        Trend::new(
            &self.snapshots,
            &Wanted::default(),
            &Options::default(),
            Budget::UNLIMITED,
        )
        .unwrap()
    }

    /// What is said.
    fn said(&self, role: Role) -> Vec<String> {
        said(&self.trend(), &self.snapshots, role)
    }

    /// Why nothing is.
    fn refused(&self) -> String {
        refused(&self.snapshots, &Wanted::default())
    }
}

fn said(trend: &Trend, snapshots: &Snapshots, role: Role) -> Vec<String> {
    let sentences = sentences(trend, snapshots, &TimeZone::Utc).into_iter();
    let own = sentences.filter(|sentence| sentence.role == role);
    own.map(|sentence| sentence.text()).collect()
}

fn refused(snapshots: &Snapshots, wanted: &Wanted) -> String {
    let refused = Trend::new(snapshots, wanted, &Options::default(), Budget::UNLIMITED);
    refused.err().map(|error| error.to_string()).unwrap_or_default()
}

const BUSY: &str = "main;pool:9;work:77";
const LEAK: &str = "main;start:40;send:53";

#[test]
fn two_show_a_difference() {
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &[4, 24]), (BUSY, &[64, 68])]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "Two snapshots show a difference, not a trend: +24 widgets (68 → 92). The largest: +20, at send.go:53 (send)."
        ]
    );
    assert_eq!(taken.said(Role::Caveat), ["Take at least six."]);
    assert_eq!(taken.trend().verdict(&taken.snapshots).findings[0].slope, None);
    let same = Taken::of("widgets/count").rows(&[(LEAK, &[4, 4])]);
    assert_eq!(
        same.said(Role::Verdict),
        ["Two snapshots show a difference, not a trend: 0 widgets (4 → 4)."]
    );
}

#[test]
fn of_two_the_number_is_that_of_the_line_and_what_fell_is_not_looked_for() {
    let by = |way: &str| format!("main;{way}:7;send:53");
    let (one, other) = (by("one"), by("other"));
    let rows: [(&str, &[i64]); 2] = [(&one, &[4, 24]), (&other, &[4, 14])];
    let taken = Taken::of("widgets/count").rows(&rows);
    assert!(taken.said(Role::Verdict)[0].ends_with("The largest: +30, at send.go:53 (send)."));
    assert!(taken.said(Role::Next)[0].starts_with("Look at send.go:53"));
    let fallen: [(&str, &[i64]); 2] = [(&one, &[24, 4]), (&other, &[14, 4])];
    let taken = Taken::of("widgets/count").rows(&fallen);
    assert!(taken.said(Role::Verdict)[0].ends_with("The largest: -30, at send.go:53 (send)."));
    assert!(taken.said(Role::Next).iter().all(|said| !said.starts_with("Look at")));
    // What rose three times is a stack: it is said that it is one of several.
    let risen: [(&str, &[i64]); 2] = [(&one, &[4, 240, 500, 710]), (&other, &[4, 5, 4, 5])];
    let said = Taken::of("widgets/count").rows(&risen).said(Role::Verdict);
    assert!(
        said[0].contains(", in one of 2 stacks at send.go:53 (send)"),
        "{said:?}"
    );
}

#[test]
fn three_to_five_rose_and_there_is_no_rate_below_five() {
    let leak = [4, 24, 50, 71, 90];
    let busy = [64, 60, 70, 61, 66];
    let verdict = |count: usize| {
        let taken = Taken::of("widgets/count").rows(&[(LEAK, &leak[..count]), (BUSY, &busy[..count])]);
        (taken.said(Role::Verdict).join(" "), taken.said(Role::Caveat).join(" "))
    };
    let (verdict_of_3, caveat_of_3) = verdict(3);
    assert_eq!(
        verdict_of_3,
        "Rose twice, by at least 40 widgets in 20 s (68 → 120 in all), at send.go:53 (send)."
    );
    assert_eq!(caveat_of_3, "Three snapshots are no trend yet: take at least six.");
    assert_eq!(
        verdict(4).0,
        "Rose every time, by at least 60 widgets in 30 s (68 → 132 in all), at send.go:53 (send)."
    );
    assert_eq!(
        verdict(5).0,
        "Rose every time, by at least 80 widgets in 40 s (68 → 156 in all), about 2 a second, at send.go:53 (send)."
    );
    assert_eq!(verdict(5).1, "Five snapshots are no trend yet: take at least six.");
    for count in 2..6 {
        let text = verdict(count).0 + &verdict(count).1;
        for word in ["leak", "steadi", "will", "named"] {
            assert!(!text.contains(word), "{word} is said of {count}: {text}");
        }
    }
    let nothing = Taken::of("widgets/count").rows(&[(BUSY, &busy[..3])]);
    assert_eq!(
        nothing.said(Role::Verdict),
        [
            "Nothing of weight rose twice: the total went from 64 to 70, between 60 and 70 on the way; the largest movement, work.go:77 \
          (work) ±5, is not in one direction."
        ]
    );
}

#[test]
fn from_six_on_it_is_named() {
    let leak = [4, 124, 250, 371, 490, 622, 745, 866, 990, 1109, 1233, 1357];
    let busy = [640, 600, 700, 610, 660, 640, 599, 702, 613, 650, 641, 630];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &leak), (BUSY, &busy)]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "At least 1,349 widgets more in 1.8 min (4 → 1,357 there), steadily, about 12 a second, at send.go:53 (send). 100% of the sure growth."
        ]
    );
    assert_eq!(
        taken.said(Role::Caveat),
        ["It would look the same if load rose all that time: take one more when the load is back."]
    );
    assert_eq!(
        taken.said(Role::Next),
        [
            "Look at send.go:53: what does it do more of?",
            "Compare s1 with s12 to see what differs."
        ]
    );
    assert_eq!(
        taken.said(Role::Note),
        ["12 snapshots, in order of the times in the profiles."]
    );
    let six = Taken::of("widgets/count").rows(&[(LEAK, &leak[..6]), (BUSY, &busy[..6])]);
    assert_eq!(six.trend().verdict(&six.snapshots).kind, Kind::Named);
}

#[test]
fn a_place_before_a_function_is_not_said_twice() {
    let place = |line| Place {
        function: "lib/bike.rb:-1 - order".to_owned(),
        file: "lib/bike.rb".to_owned(),
        line,
    };
    assert_eq!(place(12).short_function(), "order");
    assert_eq!(place(0).short_function(), "bike.rb:-1 - order");
}

#[test]
fn each_number_knows_where_it_comes_from() {
    let leak = [4, 124, 250, 371, 490, 622];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &leak)]);
    let trend = taken.trend();
    let sentences = sentences(&trend, &taken.snapshots, &TimeZone::Utc);
    let origins: Vec<(String, Origin)> = sentences[0]
        .pieces
        .iter()
        .filter_map(|piece| Some((piece.text.clone(), piece.origin.clone()?)))
        .collect();
    let place = Place {
        function: "send".to_owned(),
        file: "send.go".to_owned(),
        line: 53,
    };
    assert_eq!(
        origins,
        [
            ("605 widgets more".to_owned(), Origin::Row(By::Stacks, 0)),
            ("in 50 s".to_owned(), Origin::Snapshots(0, 5)),
            ("4".to_owned(), Origin::Snapshot(0)),
            ("622".to_owned(), Origin::Snapshot(5)),
            ("12 a second".to_owned(), Origin::Row(By::Stacks, 0)),
            ("send.go:53".to_owned(), Origin::Line(place)),
            ("100%".to_owned(), Origin::Row(By::Stacks, 0)),
        ]
    );
}

#[test]
fn growth_that_begins_later_slows_down_or_is_one_step_is_said_so() {
    let flat = [50; 12];
    let later = [50, 51, 50, 49, 50, 51, 190, 330, 472, 610, 751, 890];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &later), (BUSY, &flat)]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "Flat until about 14:40:50, since then at least 580 widgets more (100 → 940 in all), about 8 a second, at send.go:53 (send). 100% \
          of the sure growth."
        ]
    );
    let slowing = [0, 400, 640, 784, 870, 922, 953, 972, 983, 990, 994, 996];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &slowing), (BUSY, &flat)]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "send.go:53 (send) grew by 996 widgets but slower and slower (43 in the second half): a cache that fills, or a warm-up. Wait and \
          take three more."
        ]
    );
    assert!(taken.said(Role::Caveat).is_empty());
    let step = [100, 100, 100, 100, 100, 100, 900, 900, 900, 900, 900, 900];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &step), (BUSY, &flat)]);
    assert_eq!(
        taken.said(Role::Verdict),
        ["send.go:53 (send) rose once, by 800 widgets between 14:40:50 and 14:41:00, flat before and after."]
    );
}

#[test]
fn nothing_and_what_may_be_chance_are_said_so() {
    let busy = [469, 440, 480, 430, 460, 470, 455, 490, 440, 445];
    let taken = Taken::of("widgets/count").rows(&[(BUSY, &busy)]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "No steady growth: the total went from 469 to 445, between 430 and 490 on the way; the largest movement, work.go:77 (work) ±30, goes \
          both ways."
        ]
    );
    let uneven = [10, 11, 75, 100, 140, 160];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &uneven)]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "No growth that 6 snapshots tell from chance: the largest rise, at least 142 widgets more, at send.go:53 (send), is too uneven. Take \
          twelve."
        ]
    );
    let flat = Taken::of("widgets/count").rows(&[(BUSY, &[7; 6])]);
    assert_eq!(
        flat.said(Role::Verdict),
        ["No steady growth: the total went from 7 to 7; nothing moves."]
    );
}

#[test]
fn a_line_that_many_ways_lead_to_is_named_where_no_way_is() {
    let ways: Vec<String> = (0..40).map(|way| format!("main;way{way}:1;send:53")).collect();
    let values: Vec<Vec<i64>> = (0..40)
        .map(|way| (0..8).map(|at| 100 + at * 3 + (way * 7 + at * 5) % 3).collect())
        .collect();
    let rows: Vec<(&str, &[i64])> = ways
        .iter()
        .zip(&values)
        .map(|(way, values)| (way.as_str(), values.as_slice()))
        .collect();
    let taken = Taken::of("widgets/count").rows(&rows);
    let verdict = taken.trend().verdict(&taken.snapshots);
    assert_eq!((verdict.kind, verdict.findings[0].by), (Kind::Named, By::Lines));
    assert_eq!(verdict.findings[0].places[0].short(), "send.go:53");
}

#[test]
fn sampled_memory_says_how_far_off_it_may_be() {
    let megabyte = 1 << 20;
    let leak: Vec<i64> = (0..8).map(|at| at * megabyte).collect();
    let taken = Taken::of("inuse_space/bytes")
        .with_period(megabyte / 2)
        .rows(&[(LEAK, &leak), (BUSY, &[10 * megabyte; 8])]);
    assert_eq!(
        taken.said(Role::Verdict),
        [
            "At least 7MB more in 70 s (10MB → 17MB in all), steadily, about 102.40kB a second, at send.go:53 (send). 100% of the sure growth. \
          So few samples are behind it that it may be off by ±27%."
        ]
    );
    // Seven samples are fewer than eight.
    let little: Vec<i64> = (0..8).map(|at| at * megabyte / 2).collect();
    let taken = Taken::of("inuse_space/bytes")
        .with_period(megabyte / 2)
        .rows(&[(LEAK, &little), (BUSY, &[10 * megabyte; 8])]);
    assert_eq!(taken.trend().verdict(&taken.snapshots).kind, Kind::Nothing);
}

#[test]
fn filters_search_and_orders_of_rows() {
    let leak = [4, 124, 250, 371, 490, 622];
    let busy = [640, 600, 700, 610, 660, 640];
    let taken = Taken::of("widgets/count").rows(&[(LEAK, &leak), (BUSY, &busy)]);
    let trend = taken.trend();
    let names = |trend: &Trend, by: By, sort: Sort, search: Option<&str>| -> Vec<String> {
        let table = trend.table(by);
        let pattern = search.map(|text| Pattern::new(text).unwrap());
        let order = table.ordered(sort, pattern.as_ref());
        let names = order.iter().map(|&row| String::from_utf8(table.name(row)).unwrap());
        names.collect()
    };
    assert_eq!(
        names(&trend, By::Stacks, Sort::Rank, None),
        ["send send.go:53", "work work.go:77"]
    );
    assert_eq!(
        names(&trend, By::Stacks, Sort::First, None),
        ["work work.go:77", "send send.go:53"]
    );
    assert_eq!(names(&trend, By::Stacks, Sort::Rank, Some("pool")), ["work work.go:77"]);
    assert_eq!(
        names(&trend, By::Functions, Sort::Name, None),
        ["main", "pool", "send", "start", "work"]
    );
    assert_eq!(names(&trend, By::Functions, Sort::Rank, None)[..2], ["send", "start"]);
    let functions = trend.table(By::Functions);
    let main = functions.ordered(Sort::Name, None)[0];
    assert_eq!(functions.values(main), [644.0, 724.0, 950.0, 981.0, 1150.0, 1262.0]);
    assert!(functions.rows().iter().all(|row| row.share <= 1.0 && !row.is_named));
    let options = Options {
        focus: "work".to_owned(),
        tagfocus: "x".to_owned(),
        ..Options::default()
    };
    let trend = Trend::new(&taken.snapshots, &Wanted::default(), &options, Budget::UNLIMITED).unwrap();
    assert_eq!(names(&trend, By::Stacks, Sort::Rank, None), ["work work.go:77"]);
    assert_eq!(trend.table(By::Stacks).totals(), busy.map(|value| value as f64));
    assert_eq!(
        trend.warnings,
        [
            "filters of labels do not apply to a trend: the stacks of many snapshots have no labels",
            "it is about what the filters leave: focus=work"
        ]
    );
    let options = Options {
        focus: "(".to_owned(),
        ..Options::default()
    };
    assert!(Trend::new(&taken.snapshots, &Wanted::default(), &options, Budget::UNLIMITED).is_err());
}

#[test]
fn where_nothing_is_left_it_is_said_why() {
    let taken = Taken::of("goroutine/count").rows(&[(LEAK, &[4, 24, 40])]);
    let options = Options {
        focus: "nosuch".to_owned(),
        ..Options::default()
    };
    let trend = Trend::new(&taken.snapshots, &Wanted::default(), &options, Budget::UNLIMITED).unwrap();
    assert_eq!(
        said(&trend, &taken.snapshots, Role::Verdict),
        ["The filters leave nothing of any snapshot."]
    );
    assert!(said(&trend, &taken.snapshots, Role::Caveat).is_empty());
    assert!(said(&trend, &taken.snapshots, Role::Next).is_empty());
    let none = Taken::of("goroutine/count").rows(&[(LEAK, &[0, 0])]);
    assert_eq!(none.said(Role::Verdict), ["There is nothing in any of the snapshots."]);
}

#[test]
fn a_fall_that_may_be_a_restart_is_said() {
    let values: Vec<i64> = (0..24).map(|at| 1 + (at % 12) * 40).collect();
    let taken = Taken::of("goroutine/count").rows(&[(LEAK, &values), (BUSY, &[9; 24])]);
    assert_eq!(
        taken.said(Role::Caveat),
        [
            "Between s12 and s13 the total fell from 450 to 10: if the program was started anew there, leave out those before."
        ]
    );
    // A burst that is over is none.
    let values: Vec<i64> = (0..24).map(|at| if at < 12 { 400 } else { 2 }).collect();
    let taken = Taken::of("goroutine/count").rows(&[(LEAK, &values), (BUSY, &[9; 24])]);
    assert!(taken.said(Role::Caveat).is_empty());
    // Several alike are said once, with the last one.
    let values: Vec<i64> = (0..20).map(|at| 1 + (at % 5) * 40 + at / 10).collect();
    let taken = Taken::of("goroutine/count").rows(&[(LEAK, &values), (BUSY, &[9; 20])]);
    assert_eq!(
        taken.said(Role::Caveat),
        [
            "The total fell alike 3 times, the last time between s15 and s16, from 171 to 11: if the program was started anew there, leave \
             out those before the last time."
        ]
    );
    // What goes up and down every so often is no restart.
    let values: Vec<i64> = (0..24).map(|at| 1 + (at % 4) * 40).collect();
    let taken = Taken::of("goroutine/count").rows(&[(LEAK, &values), (BUSY, &[9; 24])]);
    assert!(taken.said(Role::Caveat).is_empty());
}
