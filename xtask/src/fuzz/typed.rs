//! Makes up what is typed at the prompt: in, chance; out, one line, such as `top5 -cum main` or `focus = A`.
//!
//! Lines that start other programs or write files are left out, and so is `help`, whose texts are our own.

use super::command::{REGEXES, SWITCHES, VALUED, expression};
use super::random::Random;

/// Variables that have no flag of their name.
const CHOICES: &[(&str, &[&str])] = &[
    ("sort", &["cum", "flat", "bad"]),
    (
        "granularity",
        &["lines", "functions", "files", "filefunctions", "addresses", "bad"],
    ),
];

/// A line that somebody could type.
pub fn line(random: &mut Random) -> String {
    let expression = expression(random);
    match random.below(16) {
        0 => {
            let table = if random.chance(0.1) { CHOICES } else { VALUED };
            let (name, values) = random.pick(table);
            format!("{name}={}", random.pick(values))
        }
        1 => format!("{}={expression}", random.pick(REGEXES)),
        2 => format!("{} = {expression}", random.pick(REGEXES)),
        3 => random.pick(SWITCHES).to_owned(),
        4 => format!("{}=", random.pick(REGEXES)),
        5 => format!(
            "{}{}",
            random.pick(&["top", "tree", "text"]),
            random.pick(&["", "5", " 3", "1", " -cum", " 2 -cum", "0"])
        ),
        6 => format!(
            "top {} {expression}",
            random.pick(&["", "5", "-cum", "-A", "10 -runtime"])
        ),
        7 => format!("peek {expression}{}", random.pick(&["", " -B", " main"])),
        8 => format!("list {expression}"),
        9 => random
            .pick(&["options", "o", "comments", "help zz", "quit", "exit", "^D", ""])
            .to_owned(),
        10 => format!("tags{}", random.pick(&["", " ka", " -bytes", " ka kb"])),
        11 => format!("traces{}", random.pick(&["", " A", " -main"])),
        12 => random.pick(&["raw", "dot", "tree", "traces", "tags"]).to_owned(),
        13 => random
            .pick(&[
                "nosuch",
                "top5x",
                "= 3",
                "focus",
                "cum",
                "lines",
                ":",
                "peek",
                "list",
                "5",
                "granularity",
                "sort=",
                "unit",
            ])
            .to_owned(),
        14 => random
            .pick(&[
                "sample_index=1",
                "samples",
                "cpu",
                "objects",
                "space",
                "mean_space",
                "total_delay",
                "sample_index=zz",
                "inuse_space",
            ])
            .to_owned(),
        _ => random
            .pick(&[
                "granularity=lines",
                "lines=1",
                "sort=cum",
                "mean=true",
                "noinlines",
                "trim=f",
                "unit=kb",
                "nodecount=2",
                "call_tree=1",
            ])
            .to_owned(),
    }
}
