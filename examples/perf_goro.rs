use proflens::session::*;
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let b = std::fs::read(&p).unwrap();
    let mut s = Session::default();
    let t = std::time::Instant::now();
    s.open("x", &b).unwrap();
    println!("open {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let _ = s.ask::<Top>(TopQuery::default()).unwrap();
    println!("top {:?}", t.elapsed());
    for alike in [false, true] {
        let t = std::time::Instant::now();
        let a = s
            .ask::<Goroutines>(GoroutinesQuery {
                alike,
                ..Default::default()
            })
            .unwrap();
        println!(
            "ask {:?} groups {} goroutines {}",
            t.elapsed(),
            a.info.groups,
            a.info.goroutines
        );
        let t = std::time::Instant::now();
        let r = a.view.page(0..128);
        println!("page {:?}", t.elapsed());
        for x in r.iter().take(std::env::args().nth(2).map_or(8, |n| n.parse().unwrap())) {
            println!(
                "   {}{} {} | {} | {} {} | {} | {:?}",
                x.count,
                if x.derived { "~" } else { "" },
                x.words,
                x.name,
                x.creator,
                x.creator_place,
                x.waits_text,
                x.labels
            );
        }
        for i in [0usize, 1, 2, 0] {
            if i >= a.info.groups {
                continue;
            }
            let t = std::time::Instant::now();
            let d = a.view.group(&s, i).unwrap();
            println!(
                "detail {i} {:?} texts {} shared {} parents {:?} gone {} children {}",
                t.elapsed(),
                d.texts,
                d.shared.len(),
                d.parents.len(),
                d.gone,
                d.children.len()
            );
        }
        let t = std::time::Instant::now();
        let a = s
            .ask::<Goroutines>(GoroutinesQuery {
                alike,
                search: "main".into(),
                sort: GoroutineSort::Place,
                ..Default::default()
            })
            .unwrap();
        println!("search {:?} {}", t.elapsed(), a.info.groups);
    }
}
