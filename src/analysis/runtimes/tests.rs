use super::*;
use crate::analysis::filter::Filtered;
use crate::analysis::options::Options;
use crate::analysis::stacks::{Objects, Paths};
use crate::testing::profile;
use std::rc::Rc;

/// Functions with their files, or with their binaries alone, and the runtime that they are of.
const TEXTS: [(&str, &str); 102] = [
    ("[kernel.kallsyms]", "the kernel"),
    ("[guest.kernel.kallsyms]", "the kernel"),
    ("[kernel]", "the kernel"),
    ("do_syscall_64_[k]", "the kernel"),
    ("/usr/lib/debug/boot/vmlinux-6.1.0", "the kernel"),
    ("/lib/modules/6.1.0/kernel/net/nf_tables.ko.xz", "the kernel"),
    ("[vdso]", ""),
    ("kernel.Run", ""),
    ("com/shop/Lang.ko", ""),
    ("/srv/kernel.py", ""),
    ("/usr/lib/jvm/java-21/lib/server/libjvm.so", "the JVM"),
    ("no_Java_frame", "the JVM"),
    ("StubRoutines (2)", "the JVM"),
    ("I2C/C2I adapters", "the JVM"),
    ("vtable stub", "the JVM"),
    ("jbyte_disjoint_arraycopy", "the JVM"),
    ("g1_post_barrier_slow", "the JVM"),
    ("JVM_IHashCode", "the JVM"),
    ("JavaThread::run", "the JVM"),
    ("Thread::call_run", "the JVM"),
    ("Monitor::lock_without_safepoint_check", "the JVM"),
    ("G1ParScanThreadState::trim_queue", "the JVM"),
    ("GrowableArray<Klass*>::push", ""),
    ("os::javaTimeNanos", "the JVM"),
    ("nmethod::is_zombie", "the JVM"),
    ("rocksdb::DBImpl::Get", ""),
    ("Pool::get", ""),
    ("com/example/JavaThread.run", ""),
    ("java/lang/Thread.run", ""),
    ("start_thread", "the JVM"),
    ("/usr/bin/java", ""),
    ("(garbage collector)", "V8"),
    ("(program)", "V8"),
    ("Garbage Collection", "V8"),
    ("v8::internal::Heap::Scavenge", "V8"),
    ("Builtins_ArrayMap", "V8"),
    ("Builtin:ArrayPush", "V8"),
    ("Handler::run", ""),
    ("(anonymous)", ""),
    ("collectGarbage", ""),
    ("uv_run", "libuv"),
    ("uv__io_poll", "libuv"),
    ("/usr/lib/x86_64-linux-gnu/libuv.so.1.0.0", "libuv"),
    ("uv_fs_read", "libuv"),
    ("uvIndex", ""),
    ("uv_unwrap", ""),
    ("node:internal/modules/cjs/loader", "Node.js"),
    ("node::Start", "Node.js"),
    ("Function:^processTimers node:internal/timers:497", "Node.js"),
    ("LazyCompile:*fib /usr/src/app/main.js:1", ""),
    ("/srv/node:x.js", ""),
    ("node", ""),
    ("_PyEval_EvalFrameDefault", "the Python interpreter"),
    ("PyObject_Call", "the Python interpreter"),
    ("_Py_Dealloc", "the Python interpreter"),
    ("PyDict_GetItem", "the Python interpreter"),
    ("pymain_run_file", "the Python interpreter"),
    ("/build/Python-3.12/Objects/dictobject.c", "the Python interpreter"),
    ("/usr/lib/libpython3.12.so.1.0", "the Python interpreter"),
    ("<frozen importlib._bootstrap>", "the Python interpreter"),
    ("/usr/lib/python3.12/json/decoder.py", ""),
    ("Pygments.lex", ""),
    ("Pyramid", ""),
    ("/srv/Objects/cart.py", ""),
    ("(unknown):-1 - new [c function]", "the Ruby interpreter"),
    ("sleep [c function] - (unknown)", "the Ruby interpreter"),
    ("<internal:timev>", "the Ruby interpreter"),
    ("<internal:timev>:-1 - now", "the Ruby interpreter"),
    ("rb_str_new", "the Ruby interpreter"),
    ("vm_exec", "the Ruby interpreter"),
    ("/usr/lib/libruby-3.3.so.3.3", "the Ruby interpreter"),
    ("gems/rack-2.2.8/lib/rack.rb", ""),
    ("ruby_run_node", "the Ruby interpreter"),
    ("ruby.rb", ""),
    ("vm_start", ""),
    ("System.Private.CoreLib", "the .NET runtime"),
    ("/usr/share/dotnet/System.Private.CoreLib.dll", "the .NET runtime"),
    ("/usr/share/dotnet/libcoreclr.so", "the .NET runtime"),
    ("System.Private.CoreLib!System.String.Concat", "the .NET runtime"),
    ("System.Net.Http", ""),
    ("System!Buffer.Memmove", ""),
    ("core::ptr::drop_in_place", "Rust's standard library"),
    (
        "<alloc::vec::Vec<T> as core::ops::Drop>::drop",
        "Rust's standard library",
    ),
    ("<&mut core::str::Chars as Iterator>::next", "Rust's standard library"),
    ("time.rs:331 - std::time::Instant::now", "Rust's standard library"),
    (
        "libunwind.rs:93 - backtrace::backtrace::libunwind::trace",
        "Rust's standard library",
    ),
    (":0 - __rust_try", "Rust's standard library"),
    (
        "/rustc/9fc6b43126469e3858e2fe86cafb4f0fd5068869/library/alloc/src/vec/mod.rs",
        "Rust's standard library",
    ),
    ("<app::Cart as core::fmt::Debug>::fmt", ""),
    ("app::std::run", ""),
    ("mystd::sort", ""),
    ("::next", ""),
    ("rust_decimal::Decimal::add", ""),
    ("ijl_apply_generic", "the Julia runtime"),
    ("jl_f_tuple", "the Julia runtime"),
    (
        "/cache/build/julialang/julia-release-1-dot-10/src/gf.c",
        "the Julia runtime",
    ),
    (
        "/cache/build/julialang/julia-release-1-dot-10/src/support/hashing.h",
        "the Julia runtime",
    ),
    ("/usr/lib/libjulia-internal.so.1.10", "the Julia runtime"),
    ("/usr/share/julia/base/int.jl", ""),
    ("jlcall", ""),
    ("runtime.mallocgc", "the Go runtime"),
    ("", ""),
];

#[test]
fn each_row_matches_its_own_and_no_other() {
    let patterns = TABLE
        .each_ref()
        .map(|runtime| Pattern::new(runtime.expression).unwrap());
    for (text, wanted) in TEXTS {
        let rows = patterns
            .iter()
            .zip(&TABLE)
            .filter(|(pattern, _)| pattern.is_match(text.as_bytes()));
        let said: Vec<&str> = rows.map(|(_, runtime)| runtime.said).collect();
        assert_eq!(
            said,
            Vec::from_iter([wanted].into_iter().filter(|said| !said.is_empty())),
            "{text}"
        );
    }
}

#[test]
fn each_row_has_names() {
    for runtime in &TABLE {
        assert!(TEXTS.iter().any(|(_, said)| *said == runtime.said), "{}", runtime.said);
    }
}

/// A profile of functions with their files, a sample each, and of places without a name in binaries.
fn made(functions: &[(&str, &str)], binaries: &[&str]) -> Rc<Profile> {
    let mut picture: Vec<String> = (0..functions.len()).map(|at| format!("f{at} 1")).collect();
    picture.extend((0..binaries.len()).map(|at| format!("@{:x} 1", at + 1)));
    let mut profile = (*profile(&picture.join("\n"))).clone();
    let strings = Rc::make_mut(&mut profile.strings);
    for (function, (name, file)) in profile.functions.iter_mut().zip(functions) {
        function.name = strings.intern(name.as_bytes());
        function.filename = strings.intern(file.as_bytes());
    }
    for (at, path) in binaries.iter().enumerate() {
        let file = strings.intern(path.as_bytes());
        let mapping = crate::profile::Mapping {
            id: at as u64 + 2,
            file,
            ..Default::default()
        };
        profile.mappings.push(mapping);
        let place = &mut profile.locations[functions.len() + at];
        place.mapping = Some(crate::profile::MappingId(at as u32 + 1));
    }
    Rc::new(profile)
}

/// The language of a profile, and the runtimes that are in it.
fn found(functions: &[(&str, &str)], binaries: &[&str]) -> (Option<Language>, Vec<&'static str>) {
    let runtimes = Runtimes::of(&made(functions, binaries));
    (
        runtimes.language,
        runtimes.found.runtimes().map(|runtime| runtime.said).collect(),
    )
}

#[test]
fn a_row_counts_where_its_language_does() {
    for (functions, binaries, language, wanted) in [
        // A package that is called as a class of the machine is, and one that is called like a crate of Rust's.
        (
            &[
                ("jvm.Run", "/src/jvm/jvm.go"),
                ("JavaThread::run", "/src/t.cc"),
                ("main.main", "/src/main.go"),
            ][..],
            &[][..],
            Some(Language::Go),
            &[][..],
        ),
        (
            &[("std::sort(int*)", "a.cpp"), ("core::run(int)", "b.cpp")],
            &[],
            Some(Language::Cpp),
            &[],
        ),
        (
            &[
                ("runtime.rs:65 - tokio::runtime::enter", ""),
                ("main.rs:12 - app::run", ""),
                ("a.rs:1 - core::ptr::x", ""),
            ],
            &[],
            Some(Language::Rust),
            &["Rust's standard library"],
        ),
        (
            &[
                ("java/lang/Thread.run", ""),
                ("com/shop/Cart.add", ""),
                ("JavaThread::run", ""),
            ],
            &["/usr/lib/libjvm.so", "[kernel.kallsyms]", "/usr/lib/libc.so.6"],
            Some(Language::Jvm),
            &["the kernel", "the JVM"],
        ),
        // One name alone tells nothing, and nothing is hidden for it.
        (&[("java/lang/Thread.run", ""), ("JavaThread::run", "")], &[], None, &[]),
        (&[("runtime.mallocgc", ""), ("run", "")], &[], None, &["the Go runtime"]),
        (
            &[("(garbage collector)", ""), ("fib", "/a.js"), ("read", "node:fs")],
            &[],
            Some(Language::JavaScript),
            &["V8", "Node.js"],
        ),
        (&[], &["/usr/lib/libjvm.so"], None, &[]),
        (&[], &[], None, &[]),
    ] {
        assert_eq!(
            found(functions, binaries),
            (language, wanted.to_vec()),
            "{functions:?} {binaries:?}"
        );
    }
}

#[test]
fn a_binary_that_nothing_lies_in_is_not_in_the_profile() {
    let mut profile = (*made(&[("a", ""), ("b", "")], &["[kernel.kallsyms]"])).clone();
    assert_ne!(Runtimes::of(&profile).found, Rows::default());
    profile.locations.iter_mut().for_each(|place| place.mapping = None);
    assert_eq!(Runtimes::of(&profile).found, Rows::default());
}

#[test]
fn frames_are_of_a_runtime_by_name_by_file_and_by_binary() {
    let profile = made(
        &[
            ("java/lang/Thread.run", ""),
            ("com/shop/Cart.add", ""),
            ("run", "libjvm.so"),
            ("Thread::call_run", ""),
        ],
        &["/usr/lib/libjvm.so", "/usr/lib/libc.so.6"],
    );
    let filtered = Rc::new(Filtered::all(&profile));
    let set = StackSet::new(filtered, 0, &Options::default(), Objects::Nameless, Paths::Placed);
    let of = Runtimes::of(&profile).frames(&profile, &set);
    let mut names: Vec<String> = (0..)
        .map(crate::analysis::stacks::FrameId)
        .zip(of)
        .filter(|(_, rows)| *rows != Rows::default())
        .map(|(frame, _)| String::from_utf8_lossy(&set.printed_name(frame)).into_owned())
        .collect();
    names.sort();
    assert_eq!(names.join(" "), "Thread::call_run [libjvm.so] run");
}
