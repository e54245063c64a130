//! The state of a goroutine that only a stack is known of: what the frames next to the leaf say, from Go 1.4 to 1.27.
//!
//! `runtime.gopark; runtime.chanrecv; runtime.chanrecv1; main.f` waits in `chan receive`. Texts of counts leave out the
//! runtime's frames next to the leaf, so of channels they say nothing: none.

use super::owner::Owner;

/// The state of those that wait for a processor.
pub const RUNNABLE: &str = "runnable";

const COND: &str = "sync.Cond.Wait";
const MUTEX: &str = "sync.Mutex.Lock";
const READ_LOCK: &str = "sync.RWMutex.RLock";
const WRITE_LOCK: &str = "sync.RWMutex.Lock";
const WAIT_GROUP: &str = "sync.WaitGroup.Wait";
const SEMAPHORE: &str = "semacquire";

/// How names begin that say it.
const BEGINNINGS: &[(&str, &str)] = &[
    ("runtime.chansend", "chan send"),
    ("runtime.chanrecv", "chan receive"),
    ("runtime.selectgo", "select"),
    ("runtime.netpollblock", "IO wait"),
    ("runtime.coroswitch", "coroutine"),
    ("runtime.asyncPreempt", RUNNABLE),
    ("runtime.gosched", RUNNABLE),
    ("runtime.cgocall", "syscall"),
    ("syscall.Syscall", "syscall"),
    ("syscall.RawSyscall", "syscall"),
    ("syscall.syscall", "syscall"),
    ("internal/runtime/syscall.", "syscall"),
    ("internal/runtime/syscall/", "syscall"),
    ("runtime/internal/syscall.", "syscall"),
    ("runtime/pprof.runtime_goroutine", "running"),
    ("runtime/pprof.pprof_goroutine", "running"),
    ("runtime/pprof.writeGoroutine", "running"),
    ("runtime/pprof.writeRuntimeProfile", "running"),
    ("runtime.goroutineProfile", "running"),
];

/// Names that say it.
const NAMES: &[(&str, &str)] = &[
    ("runtime.block", "select (no cases)"),
    ("time.Sleep", "sleep"),
    ("runtime.timeSleep", "sleep"),
    ("runtime.Gosched", RUNNABLE),
    ("runtime.GoroutineProfile", "running"),
    ("runtime.gcParkAssist", "GC assist wait"),
    ("internal/poll.runtime_pollWait", "IO wait"),
    ("net.runtime_pollWait", "IO wait"),
    ("os/signal.signal_recv", "syscall"),
    ("sync.runtime_notifyListWait", COND),
    ("sync.runtime_Syncsemacquire", COND),
    // Older than those of `internal/sync`, or the last of them where the first are left out.
    ("sync.(*Cond).Wait", COND),
    ("sync.(*WaitGroup).Wait", WAIT_GROUP),
];

/// How the semaphores of `sync` are called behind their package, and what waits for each.
const SEMAPHORES: &[(&str, &str)] = &[
    (".runtime_SemacquireRWMutexR", READ_LOCK),
    (".runtime_SemacquireRWMutex", WRITE_LOCK),
    (".runtime_SemacquireWaitGroup", WAIT_GROUP),
    (".runtime_SemacquireMutex", MUTEX),
    (".runtime_Semacquire", SEMAPHORE),
];

/// Who has called a semaphore that several share.
const LOCKS: &[(&str, &str)] = &[
    ("sync.(*WaitGroup).Wait", WAIT_GROUP),
    ("sync.(*RWMutex).RLock", READ_LOCK),
    ("sync.(*RWMutex).Lock", WRITE_LOCK),
    ("sync.(*RWMutex).rUnlockSlow", SEMAPHORE),
    ("sync.(*Mutex).", MUTEX),
    ("internal/sync.(*Mutex).", MUTEX),
];

/// What the goroutine of a stack waits for, or does; none if its frames do not say it. `names` are those of its frames, the leaf
/// first.
pub fn derived_state<'n>(names: impl Iterator<Item = &'n [u8]>) -> Option<&'static str> {
    let mut names = names.peekable();
    while let Some(name) = names.next() {
        if let Some(state) = said_by(name) {
            let caller = names.peek().copied().unwrap_or_default();
            let lock = LOCKS.iter().find(|(lock, _)| caller.starts_with(lock.as_bytes()));
            return match lock {
                Some((_, state_of_lock)) if state == MUTEX || state == SEMAPHORE => Some(state_of_lock),
                _ => Some(state),
            };
        }
        if matches!(Owner::of(name, b""), Owner::Standard | Owner::User) {
            return None;
        }
    }
    None
}

fn said_by(name: &[u8]) -> Option<&'static str> {
    let begins = |&&(text, _): &&(&str, &str)| name.starts_with(text.as_bytes());
    let is = |&&(text, _): &&(&str, &str)| name == text.as_bytes();
    let ends = |&&(text, _): &&(&str, &str)| name.ends_with(text.as_bytes());
    let found = BEGINNINGS.iter().find(begins).or_else(|| NAMES.iter().find(is));
    let found = found.or_else(|| SEMAPHORES.iter().find(ends));
    found.map(|&(_, state)| state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_stacks() {
        for (stack, wanted) in [
            ("runtime.gopark runtime.chansend runtime.chansend1 main.f", "chan send"),
            ("runtime.park runtime.chansend main.f", "chan send"),
            (
                "runtime.gopark runtime.chanrecv runtime.chanrecv2 main.f",
                "chan receive",
            ),
            ("runtime.gopark runtime.selectgo main.f", "select"),
            ("runtime.gopark runtime.selectgoImpl runtime.selectgo main.f", "select"),
            ("runtime.gopark runtime.block main.f", "select (no cases)"),
            ("runtime.gopark time.Sleep main.f", "sleep"),
            ("runtime.goparkunlock runtime.timeSleep main.f", "sleep"),
            ("time.Sleep main.f", "sleep"),
            (
                "runtime.gopark runtime.netpollblock internal/poll.runtime_pollWait internal/poll.(*pollDesc).wait",
                "IO wait",
            ),
            (
                "internal/poll.runtime_pollWait internal/poll.(*pollDesc).wait net.(*conn).Read",
                "IO wait",
            ),
            ("net.runtime_pollWait net.(*pollDesc).Wait", "IO wait"),
            (
                "runtime.goparkunlock sync.runtime_notifyListWait sync.(*Cond).Wait main.f",
                "sync.Cond.Wait",
            ),
            (
                "runtime.goparkunlock sync.runtime_Syncsemacquire sync.(*Cond).Wait main.f",
                "sync.Cond.Wait",
            ),
            (
                "runtime.gopark runtime.semacquire1 sync.runtime_SemacquireRWMutexR sync.(*RWMutex).RLock",
                "sync.RWMutex.RLock",
            ),
            (
                "sync.runtime_SemacquireRWMutex sync.(*RWMutex).Lock main.f",
                "sync.RWMutex.Lock",
            ),
            // What a writer waits for first is the mutex among writers.
            (
                "internal/sync.runtime_SemacquireMutex internal/sync.(*Mutex).lockSlow internal/sync.(*Mutex).Lock sync.(*Mutex).Lock sync.(*RWMutex).Lock",
                "sync.Mutex.Lock",
            ),
            (
                "sync.runtime_SemacquireMutex sync.(*Mutex).lockSlow sync.(*Mutex).Lock main.f",
                "sync.Mutex.Lock",
            ),
            (
                "sync.runtime_SemacquireMutex sync.(*RWMutex).RLock main.f",
                "sync.RWMutex.RLock",
            ),
            (
                "sync.runtime_SemacquireMutex sync.(*RWMutex).Lock main.f",
                "sync.RWMutex.Lock",
            ),
            (
                "sync.runtime_SemacquireWaitGroup sync.(*WaitGroup).Wait main.f",
                "sync.WaitGroup.Wait",
            ),
            (
                "runtime.gopark runtime.semacquire1 sync.runtime_Semacquire sync.(*WaitGroup).Wait main.f",
                "sync.WaitGroup.Wait",
            ),
            ("sync.runtime_Semacquire sync.(*Mutex).Lock main.f", "sync.Mutex.Lock"),
            (
                "internal/poll.runtime_Semacquire internal/poll.(*fdMutex).rwlock internal/poll.(*FD).Read",
                "semacquire",
            ),
            (
                "runtime.coroswitch_m runtime.coroswitch iter.Pull[...].func2",
                "coroutine",
            ),
            ("runtime.coroswitch iter.Pull.func2", "coroutine"),
            ("syscall.Syscall syscall.read main.f", "syscall"),
            (
                "internal/runtime/syscall.Syscall6 syscall.RawSyscall6 syscall.Syscall6 syscall.read",
                "syscall",
            ),
            ("runtime.cgocall main._Cfunc_block main.f", "syscall"),
            ("runtime.notetsleepg os/signal.signal_recv os/signal.loop", "syscall"),
            ("runtime.asyncPreempt2 runtime.asyncPreempt main.spin", "runnable"),
            (
                "runtime/pprof.runtime_goroutineProfileWithLabels runtime/pprof.writeRuntimeProfile",
                "running",
            ),
            // Of a text of counts: the frames of channels are left out.
            ("main.f main.main", ""),
            ("net/http.(*persistConn).readLoop", ""),
            // What the user's code has called lies further from the leaf.
            ("main.f sync.(*WaitGroup).Wait", ""),
            ("", ""),
        ] {
            let names = stack.split_whitespace().map(str::as_bytes);
            assert_eq!(derived_state(names).unwrap_or_default(), wanted, "{stack}");
        }
    }
}
