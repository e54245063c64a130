//! Hash tables: hashbrown's, with the hash function of rustc.
//!
//! The standard library's tables are hashbrown's too, behind functions that are not inlined where a build counts bytes. The
//! hash is two instructions a word; that somebody can choose keys that collide does not matter in his own tab.
//!
//! Ids whose keys stay in their columns are in a [`hashbrown::HashTable`], which asks who uses it what is equal.

use rustc_hash::FxBuildHasher;

/// Values by key, in no order.
pub type Map<K, V> = hashbrown::HashMap<K, V, FxBuildHasher>;

/// Keys, in no order.
pub type Set<K> = hashbrown::HashSet<K, FxBuildHasher>;
