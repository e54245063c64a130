use super::*;
use crate::base::pattern::Pattern;

/// Functions with their files, their packages, and functions of others that the expression must not match.
const FUNCTIONS: [(&str, &str, &str, &[&str]); 62] = [
    (
        "net/http.(*conn).serve",
        "/go/src/net/http/server.go",
        "net/http",
        &["net/http/httputil.Dump", "a.net/http.F"],
    ),
    ("main.run.func1", "main.go", "main", &["domain.run"]),
    (
        "gopkg.in/yaml.v2.(*decoder).scalar",
        "",
        "gopkg.in/yaml.v2",
        &["gopkg.in/yaml.v3.Marshal"],
    ),
    (
        "slices.SortFunc[go.shape.[]int,go.shape.int]",
        "",
        "slices",
        &["a.b/slices.Sort"],
    ),
    (
        "com.example.App$Inner.run",
        "App.java",
        "com.example",
        &["com.example.sub.App.run"],
    ),
    ("com.example.App.<init>", "App.java", "com.example", &[]),
    (
        "java/io/PrintStream.<init>",
        "PrintStream.java",
        "java.io",
        &["java/io/sub/X.y", "java.io.sub.X.y"],
    ),
    (
        "core::ptr::drop_in_place<alloc::vec::Vec<u8>>",
        "",
        "core::ptr",
        &["alloc::core::ptr::x"],
    ),
    (
        "<alloc::vec::Vec<T> as core::iter::Extend<T>>::extend",
        "",
        "alloc::vec",
        &["core::x"],
    ),
    ("std::vector<int>::push_back", "", "std", &["mystd::x"]),
    ("Parser::next", "parser.cpp", "Parser", &["Parsers::next"]),
    ("parse", "/src/parse.c", "parse.c", &[]),
    (
        "memeqbody",
        "/usr/local/go/src/internal/bytealg/equal_amd64.s",
        "internal/bytealg",
        &["/go/src/internal/bytealg/sub/x.s"],
    ),
    ("indexbody", "internal/bytealg/index_amd64.s", "internal/bytealg", &[]),
    ("(anonymous)", "/app/src/view.js", "view.js", &["preview.js"]),
    (
        "Router.handle",
        "/app/node_modules/express/lib/router.js",
        "express",
        &["/app/node_modules/express-x/a.js"],
    ),
    (
        "go",
        "/app/node_modules/a/node_modules/@b/c/d.js",
        "@b/c",
        &["/app/node_modules/@b/d/e.js"],
    ),
    (
        "get_response",
        "/venv/lib/site-packages/django/core/base.py",
        "django",
        &[],
    ),
    (
        "processTicks",
        "node:internal/process/task_queues",
        "node",
        &["/a/node:x"],
    ),
    (
        "java.lang.String.valueOf",
        "",
        "java.lang",
        &["java.lang.invoke.X.y", "java/lang/invoke/X.y"],
    ),
    ("java/lang/String.valueOf", "", "java.lang", &[]),
    ("com.example.App$$Lambda$47.run", "", "com.example", &[]),
    ("com.example.App$$Lambda$47/0x0000000800c8.run", "", "com.example", &[]),
    ("com/example/App$$Lambda$47/1873653341.run", "", "com.example", &[]),
    (
        "com/example/App$$Lambda/0x00007f01.run(Ljava/lang/Object;)V",
        "",
        "com.example",
        &[],
    ),
    ("App$$Lambda$47/0x0000000800c8.run", "", "App", &["Apps.run"]),
    ("App$1.run", "", "App", &[]),
    ("Lambda$47.0x0000000800c8.run", "", "", &[]),
    ("$$Lambda$47/0x0000000800c8.run", "", "", &[]),
    ("com.example.App$$anon$1.apply", "App.scala", "com.example", &[]),
    ("com.example.package$.apply", "package.scala", "com.example", &[]),
    (
        "com/example/app$main$1.invoke",
        "app.kt",
        "com.example",
        &["com/example/app.invoke"],
    ),
    (
        "<impl core::fmt::Debug for url::host::Host>::fmt",
        "",
        "url::host",
        &["<impl core::x::A for core::B>::f"],
    ),
    ("<impl url::host::Host>::parse", "", "url::host", &[]),
    (
        "<T as core::convert::Into<U>>::into",
        "",
        "core::convert",
        &["<a::T as core::convert::X>::y"],
    ),
    (
        "<&mut alloc::vec::Vec<T> as core::fmt::Debug>::fmt",
        "",
        "alloc::vec",
        &[],
    ),
    ("<[hyper::body::Chunk] as Concat>::concat", "", "hyper::body", &[]),
    ("!.Concat", "", "", &[]),
    ("::", "", "", &[]),
    ("<T as Trait>::method", "src/lib.rs", "lib.rs", &[]),
    (
        "core::ops::function::impls::<impl core::ops::FnOnce<A> for &mut F>::call_once",
        "",
        "core::ops::function::impls",
        &[],
    ),
    (
        "dispatch.rs:164 - hyper::proto::Dispatcher::poll",
        "",
        "hyper::proto",
        &["a.rs:1 - b::hyper::proto::x"],
    ),
    (
        "void std::sort<int*>(int*, int*)",
        "",
        "std",
        &["void mystd::x(std::a, std::b)"],
    ),
    ("Queue<std::string>::push(int)", "", "Queue", &["Queues<int>::push"]),
    ("std::vector<int> net::Pool::all() const", "", "net", &[]),
    ("operator new(unsigned long)", "", "", &[]),
    ("write(int, void const*)", "io.cpp", "io.cpp", &[]),
    ("(anonymous namespace)::run(int)", "run.cc", "run.cc", &[]),
    (
        "System.Threading.Tasks!Task.RunContinuations",
        "",
        "System.Threading.Tasks",
        &["System.Threading!X.y"],
    ),
    ("flush", "/usr/lib/python3/dist-packages/apt/cache.py", "apt", &[]),
    (
        "loads",
        "/usr/lib/python3.12/json/decoder.py",
        "json",
        &["/src/json/decoder.py"],
    ),
    ("loads", r"C:\Python312\Lib\json\decoder.py", "json", &[]),
    ("get", r"C:\venv\Lib\site-packages\django\core\base.py", "django", &[]),
    ("run", "/usr/lib/python3.12/threading.py", "threading.py", &[]),
    ("(anonymous)", "node:internal/timers", "node", &[]),
    (
        "LazyCompile:*fib /srv/main.js:1",
        "",
        "main.js",
        &["/srv/domain.js:1", "JS:*f /srv/main.jsx:1"],
    ),
    (
        "JS:~read /srv/node_modules/ejs/lib/ejs.js:3:9",
        "",
        "ejs",
        &["/srv/node_modules/ejs2/a.js:1"],
    ),
    (
        "call",
        "gems/rack-2.2.8/lib/rack/etag.rb",
        "rack",
        &["gems/rack-session-2.0.0/lib/x.rb"],
    ),
    (
        "call",
        "/usr/lib/gems/active-job-7.0.8/lib/callbacks.rb",
        "active-job",
        &[],
    ),
    ("JS:^run node:internal/timers:497", "", "node", &["node:x"]),
    ("sem_post@@GLIBC_2.2.5", "", "", &[]),
    ("read", "", "", &[]),
];

#[test]
fn packages_by_name_and_modules_by_file() {
    for (name, file, wanted, others) in FUNCTIONS {
        let (package, expression) = home(name.as_bytes(), file.as_bytes());
        assert_eq!(String::from_utf8_lossy(&package), wanted, "{name} in {file}");
        if wanted.is_empty() {
            assert_eq!(expression, "", "{name}");
            continue;
        }
        let pattern = Pattern::new(&expression).unwrap();
        let matches = pattern.is_match(name.as_bytes()) || pattern.is_match(file.as_bytes());
        assert!(matches, "{expression} for {name} in {file}");
        for other in others {
            assert!(!pattern.is_match(other.as_bytes()), "{expression} for {other}");
        }
    }
}

#[test]
fn packages_of_go_are_those_of_the_shared_table() {
    let table = include_str!("../../../../testdata/names/packages.tsv");
    for line in table.lines() {
        let (name, wanted) = line.split_once('\t').unwrap();
        let found = package(name.as_bytes())
            .map(|(package, _)| package.into_owned())
            .unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&found), wanted, "{name}");
    }
}
