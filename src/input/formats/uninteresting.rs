//! The frames that pprof drops from profiles that say nothing about it themselves: allocators from heaps, locks from
//! contentions, the profiler's signal handler from everything else.
//!
//! They go into drop_frames and keep_frames as one expression each, spelt as pprof spells it, because it is part of
//! what `-proto` writes.

use crate::profile::Profile;
use std::rc::Rc;

/// The sample types of heaps.
const HEAPS: [&[&str]; 5] = [
    &["allocations", "size"],
    &["objects", "space"],
    &["inuse_objects", "inuse_space"],
    &["alloc_objects", "alloc_space"],
    &["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"],
];

const LOCKS: &[&str] = &["contentions", "delay"];

const DROPPED_FROM_CPU: &str =
    "ProfileData::Add|ProfileData::prof_handler|CpuProfiler::prof_handler|__pthread_sighandler|__restore";

const DROPPED_FROM_HEAP: &str = concat!(
    "calloc|cfree|malloc|free|memalign|do_memalign|(__)?posix_memalign|pvalloc|valloc|realloc",
    "|tcmalloc::.*|tc_calloc|tc_cfree|tc_malloc|tc_free|tc_memalign|tc_posix_memalign|tc_pvalloc|tc_valloc|tc_realloc",
    "|tc_new|tc_delete|tc_newarray|tc_deletearray|tc_new_nothrow|tc_newarray_nothrow",
    "|malloc_zone_malloc|malloc_zone_calloc|malloc_zone_valloc|malloc_zone_realloc|malloc_zone_memalign",
    r"|malloc_zone_free|runtime\..*|BaseArena::.*|(::)?do_malloc_no_errno|(::)?do_malloc_pages|(::)?do_malloc",
    "|DoSampledAllocation|MallocedMemBlock::MallocedMemBlock|_M_allocate|__builtin_(vec_)?delete",
    "|__builtin_(vec_)?new|__gnu_cxx::new_allocator::allocate|__libc_malloc|__malloc_alloc_template::allocate",
    r"|allocate|cpp_alloc|operator new(\[\])?|simple_alloc::allocate",
);

/// Go's runtime stays where it stands between the user's functions.
const KEPT_IN_HEAP: &str = r"runtime\.panic|runtime\.reflectcall|runtime\.call[0-9]*";

const DROPPED_FROM_LOCKS: &str = concat!(
    "RecordLockProfileData|(base::)?RecordLockProfileData.*|(base::)?SubmitMutexProfileData.*",
    "|(base::)?SubmitSpinLockProfileData.*|(base::Mutex::)?AwaitCommon.*|(base::Mutex::)?Unlock.*",
    "|(base::Mutex::)?UnlockSlow.*|(base::Mutex::)?ReaderUnlock.*|(base::MutexLock::)?~MutexLock.*",
    "|(Mutex::)?AwaitCommon.*|(Mutex::)?Unlock.*|(Mutex::)?UnlockSlow.*|(Mutex::)?ReaderUnlock.*",
    "|(MutexLock::)?~MutexLock.*|(SpinLock::)?Unlock.*|(SpinLock::)?SlowUnlock.*|(SpinLockHolder::)?~SpinLockHolder.*",
);

/// Sets drop_frames and keep_frames by what the profile measures.
pub fn set_frames(profile: &mut Profile) {
    let names = profile.sample_type_names();
    let (drop, keep) = match () {
        () if HEAPS.iter().any(|heap| *heap == names) => (DROPPED_FROM_HEAP, KEPT_IN_HEAP),
        () if LOCKS == names => (DROPPED_FROM_LOCKS, ""),
        () => (DROPPED_FROM_CPU, ""),
    };
    let strings = Rc::make_mut(&mut profile.strings);
    profile.drop_frames = strings.intern(drop.as_bytes());
    profile.keep_frames = strings.intern(keep.as_bytes());
}
