//! The table of runtimes: a row for each.

use super::Language;
use crate::analysis::runtime;

/// What runs a program, and is not it.
#[derive(Debug, PartialEq, Eq)]
pub struct Runtime {
    /// What it is called in a sentence: `the Go runtime`, `V8`.
    pub said: &'static str,
    /// What of the profile that is, as a sentence; empty where the name says it.
    pub what: &'static str,
    /// What matches the name or the file of each of its functions, or the binary that they are in, and no other.
    pub expression: &'static str,
    /// The language of the programs that it runs; none where it runs all of them.
    pub language: Option<Language>,
}

impl Runtime {
    /// What it is called where it stands alone: `Go runtime`, `V8`.
    pub fn name(&self) -> &'static str {
        self.said.strip_prefix("the ").unwrap_or(self.said)
    }
}

/// The place of Go's, which is known by a function, too: a name and a file that are looked at together.
pub const GO: usize = 0;

/// All of them. What several match is of the first one.
///
/// The Java machine's own classes have no namespace, and neither may a program's: so only those are its that begin as its families do.
pub static TABLE: [Runtime; 11] = [
    Runtime {
        said: "the Go runtime",
        what: "",
        expression: runtime::EXPRESSION,
        language: Some(Language::Go),
    },
    Runtime {
        said: "the kernel",
        what: "What is in the kernel's own image or in a module of it.",
        expression: r"^\[(guest\.)?kernel\b|_\[k\]$|(^|/)vmlinux|/modules/.*\.ko(\.[gx]z|\.zst)?$",
        language: None,
    },
    Runtime {
        said: "the JVM",
        what: "The machine's library, stubs, threads and own classes; Java's library stays.",
        expression: concat!(
            r"(^|[/\\])(lib)?jvm\.(so|dylib|dll)$",
            r"|^(no_Java_frame|unknown_Java|unknown_not_Java|not_walkable_\w+|Interpreter|call_stub|StubRoutines( \(.*\))?|[iv]table stub|I2C/C2I adapters|JavaMain|thread_native_entry|start_thread|_pthread_start|__?clone3?)$",
            r"|^\w+_(Java|arraycopy|barrier_slow)$|^(JVM|JNI|jni|jmm|Unsafe)_\w+$",
            r"|^(Java|JVM|VM|G1|CMS|PS|Par|Shenandoah|Z[A-Z]|Concurrent|Compile|C[12]_?[A-Z]|Phase|Interpreter|Instance|Klass|Method|Monitor|Mutex|",
            r"Object(Monitor|Synch)|Safepoint|SafePoint|Runtime|SharedRuntime|Opto|Deopt|Code(Heap|Cache)|Universe|Meta[sS]pace|Symbol|System|Class(File|Loader)|",
            r"Link|Thread|Watcher|WorkGang|Gang|Jfr|Jvmti|os|oop|frame|nmethod)\w*(<[^:]*>)?::",
        ),
        language: Some(Language::Jvm),
    },
    Runtime {
        said: "V8",
        what: "The engine, its builtins, its compiler and the garbage collector.",
        expression: concat!(
            r"^(non-virtual thunk to )?v8::|^\((garbage collector|program|idle|compiler|bytecode compiler|sampling)\)$|^Garbage Collection$",
            r"|^_?Builtins_|^(Builtin|BytecodeHandler|Stub|Handler|RegExp):[^:]"
        ),
        language: Some(Language::JavaScript),
    },
    Runtime {
        said: "libuv",
        what: "What waits and does input and output for Node.js.",
        expression: r"^uv(__\w+|_(run|fs|tcp|udp|pipe|timer|async|queue|stream|read|write|poll|loop|thread|cond|mutex|sem)(_\w+)?)$|(^|[/\\])libuv\.(so|dylib|dll)",
        language: Some(Language::JavaScript),
    },
    Runtime {
        said: "Node.js",
        what: "Its modules, and what is native of it.",
        expression: r"^node:|^node::|^Node\.js$|^[A-Za-z]+:[*^~+]?\S* node:",
        language: Some(Language::JavaScript),
    },
    Runtime {
        said: "the Python interpreter",
        what: "CPython's own functions and its import of modules; Python's library stays.",
        expression: concat!(
            r"(^|[/\\])(libpython[\d.]+\w*\.(so|dylib)|python3[\d.]*\.dll)",
            r"|^_?Py[A-Z]\w*$|^_?Py(Eval|Object|Run|Import)?_\w+$|^pymain_\w+$|(^|[/\\])(Python|Objects|Parser)[/\\][\w-]+\.[ch]$|^<frozen (importlib|runpy|zipimport)",
        ),
        language: Some(Language::Python),
    },
    Runtime {
        said: "the Ruby interpreter",
        what: "Methods that are written in C, and the functions behind them; Ruby's library stays.",
        expression: r"\[c function\]|^<internal:|^\(cfunc\)|(^|[/\\])libruby[\w.-]*\.(so|dylib)|^rb_\w+$|^vm_(exec|call|invoke|sendish|yield|opt|search)\w*$|^ruby_(run|exec|init|x?malloc|x?free)\w*$",
        language: Some(Language::Ruby),
    },
    Runtime {
        said: "the .NET runtime",
        what: "System.Private.CoreLib, the compiler and the garbage collector.",
        expression: r"(^|[/\\])System\.Private\.CoreLib(\.dll)?$|^System\.Private\.CoreLib!|(^|[/\\])(lib)?(coreclr|clrjit|clrgc|clr|mscorlib)\.(so|dylib|dll)$",
        language: Some(Language::Dotnet),
    },
    Runtime {
        said: "Rust's standard library",
        what: "The crates std, core and alloc, and backtrace, which unwinds for profilers.",
        expression: concat!(
            r"^backtrace_rs\.rs:|^([^ ]* - )?(<(&|\*|\[|\(|mut |const |dyn )*)?(std|core|alloc|backtrace)::|^([^ ]* - )?_*rust_(begin|end|try|alloc|dealloc|realloc|start|panic)\w*$",
            r"|[/\\]rustc[/\\][0-9a-f]+[/\\]library[/\\]|[/\\]rustlib[/\\]src[/\\]rust[/\\]library[/\\]",
        ),
        language: Some(Language::Rust),
    },
    Runtime {
        said: "the Julia runtime",
        what: "What is written in C; Julia's library stays.",
        expression: r"^_?i?jl_\w+$|/julia[^/]*/src/(.*/)?[^/]+\.(c|cpp|h)$|(^|/)libjulia[\w.-]*\.(so|dylib)",
        language: Some(Language::Julia),
    },
];
