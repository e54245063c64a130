//! Shown: what all views have in common, computed once between two changes.
//!
//! In: the combined profile, the options and the time zone. Out: the [`Selection`] that every view asks about, a request over it
//! for each kind of report, and whatever a view has computed and wants to find again: its table, its groups, its graph.
//!
//! A change makes a new one. Its selection is taken over where the change concerns only how things are shown: another order,
//! another granularity or another number of nodes filters nothing anew.

use crate::analysis::options::Options;
use crate::analysis::selection::Selection;
use crate::analysis::stacks::{Paths, StackSet};
use crate::base::clock::TimeZone;
use crate::base::error::Result;
use crate::report::{Context, Report};
use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::rc::Rc;

/// What is shown until the next change.
pub struct Shown {
    /// What the options leave of the combined profile.
    pub selection: Rc<Selection>,
    /// The options that select it and say how it is shown.
    pub options: Options,
    /// How long it took, in nanoseconds; 0 if that is not known, or cannot be.
    pub span: i64,
    /// Whether values are changes: of a comparison, or those of a file that has negative ones.
    pub changes: bool,
    zone: TimeZone,
    whole: Rc<Context>,
    /// By its type, what a view has computed.
    kept: RefCell<Vec<(TypeId, Rc<dyn Any>)>>,
}

impl Shown {
    /// What is shown of a selection; `options` are those that it was made with, or others that select the same.
    pub fn new(selection: Rc<Selection>, options: &Options, zone: &TimeZone, span: i64, changes: bool) -> Shown {
        Shown {
            whole: Rc::new(Context::whole(&selection, options, zone)),
            selection,
            options: options.clone(),
            span,
            changes,
            zone: zone.clone(),
            kept: RefCell::default(),
        }
    }

    /// All of it, nothing trimmed: for views that limit what they show themselves.
    pub fn whole(&self) -> &Rc<Context> {
        &self.whole
    }

    /// What a report of pprof shows of it, within the limits and at the granularity of that report.
    pub fn as_report(&self, report: &'static Report) -> Context {
        Context::plain(&self.selection, &self.options, report, &self.zone)
    }

    /// The stacks as views show them: as graphs do, with functions that have no name of their own told apart by their place.
    ///
    /// # Errors
    ///
    /// They are more than may be expanded.
    pub fn stacks(&self) -> Result<Rc<StackSet>> {
        self.whole.stacks(Paths::Placed)
    }

    /// What is computed once, by its type: made when it is first asked for, and kept until the next change.
    ///
    /// # Errors
    ///
    /// Those of `make`; then nothing is kept.
    pub fn once<T: 'static>(&self, make: impl FnOnce() -> Result<T>) -> Result<Rc<T>> {
        let id = TypeId::of::<T>();
        let found = self
            .kept
            .borrow()
            .iter()
            .find(|(own, _)| *own == id)
            .map(|(_, value)| Rc::clone(value));
        if let Some(found) = found.and_then(|value| value.downcast::<T>().ok()) {
            return Ok(found);
        }
        let value = Rc::new(make()?);
        self.kept.borrow_mut().push((id, Rc::clone(&value) as Rc<dyn Any>));
        Ok(value)
    }
}
