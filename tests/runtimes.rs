//! Runtimes of other languages than Go: what the sentence, the presets and the colours make of them. The profiles are written down here,
//! as folded stacks: so their numbers can be added up by eye.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

use proflens::session::{Change, Flame, FlameQuery, Piece, Presets, PresetsQuery, Session, Sort, Top, TopQuery};

/// Java with its machine, as async-profiler writes it.
const JAVA: &str = "\
    java/lang/Thread.run;com/shop/Cart.total;com/shop/Price.of 20\n\
    java/lang/Thread.run;com/shop/Cart.total;jbyte_disjoint_arraycopy 60\n\
    start_thread;thread_native_entry;Thread::call_run;G1ParScanThreadState::trim_queue 10\n\
    no_Java_frame;do_syscall_64_[k] 10\n";
/// Node.js with its engine, as perf sees it.
const NODE: &str = "\
    node::Start;uv_run;processTimers (node:internal/timers:497);fib (/srv/main.js:1) 30\n\
    node::Start;uv_run;processTimers (node:internal/timers:497);fib (/srv/main.js:1);v8::internal::Heap::Scavenge 40\n\
    node::Start;uv_run;uv__io_poll 25\n\
    render (/srv/view.js:7) 5\n";
const PYTHON: &str = "\
    <module> (app.py:3);load (app.py:9);_PyEval_EvalFrameDefault;PyDict_GetItem 70\n\
    <module> (app.py:3);load (app.py:9) 30\n";
const RUBY: &str = "\
    index (app/cars.rb:7);find (app/find.rb:3);new [c function] 70\n\
    index (app/cars.rb:7);find (app/find.rb:3) 30\n";
const DOTNET: &str = "\
    Shop.Web!Cart.Total;System.Private.CoreLib!System.String.Concat 70\n\
    Shop.Web!Cart.Total;Shop.Web!Price.Of 30\n";
const RUST: &str = "\
    app::run (src/main.rs:4);app::cart::total (src/cart.rs:9);core::ptr::drop_in_place 70\n\
    app::run (src/main.rs:4);app::cart::total (src/cart.rs:9) 30\n";
const JULIA: &str = "\
    ijl_apply_generic;plot!(::Axis) (plot.jl:4);mean (stat.jl:9);jl_gc_collect 70\n\
    ijl_apply_generic;plot!(::Axis) (plot.jl:4);mean (stat.jl:9) 30\n";
/// Go, with packages that are called as others' runtimes are.
const GO: &str = "\
    main.main (/src/main.go:4);jvm.Run (/src/jvm/jvm.go:4);v8::internal::Heap::Scavenge 70\n\
    main.main (/src/main.go:4);uv_run;rb_str_new 30\n";

fn session(text: &str) -> Session {
    let mut session = Session::default();
    session.open("made.folded", text.as_bytes()).unwrap();
    session
}

/// The functions that are left, each with its own weight.
fn rows(session: &mut Session) -> Vec<(String, f64)> {
    let query = TopQuery {
        sort: Some(Sort::Flat),
        descending: Some(true),
        ..TopQuery::default()
    };
    let answer = session.ask::<Top>(query).unwrap();
    let rows = answer.view.page(0..answer.info.rows).into_iter();
    rows.map(|row| (row.name, row.flat)).collect()
}

fn change(session: &mut Session, add: &[(&'static str, String)]) {
    let add = add
        .iter()
        .map(|(option, expression)| ((*option).to_owned(), expression.clone()));
    let state = session.change(&Change {
        add: add.collect(),
        ..Change::default()
    });
    assert_eq!(state.refused, [""; 0]);
}

/// The presets that hide what is in the profile.
fn hiding(session: &mut Session) -> Vec<String> {
    let presets = session.ask::<Presets>(PresetsQuery {}).unwrap().info.into_iter();
    let hiding = presets.filter(|preset| preset.why.is_empty() && preset.label.starts_with("Hide "));
    hiding.map(|preset| preset.label).collect()
}

#[test]
fn the_sentence_says_what_is_hot_without_the_runtime_and_leads_there() {
    for (text, language, without, function, weight) in [
        (
            JAVA,
            "A JVM samples profile: ",
            "without the JVM: ",
            "com/shop/Cart.total",
            60.0,
        ),
        (NODE, "A JavaScript samples profile: ", "without V8: ", "fib", 70.0),
        (
            PYTHON,
            "A Python samples profile: ",
            "without the Python interpreter: ",
            "load",
            100.0,
        ),
        (
            RUBY,
            "A Ruby samples profile: ",
            "without the Ruby interpreter: ",
            "find",
            100.0,
        ),
        (
            DOTNET,
            "A .NET samples profile: ",
            "without the .NET runtime: ",
            "Shop.Web!Cart.Total",
            70.0,
        ),
        (
            RUST,
            "A Rust samples profile: ",
            "without Rust's standard library: ",
            "app::cart::total",
            100.0,
        ),
        (
            JULIA,
            "A Julia samples profile: ",
            "without the Julia runtime: ",
            "mean",
            100.0,
        ),
    ] {
        let mut session = session(text);
        let summary = session.summary().unwrap();
        assert!(summary.sentence.starts_with(language), "{}", summary.sentence);
        let at = summary
            .pieces
            .iter()
            .position(|piece| without.starts_with(&piece.text) && piece.text.starts_with("without"));
        let [clause, _, name, ..] = &summary.pieces[at.unwrap_or_else(|| panic!("{}", summary.sentence))..] else {
            panic!("{}", summary.sentence);
        };
        assert_eq!(name.function, function, "{}", summary.sentence);
        assert_eq!(clause.add, name.add, "the name needs the filter, too");
        change(&mut session, &clause.add);
        assert_eq!(
            rows(&mut session)[0],
            (function.to_owned(), weight),
            "{}",
            summary.sentence
        );
        // With the filter there is nothing more to leave out.
        let sentence = session.summary().unwrap().sentence.clone();
        assert!(!sentence.contains("without"), "{sentence}");
    }
}

#[test]
fn what_comes_first_without_one_runtime_may_be_anothers() {
    let mut session = session(
        "java/lang/Thread.run;com/shop/Cart.total 20\njava/lang/Thread.run;com/shop/Cart.sum 10\n\
         java/lang/Thread.run;Thread::call_run;do_syscall_64_[k] 70\n",
    );
    let summary = session.summary().unwrap();
    assert!(
        summary
            .sentence
            .ends_with("; without the kernel and the JVM: java/lang/Thread.run (70, 70.00%)."),
        "{}",
        summary.sentence
    );
    let clause: Vec<&Piece> = summary
        .pieces
        .iter()
        .filter(|piece| piece.text.starts_with("without"))
        .collect();
    change(&mut session, &clause[0].add);
    assert_eq!(rows(&mut session)[0], ("java/lang/Thread.run".to_owned(), 70.0));
}

#[test]
fn presets_hide_the_runtimes_of_the_profile_and_nothing_else() {
    for (text, wanted) in [
        (JAVA, &["Hide the kernel", "Hide the JVM"][..]),
        (NODE, &["Hide V8", "Hide libuv", "Hide Node.js"]),
        (PYTHON, &["Hide the Python interpreter"]),
        (RUBY, &["Hide the Ruby interpreter"]),
        (DOTNET, &["Hide the .NET runtime"]),
        (RUST, &["Hide Rust's standard library"]),
        (JULIA, &["Hide the Julia runtime"]),
        (GO, &[]),
    ] {
        assert_eq!(hiding(&mut session(text)), wanted, "{text}");
    }
    for (text, label, wanted) in [
        (
            JAVA,
            "Hide the JVM",
            // What is the kernel's stays.
            "com/shop/Cart.total 60, com/shop/Price.of 20, do_syscall_64 10, java/lang/Thread.run 0",
        ),
        (
            NODE,
            "Hide libuv",
            "v8::internal::Heap::Scavenge 40, fib 30, node::Start 25, render 5, processTimers 0",
        ),
        (
            NODE,
            "Hide Node.js",
            "v8::internal::Heap::Scavenge 40, fib 30, uv__io_poll 25, render 5, uv_run 0",
        ),
    ] {
        let mut session = session(text);
        let presets = session.ask::<Presets>(PresetsQuery {}).unwrap().info;
        let preset = presets.into_iter().find(|preset| preset.label == label).unwrap();
        change(&mut session, &preset.add);
        let rows = rows(&mut session)
            .into_iter()
            .map(|(name, flat)| format!("{name} {flat}"));
        assert_eq!(rows.collect::<Vec<_>>().join(", "), wanted, "{label}");
        let after = session.ask::<Presets>(PresetsQuery {}).unwrap().info;
        assert_eq!(
            after.into_iter().find(|preset| preset.label == label).unwrap().why,
            "It is set."
        );
    }
}

/// What boxes are coloured by: the packages, those of runtimes with a star.
fn colours(text: &str) -> String {
    let info = session(text).ask::<Flame>(FlameQuery::default()).unwrap().info;
    let packages = info.packages.iter();
    let words = packages.map(|package| {
        let star = if package.runtime { "*" } else { "" };
        format!("{}{star} {}", package.name, package.own)
    });
    words.collect::<Vec<_>>().join(", ")
}

#[test]
fn runtimes_and_native_code_have_colours_of_their_own() {
    for (text, wanted) in [
        (JAVA, "JVM* 70, com.shop 20, kernel* 10"),
        (NODE, "V8* 40, main.js 30, libuv* 25, view.js 5"),
        (PYTHON, "Python interpreter* 70, app.py 30"),
        (RUBY, "Ruby interpreter* 70, find.rb 30"),
        (DOTNET, ".NET runtime* 70, Shop.Web 30"),
        (
            "java/lang/Thread.run;com/shop/Cart.total;memcpy 5\ncom/shop/Cart.sum;sem_post@@GLIBC_2.2.5 2\n",
            "native* 7",
        ),
        // What is written in Go tells nothing of other machines, and what is in it for nobody's.
        (GO, "v8::internal 70,  30"),
    ] {
        assert_eq!(colours(text), wanted, "{text}");
    }
}

#[test]
fn nothing_is_said_of_a_language_that_is_not_sure() {
    for text in [
        // One name alone.
        "start;java/lang/Thread.run;sum 9\n",
        "main;work 3\n",
        // Two languages with as many functions.
        "a (x.py:1);b (y.py:1);c (x.js:1);d (y.js:1) 4\n",
        GO,
    ] {
        let sentence = session(text).summary().unwrap().sentence.clone();
        assert!(sentence.starts_with("A samples profile: "), "{sentence}");
    }
}

#[test]
fn names_of_rust_with_their_place_in_front_are_nothing_of_go() {
    let mut session =
        session("runtime.rs:65 - tokio::runtime::enter;main.rs:12 - app::run;time.rs:9 - std::time::now 3\n");
    assert_eq!(hiding(&mut session), ["Hide Rust's standard library"]);
    let presets = session.ask::<Presets>(PresetsQuery {}).unwrap().info;
    assert!(
        presets.iter().all(|preset| !preset.label.contains("package main")),
        "{presets:?}"
    );
}

/// A profile of addresses in binaries, as `perf script` writes it.
fn addresses(stacks: &[(&str, usize)]) -> Session {
    let mut text = String::new();
    for (binary, count) in stacks {
        for _ in 0..*count {
            text.push_str(&format!("app 1 1.0: 1 cycles:\n\t401000 [unknown] ({binary})\n\n"));
        }
    }
    let mut session = Session::default();
    session.open("perf.txt", text.as_bytes()).unwrap();
    session
}

#[test]
fn binaries_are_not_taken_for_functions() {
    let session = addresses(&[("/usr/bin/app", 6), ("/usr/lib/libc.so.6", 3)]);
    let summary = session.summary().unwrap();
    assert!(
        summary.sentence.contains("[libc.so.6] (3, 33.33%); [app] and [libc.so.6] stand for whole binaries: their functions have no names here"),
        "{}",
        summary.sentence
    );
    assert!(
        summary.next.starts_with("For names: go tool pprof -proto "),
        "{}",
        summary.next
    );
    let session = addresses(&[("/usr/bin/app", 6)]);
    let sentence = &session.summary().unwrap().sentence;
    assert!(
        sentence.ends_with("; [app] stands for a whole binary: its functions have no names here."),
        "{sentence}"
    );
    // What is to be done for the kernel's names is another thing.
    let session = addresses(&[("[kernel.kallsyms]", 6), ("/usr/bin/app", 1)]);
    let summary = session.summary().unwrap();
    assert!(
        summary
            .sentence
            .contains("[[kernel.kallsyms]] and [app] stand for whole binaries"),
        "{}",
        summary.sentence
    );
    assert_eq!(summary.next, "");
}
