//! Reports and rows as files.

use super::{answered, downloaded, golden, golden_rows, query, refusal, report, session};
use proflens::session::{Role, Session, Sort, Top, TopQuery, Traces, TracesQuery, Wanted};

#[test]
fn downloads_are_what_the_command_prints() {
    for (file, name, pattern, case) in [
        ("cpu.pb.gz", "top", None, "cpu.top"),
        ("cpu.pb.gz", "tags", None, "cpu.tags"),
        ("cpu.pb.gz", "peek", Some("rank.dot"), "cpu.peek=rank.dot"),
        ("goroutine-2.pb.gz", "tree", None, "goroutine-2.tree"),
        ("goroutine-2.pb.gz", "traces", None, "goroutine-2.traces"),
        ("synthetic/header.pb.gz", "comments", None, "header.comments"),
        ("synthetic/empty.pb.gz", "traces", None, "empty.traces"),
    ] {
        let (session, _) = session(&[file]);
        let wanted = Wanted {
            pattern: pattern.map(str::to_owned),
            ..report(name)
        };
        for rows in [1, 3, 1_000_000] {
            assert_eq!(downloaded(&session, &wanted, rows), golden(case), "{case}");
        }
    }
    let (mut session, _) = session(&["cpu.pb.gz"]);
    session.set_option("focus", "rank").unwrap();
    session.set_option("nodecount", "10").unwrap();
    assert_eq!(
        downloaded(&session, &report("top"), 1),
        golden("cpu.top.focus=rank.nodecount=10")
    );
    assert_eq!(
        downloaded(&session, &report("raw"), 7),
        downloaded(&session, &report("raw"), 1_000_000)
    );
    assert!(session.download(&report("peek")).is_err());
    assert!(session.download(&report("nosuch")).is_err());
    let both = Wanted {
        line: "top".to_owned(),
        ..report("top")
    };
    assert_eq!(
        refusal(session.download(&both)),
        "a download is that of a report or that of a line, not both: leave one of them out"
    );
}

#[test]
fn what_is_shown_may_change_under_a_download() {
    let (mut session, ids) = session(&["goroutine-2.pb.gz"]);
    let mut download = session.download(&report("traces")).unwrap();
    let mut text = Vec::new();
    download.write(2, &mut text).unwrap();
    session.set_option("focus", "nothing").unwrap();
    session.close(ids[0]).unwrap();
    while download.write(2, &mut text).unwrap() < 1.0 {}
    assert_eq!(String::from_utf8(text).unwrap(), golden("goroutine-2.traces"));
}

#[test]
fn files_are_named_for_the_profile_and_the_report() {
    let (mut session, ids) = session(&["heap-2.pb.gz", "heap-1.pb.gz"]);
    let file = |session: &Session, name: &str| {
        let reports = session.reports();
        reports.into_iter().find(|report| report.name == name).unwrap().file
    };
    assert_eq!(file(&session, "top"), "heap-2.top.txt");
    assert_eq!(file(&session, "proto"), "heap-2.proto.pb.gz");
    assert_eq!(file(&session, "csv"), "heap-2.top.csv");
    assert!(session.reports().iter().all(|report| report.name != "disasm"));
    session.set_roles(&[(ids[1], Role::DiffBase)]).unwrap();
    assert_eq!(file(&session, "folded"), "heap-2-since-heap-1.folded");
    for (line, wanted) in [
        ("top", ""),
        ("top10 json >some/file.txt", "file.txt"),
        ("top >", ""),
        ("proto", "heap-2-since-heap-1.proto.pb.gz"),
        ("output=x", ""),
        ("nosuch >file", ""),
    ] {
        assert_eq!(session.type_in(line).file, wanted, "{line}");
    }
    session.run_to_text("output=all.txt").unwrap();
    assert_eq!(session.type_in("tree").file, "all.txt");
    let line = Wanted {
        line: "top3 >x".to_owned(),
        ..Wanted::default()
    };
    let text = downloaded(&session, &line, 1);
    session.run_to_text("output=").unwrap();
    assert_eq!(text, session.run_to_text("top3").unwrap());
}

#[test]
fn the_table_downloads_as_it_is_sorted_and_searched() {
    let (mut session, _) = session(&["cpu.pb.gz"]);
    let ticket = session.ask::<Top>(query(Sort::Flat)).unwrap().ticket;
    let csv = downloaded(&session, &answered("csv", ticket), 5);
    let mut lines = csv.lines();
    assert_eq!(
        lines.next().unwrap(),
        "function,inline,flat (nanoseconds),flat %,sum %,cum (nanoseconds),cum %"
    );
    let shares = |line: &str| -> Vec<String> {
        let fields: Vec<&str> = line.rsplitn(6, ',').collect();
        [fields[3], fields[2], fields[0]]
            .map(|share| format!("{share}%"))
            .to_vec()
    };
    let wanted: Vec<Vec<String>> = golden_rows("cpu.top")
        .iter()
        .map(|row| {
            let words: Vec<&str> = row.split_whitespace().collect();
            [words[1], words[2], words[4]].map(str::to_owned).to_vec()
        })
        .collect();
    assert_eq!(lines.map(shares).collect::<Vec<_>>(), wanted);
    let search = TopQuery {
        search: "rank".to_owned(),
        ..query(Sort::Name)
    };
    let top = session.ask::<Top>(search).unwrap();
    let (rows, all_rows) = (top.info.rows, top.info.all_rows);
    let csv = downloaded(&session, &answered("csv", top.ticket), 5);
    let names: Vec<String> = top.view.page(0..rows).into_iter().map(|row| row.name).collect();
    assert!(rows > 1 && rows < all_rows);
    assert_eq!(csv.lines().count(), rows + 1);
    for (line, name) in csv.lines().skip(1).zip(names) {
        assert!(line.trim_start_matches('"').starts_with(&name), "{line}");
    }
}

#[test]
fn stacks_download_folded() {
    let (mut session, _) = session(&["goroutine-2.pb.gz"]);
    let search = |text: &str| TracesQuery {
        search: text.to_owned(),
    };
    let traces = session.ask::<Traces>(search("")).unwrap();
    let folded = downloaded(&session, &answered("folded", traces.ticket), 2);
    assert_eq!(folded.lines().count(), traces.info.groups);
    let total: i64 = folded
        .lines()
        .map(|line| line.rsplit(' ').next().unwrap().parse::<i64>().unwrap())
        .sum();
    assert!(golden("goroutine-2.top").contains(&format!(" of {total} total")));
    let first = traces.view.group(0).unwrap();
    let mut names: Vec<&str> = first.frames.iter().map(|frame| frame.name.as_str()).collect();
    names.reverse();
    assert_eq!(
        folded.lines().next().unwrap(),
        format!("{} {}", names.join(";"), first.value_text)
    );
    let some = session.ask::<Traces>(search("Webhook")).unwrap();
    assert!(some.info.groups < traces.info.groups);
    let folded = downloaded(&session, &answered("folded", some.ticket), 100);
    assert_eq!(folded.lines().count(), some.info.groups);
}
