//! Makes a case small: in, a case and a test whether the programs still differ on it; out, a case of which nothing can be
//! taken away.
//!
//! Greedy: options go first, then sources, then samples by halves and singly, then what the samples are made of; what
//! does not matter is set to the plainest value. Forty samples under nine options become `-traces` of one sample.

use super::mutate;
use super::proto::Profile;
use super::{Case, Source};

/// The part of a case that a step takes something from.
type List<'a, T> = &'a dyn Fn(&mut Case) -> Option<&mut Vec<T>>;

/// Takes away what `differs` does not need. It calls `differs` at most `budget` times.
pub fn shrink(case: &Case, budget: usize, differs: &mut dyn FnMut(&Case) -> bool) -> Case {
    let mut left = budget;
    let mut limited = |case: &Case| {
        left = left.saturating_sub(1);
        left > 0 && differs(case)
    };
    let mut case = case.clone();
    loop {
        let before = case.clone();
        pass(&mut case, &mut limited);
        if case == before {
            return case;
        }
    }
}

fn pass(case: &mut Case, differs: &mut dyn FnMut(&Case) -> bool) {
    // The first option is the report, without which a run would wait for lines.
    let first = usize::from(case.report != "shell");
    remove(case, first, &|case| Some(&mut case.options), differs);
    remove(
        case,
        usize::from(case.report == "shell"),
        &|case| Some(&mut case.lines),
        differs,
    );
    change(case, &|case| case.base = None, differs);
    remove(case, 1, &|case| Some(&mut case.sources), differs);
    for number in 0..=case.sources.len() {
        shrink_profile(case, number, differs);
    }
}

/// The profile of source `number`, the base after all others; none if the source is bytes.
fn profile(case: &mut Case, number: usize) -> Option<&mut Profile> {
    let source = match number < case.sources.len() {
        true => case.sources.get_mut(number),
        false => case.base.as_mut().map(|(_, source)| source),
    };
    match source {
        Some(Source::Profile(profile)) => Some(profile),
        _ => None,
    }
}

fn shrink_profile(case: &mut Case, number: usize, differs: &mut dyn FnMut(&Case) -> bool) {
    remove(case, 0, &|case| Some(&mut profile(case, number)?.samples), differs);
    edit(case, number, &mutate::drop_unused, differs);
    edit(
        case,
        number,
        &|profile| profile.samples.iter_mut().for_each(|sample| sample.labels.clear()),
        differs,
    );
    edit(case, number, &|profile| profile.comments.clear(), differs);
    edit(
        case,
        number,
        &|profile| (profile.time_nanos, profile.duration_nanos) = (0, 0),
        differs,
    );
    edit(
        case,
        number,
        &|profile| (profile.period, profile.period_type) = (0, None),
        differs,
    );
    edit(
        case,
        number,
        &|profile| (profile.drop_frames, profile.keep_frames) = (0, 0),
        differs,
    );
    edit(
        case,
        number,
        &|profile| (profile.default_sample_type, profile.doc_url) = (None, 0),
        differs,
    );
    edit(case, number, &without_mappings, differs);
    let types = profile(case, number).map_or(0, |profile| profile.sample_types.len());
    for at in (0..types).rev().filter(|_| types > 1) {
        edit(case, number, &|profile| without_type(profile, at), differs);
    }
    let samples = profile(case, number).map_or(0, |profile| profile.samples.len());
    for at in 0..samples {
        remove(
            case,
            0,
            &|case| Some(&mut profile(case, number)?.samples.get_mut(at)?.locations),
            differs,
        );
        remove(
            case,
            0,
            &|case| Some(&mut profile(case, number)?.samples.get_mut(at)?.labels),
            differs,
        );
        let ones = |profile: &mut Profile| {
            let sample = profile.samples.iter_mut().skip(at).take(1);
            sample.for_each(|sample| sample.values.fill(1));
        };
        edit(case, number, &ones, differs);
    }
    let locations = profile(case, number).map_or(0, |profile| profile.locations.len());
    for at in 0..locations {
        remove(
            case,
            0,
            &|case| Some(&mut profile(case, number)?.locations.get_mut(at)?.lines),
            differs,
        );
    }
    edit(case, number, &mutate::drop_unused, differs);
}

fn without_mappings(profile: &mut Profile) {
    profile.mappings.clear();
    profile
        .locations
        .iter_mut()
        .for_each(|location| location.mapping_id = 0);
}

fn without_type(profile: &mut Profile, at: usize) {
    if at < profile.sample_types.len() && profile.sample_types.len() > 1 {
        profile.sample_types.remove(at);
        for sample in profile.samples.iter_mut().filter(|sample| at < sample.values.len()) {
            sample.values.remove(at);
        }
    }
}

/// Removes elements of a list after the first `keep`: halves of it, quarters, ..., single ones.
fn remove<T: Clone>(case: &mut Case, keep: usize, list: List<'_, T>, differs: &mut dyn FnMut(&Case) -> bool) {
    let count = list(case).map_or(0, |list| list.len());
    let mut step = count.saturating_sub(keep);
    while step > 0 {
        let mut at = keep;
        loop {
            let mut smaller = case.clone();
            let Some(elements) = list(&mut smaller).filter(|elements| at < elements.len()) else {
                break;
            };
            let end = elements.len().min(at + step);
            // Sources have no place of honour, but one of them must stay: then it is the first.
            elements.drain(at..end);
            if differs(&smaller) {
                *case = smaller;
            } else {
                at += step;
            }
        }
        step /= 2;
    }
}

fn edit(case: &mut Case, number: usize, how: &dyn Fn(&mut Profile), differs: &mut dyn FnMut(&Case) -> bool) {
    let how = |case: &mut Case| profile(case, number).into_iter().for_each(how);
    change(case, &how, differs);
}

fn change(case: &mut Case, how: &dyn Fn(&mut Case), differs: &mut dyn FnMut(&Case) -> bool) {
    let mut smaller = case.clone();
    how(&mut smaller);
    if smaller != *case && differs(&smaller) {
        *case = smaller;
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Random;
    use super::super::{Case, Source, generate};
    use super::{Profile, shrink};

    fn case() -> Case {
        let mut random = Random::new(3, 3);
        let mut sources: Vec<Source> = (0..3)
            .map(|_| Source::Profile(Box::new(generate::profile(&mut random))))
            .collect();
        let Some(Source::Profile(first)) = sources.first_mut() else {
            return case();
        };
        let location = first.locations.iter().map(|location| location.id).next();
        let values = vec![1; first.sample_types.len()];
        for value in 0..20 {
            let mut sample = super::super::proto::Sample::default();
            sample.locations.extend(location.iter().cycle().take(4));
            sample.values = values.iter().map(|one| one * value).collect();
            first.samples.push(sample);
        }
        Case {
            report: "tree",
            options: ["-tree", "-mean", "-focus=A", "-cum"].map(str::to_owned).to_vec(),
            lines: Vec::new(),
            sources,
            base: None,
        }
    }

    fn first(case: &Case) -> &Profile {
        match case.sources.first() {
            Some(Source::Profile(profile)) => profile,
            _ => unimplemented!("the cases of these tests have profiles"),
        }
    }

    #[test]
    fn what_does_not_matter_goes() {
        // The imagined fault: `-mean` and a sample with the value 17.
        let differs = |case: &Case| {
            let has = |value| first(case).samples.iter().any(|sample| sample.values.contains(&value));
            case.options.iter().any(|option| option == "-mean") && has(17)
        };
        let small = shrink(&case(), 10_000, &mut |case| differs(case));
        assert!(differs(&small));
        assert_eq!(small.options, ["-tree", "-mean"]);
        assert_eq!(small.sources.len(), 1);
        let profile = first(&small);
        assert_eq!((profile.samples.len(), profile.sample_types.len()), (1, 1));
        assert!(profile.samples[0].locations.is_empty() && profile.locations.is_empty());
    }

    #[test]
    fn it_ends_when_the_budget_is_spent() {
        let mut calls = 0;
        shrink(&case(), 20, &mut |_| {
            calls += 1;
            false
        });
        assert_eq!(calls, 19);
    }
}
