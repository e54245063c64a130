//! The expected numbers are those of a run of NumPy over the same series: the medians, the sorted slopes between all pairs and the
//! variance with ties were computed there with `np.median`, `np.sort` and `np.unique`, once, and copied.

use super::*;

/// What is expected of a series: parts, sure, Z, slope, late, score, whether it is named alone. NaN is not looked at.
type Wanted = (usize, f64, f64, f64, f64, f64, bool);

fn judged(values: &[f64], times: Option<&[f64]>) -> (usize, Statistic) {
    let every: Vec<f64> = (0..values.len()).map(|at| at as f64).collect();
    let mut parts = Parts::new(times.unwrap_or(&every));
    let statistic = parts.judge(values);
    (parts.len(), statistic)
}

#[track_caller]
fn assert_judged(name: &str, values: &[f64], times: Option<&[f64]>, wanted: Wanted) -> Statistic {
    let (parts, statistic) = judged(values, times);
    let first = parts_of(values, times)[0];
    let threshold = Threshold {
        first_total: first,
        samples: 16.0,
    };
    let named = statistic.is_named(parts, &threshold, 1.0, statistic.score);
    assert_eq!((parts, named), (wanted.0, wanted.6), "{name}: {statistic:?}");
    for (what, own, wanted) in [
        ("sure", statistic.sure, wanted.1),
        ("z", statistic.z, wanted.2),
        ("slope", statistic.slope, wanted.3),
        ("late", statistic.late, wanted.4),
        ("score", statistic.score, wanted.5),
    ] {
        assert!(
            wanted.is_nan() || (own - wanted).abs() < 1e-9,
            "{name}: {what} is {own}, not {wanted}"
        );
    }
    statistic
}

fn parts_of(values: &[f64], times: Option<&[f64]>) -> Vec<f64> {
    let every: Vec<f64> = (0..values.len()).map(|at| at as f64).collect();
    Parts::new(times.unwrap_or(&every)).reduce(values).to_vec()
}

const ANY: f64 = f64::NAN;

#[test]
fn series_of_five_and_more_have_the_numbers_of_numpy() {
    let steady = [
        585.0, 700.0, 830.0, 945.0, 1068.0, 1177.0, 1323.0, 1432.0, 1600.0, 1712.0, 1830.0, 1957.0,
    ];
    let steady = assert_judged(
        "steady",
        &steady,
        None,
        (
            12,
            1347.5,
            4.45721562860432,
            125.38888888888889,
            1.0306848201585044,
            1347.5,
            true,
        ),
    );
    assert_eq!((steady.shape, steady.rises), (Shape::Steady, true));
    let noisy = [
        100.0, 112.0, 95.0, 130.0, 121.0, 140.0, 133.0, 160.0, 149.0, 171.0, 166.0, 190.0,
    ];
    let noisy = assert_judged(
        "noisy",
        &noisy,
        None,
        (
            12,
            67.375,
            3.634345051015831,
            7.844444444444445,
            1.0303030303030303,
            67.375,
            true,
        ),
    );
    assert_eq!((noisy.shape, noisy.rises), (Shape::Steady, false));
    let ties = [5.0, 5.0, 9.0, 9.0, 20.0, 31.0, 31.0, 44.0];
    let ties = assert_judged(
        "ties",
        &ties,
        None,
        (8, 28.0, 3.0398423826293937, 5.5, 1.6261682242990656, 28.0, true),
    );
    assert!(matches!(ties.shape, Shape::Later(2)), "{ties:?}");
    let slowing = [
        0.0, 400.0, 640.0, 784.0, 870.0, 922.0, 953.0, 972.0, 983.0, 990.0, 994.0, 996.0,
    ];
    let slowing = assert_judged(
        "slowing",
        &slowing,
        None,
        (
            12,
            264.0,
            4.45721562860432,
            45.625,
            0.08943089430894309,
            29.51219512195122,
            false,
        ),
    );
    assert_eq!(slowing.shape, Shape::Slowing);
    let five = [3.0, 9.0, 12.0, 20.0, 26.0];
    assert_judged(
        "five",
        &five,
        None,
        (5, 18.0, 2.2045407685048604, 5.708333333333334, 1.0, 18.0, false),
    );
}

#[test]
fn growth_that_begins_later_begins_where_all_are_above_all_before() {
    let later = [
        50.0, 51.0, 50.0, 49.0, 50.0, 51.0, 90.0, 130.0, 172.0, 210.0, 251.0, 290.0,
    ];
    let later = assert_judged(
        "later",
        &later,
        None,
        (12, 167.75, 3.536213750935836, 23.378571428571426, 2.0, 167.75, true),
    );
    assert_eq!(later.shape, Shape::Later(6));
}

#[test]
fn what_falls_before_it_rises_is_not_slowing() {
    let pool = [143.0, 145.0, 115.0, 150.0, 173.0, 171.0];
    let own = judged(&pool, None).1;
    assert!(own.sure > 0.0 && own.late < SLOWING, "{own:?}");
    assert_eq!(own.shape, Shape::Mixed);
}

#[test]
fn a_step_is_none_that_grows() {
    let step = [
        100.0, 100.0, 100.0, 101.0, 100.0, 100.0, 900.0, 901.0, 900.0, 900.0, 900.0, 900.0,
    ];
    let (_, statistic) = judged(&step, None);
    assert_eq!((statistic.shape, statistic.sure), (Shape::Step(6), 0.0));
    let exact = [
        100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 900.0, 900.0, 900.0, 900.0, 900.0, 900.0,
    ];
    assert_judged(
        "exact",
        &exact,
        None,
        (12, 0.0, 2.802242691589025, 84.44444444444444, 0.0, 0.0, false),
    );
    for (values, wanted) in [
        ([7.0; 6], Shape::Flat),
        ([9.0, 8.0, 8.0, 7.0, 5.0, 1.0], Shape::Falling),
        ([9.0, 3.0, 8.0, 7.0, 9.0, 8.0], Shape::Mixed),
    ] {
        assert_eq!(judged(&values, None).1.shape, wanted);
    }
}

#[test]
fn of_six_and_seven_all_steps_are_alike_or_nothing_is_named() {
    let even = [10.0, 40.0, 75.0, 100.0, 140.0, 160.0];
    assert_judged(
        "even",
        &even,
        None,
        (6, 150.0, 2.630142022557628, 30.0, 0.96, 150.0, true),
    );
    let uneven = [10.0, 11.0, 75.0, 100.0, 140.0, 160.0];
    assert_judged(
        "uneven",
        &uneven,
        None,
        (
            6,
            141.66666666666666,
            2.630142022557628,
            32.5,
            0.96,
            141.66666666666666,
            false,
        ),
    );
}

#[test]
fn of_three_and_four_the_slowest_step_counts() {
    assert_judged(
        "four",
        &[3.0, 9.0, 12.0, 20.0],
        None,
        (4, 9.0, ANY, ANY, ANY, 9.0, false),
    );
    let times = [0.0, 1.0, 4.0];
    let three = assert_judged(
        "three",
        &[3.0, 9.0, 12.0],
        Some(&times),
        (3, 4.0, ANY, ANY, ANY, 4.0, false),
    );
    assert!(three.rises);
    let falls = assert_judged("falls", &[3.0, 9.0, 8.0], None, (3, 0.0, ANY, ANY, ANY, 0.0, false));
    assert!(!falls.rises);
    let two = judged(&[3.0, 27.0], None).1;
    assert_eq!((two.score, two.sure, two.shape), (24.0, 24.0, Shape::Short));
}

#[test]
fn times_count_and_bunched_snapshots_are_taken_together() {
    let values = [10.0, 20.0, 45.0, 47.0, 60.0, 90.0, 95.0, 130.0];
    let times = [0.0, 1.0, 3.5, 4.0, 5.0, 8.0, 9.0, 12.0];
    assert_judged(
        "uneven times",
        &values,
        Some(&times),
        (
            8,
            113.33333333333334,
            3.340383700311406,
            10.0,
            1.019108280254777,
            113.33333333333334,
            true,
        ),
    );
    let values = [
        10.0, 12.0, 11.0, 13.0, 12.0, 14.0, 100.0, 101.0, 103.0, 102.0, 105.0, 104.0,
    ];
    let times = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 10.0, 10.1, 10.2, 10.3, 10.4, 10.5];
    let (parts, bursts) = judged(&values, Some(&times));
    assert_eq!((parts, bursts.sure), (2, 90.5));
    let thirty: Vec<f64> = (0..30).map(|at| f64::from(at * 7 + (at * 37) % 11)).collect();
    assert_judged(
        "thirty",
        &thirty,
        None,
        (
            20,
            192.5,
            6.131969718742824,
            7.117647058823529,
            1.037037037037037,
            192.5,
            true,
        ),
    );
    // Two of one moment are one.
    assert_eq!(Parts::new(&[0.0, 0.0, 5.0, 9.0]).len(), 3);
    assert_eq!(Parts::new(&[0.0]).len(), 1);
    assert_eq!(Parts::new(&[]).judge(&[]).sure, 0.0);
}

#[test]
fn what_is_sure_is_never_more_than_the_difference() {
    let falls = [90.0, 80.0, 85.0, 60.0, 50.0, 52.0, 30.0, 10.0];
    assert_judged(
        "falls",
        &falls,
        None,
        (8, 0.0, -2.8455120410060126, -10.0, 0.0, 0.0, false),
    );
    let last_low = [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 12.0];
    assert_judged(
        "last low",
        &last_low,
        None,
        (
            8,
            12.0,
            2.1032045520479223,
            10.0,
            0.06451612903225802,
            0.9677419354838703,
            false,
        ),
    );
}

#[test]
fn little_growth_is_not_named() {
    let (parts, statistic) = judged(&[10.0, 40.0, 75.0, 100.0, 140.0, 160.0], None);
    let named = |first_total: f64, samples: f64, weight: f64, all: f64| {
        statistic.is_named(parts, &Threshold { first_total, samples }, weight, all)
    };
    assert!(named(10.0, 16.0, 1.0, 150.0));
    // Half a percent of the total at first, sixteen of a kind, a twentieth of all sure growth.
    assert!(named(30_000.0, 16.0, 1.0, 150.0) && !named(30_001.0, 16.0, 1.0, 150.0));
    assert!(!named(10.0, 151.0, 1.0, 150.0) && !named(10.0, 8.0, 20.0, 150.0));
    assert!(named(10.0, 16.0, 1.0, 3000.0) && !named(10.0, 16.0, 1.0, 3001.0));
}
