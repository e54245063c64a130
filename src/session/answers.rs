//! Answers: how a view is asked, and what it hands out afterwards.
//!
//! ```text
//! ask("top", {search: "json"})      -> ticket 7, info {rows: 40, ...}, its first rows
//! rows(7, "rows", 128..256)         -> more of them
//! detail(7, 3)                      -> everything about the third
//! ```
//!
//! A [`View`] is asked with a query of its own and answers with an `Info`; what it keeps to hand out rows and details later is
//! known by the answer's ticket. A ticket stays good until the same view is asked something else or what is shown changes;
//! after that it is stale, which is an error of its own, because whoever holds it only has to ask again.
//!
//! [`Entry::VIEWS`] is the table of the views. Adding one is a file with an `impl View` and a row there.

use super::Session;
use super::door::Door;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::room::ask_for;
use crate::base::text::go_quote;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::any::Any;
use std::ops::Range;
use std::rc::Rc;

/// Names an answer: a number from 1 on, which no other answer of the session has.
pub type Ticket = u32;

/// A column of numbers or texts with a row per entry, for answers that are too large for objects.
pub enum Column {
    /// Whole numbers.
    Ints(Vec<i32>),
    /// Numbers.
    Floats(Vec<f64>),
    /// Small numbers and switches.
    Bytes(Vec<u8>),
    /// Texts.
    Texts(Vec<String>),
}

/// Columns by their names, all of an answer.
pub type Columns = Vec<(&'static str, Column)>;

/// How many rows come with an answer.
pub const FIRST_ROWS: usize = 128;

/// A view of what is shown.
pub trait View: Sized + 'static {
    /// What it is called at the boundary.
    const NAME: &'static str;
    /// The names of the parts that it hands rows out of.
    const PARTS: &'static [&'static str] = &[];
    /// What it can be asked. An unknown field is refused; what is missing has a default.
    type Query: DeserializeOwned;
    /// What it answers at once.
    type Info: Serialize;

    /// Answers a query; what is kept hands out rows and details.
    ///
    /// # Errors
    ///
    /// Nothing is open, or the options are such that no report can be made.
    fn ask(session: &Session, query: Self::Query) -> Result<(Self, Self::Info)>;

    /// The columns of the answer, which are taken out of it.
    fn columns(&mut self) -> Columns {
        Columns::new()
    }

    /// The rows that come with the answer; none for views without rows.
    ///
    /// # Errors
    ///
    /// Those of [`rows`](Self::rows).
    fn first_rows<D: Door>(&self) -> Result<Option<D::Value>> {
        self.only_rows::<D>(0..FIRST_ROWS).transpose()
    }

    /// Rows of the one part of a view that has no others, which is called `rows`; none for all other views.
    fn only_rows<D: Door>(&self, _range: Range<usize>) -> Option<Result<D::Value>> {
        None
    }

    /// Rows of one of the answer's parts, as many as there are in the range.
    ///
    /// # Errors
    ///
    /// The view has no such part.
    fn rows<D: Door>(&self, _session: &Session, part: &str, range: Range<usize>) -> Result<D::Value> {
        let rows = match part {
            "rows" => self.only_rows::<D>(range),
            _ => None,
        };
        rows.unwrap_or_else(|| Err(no_part::<Self>(part)))
    }

    /// Everything about one row.
    ///
    /// # Errors
    ///
    /// There is no such row, or rows have no details.
    fn detail<D: Door>(&self, _session: &Session, number: usize) -> Result<D::Value> {
        Err(no_details(Self::NAME, number))
    }
}

/// An answer to whoever knows the view.
pub struct Answer<V: View> {
    /// Its name, for more rows and details.
    pub ticket: Ticket,
    /// What is above and around the rows.
    pub info: V::Info,
    /// Its columns; mostly none.
    pub columns: Columns,
    /// What hands out rows and details.
    pub view: Rc<V>,
}

/// An answer to whoever does not, in the objects of a door.
pub struct Reply<D: Door> {
    /// Its name, for more rows and details.
    pub ticket: Ticket,
    /// What is above and around the rows.
    pub info: D::Value,
    /// Its columns; mostly none.
    pub columns: Columns,
    /// Its first rows, if it has rows.
    pub rows: Option<D::Value>,
}

/// Rows of a part of the answer that a ticket names.
type Rows<D> = fn(&Session, Ticket, part: &str, Range<usize>) -> Result<<D as Door>::Value>;

/// A row of the table of views: a view as a door asks it.
pub struct Entry<D: Door> {
    /// The name of the view.
    pub name: &'static str,
    /// The names of its parts.
    pub parts: &'static [&'static str],
    ask: fn(&mut Session, &D::Query) -> Result<Reply<D>>,
    rows: Rows<D>,
    detail: fn(&Session, Ticket, usize) -> Result<D::Value>,
}

impl<D: Door> Entry<D> {
    pub(super) const fn of<V: View>() -> Entry<D> {
        Entry {
            name: V::NAME,
            parts: V::PARTS,
            ask: |session, query| {
                let query = D::read(query).map_err(|reason| not_asked(V::NAME, &reason))?;
                let answer = session.ask::<V>(query)?;
                Ok(Reply {
                    ticket: answer.ticket,
                    info: D::object(&answer.info)?,
                    columns: answer.columns,
                    rows: answer.view.first_rows::<D>()?,
                })
            },
            rows: |session, ticket, part, range| session.answers.view::<V>(ticket)?.rows::<D>(session, part, range),
            detail: |session, ticket, number| session.answers.view::<V>(ticket)?.detail::<D>(session, number),
        }
    }

    fn named(view: &str) -> Result<&'static Entry<D>> {
        let found = Self::VIEWS.iter().find(|entry| entry.name == view);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::VIEWS.iter().map(|entry| entry.name).collect();
            usage(format!(
                "there is no view {}: there are {}",
                go_quote(view),
                names.join(", ")
            ))
        })
    }
}

/// More tickets than a session gives out.
const TICKETS: Ticket = 1 << 24;

/// The last answer of each view since what is shown changed.
#[derive(Default)]
pub struct Answers {
    last: Ticket,
    kept: Vec<(Ticket, &'static str, Rc<dyn Any>)>,
}

impl Answers {
    /// Those of the session after so many others, whose tickets are good for nothing here.
    pub fn after(nth: u32) -> Answers {
        Answers {
            last: nth.wrapping_mul(TICKETS),
            ..Answers::default()
        }
    }

    /// What was answered so far is stale.
    pub fn clear(&mut self) {
        self.kept.clear();
    }

    fn keep<V: View>(&mut self, view: &Rc<V>) -> Ticket {
        self.last = self.last.wrapping_add(1);
        self.kept.push((self.last, V::NAME, Rc::clone(view) as Rc<dyn Any>));
        self.last
    }

    fn forget(&mut self, view: &str) {
        self.kept.retain(|(_, own, _)| *own != view);
    }

    /// What a ticket names, if it is of that view.
    ///
    /// # Errors
    ///
    /// The ticket is stale, or names an answer of another view.
    pub fn view<V: View>(&self, ticket: Ticket) -> Result<Rc<V>> {
        let (_, view) = self.find(ticket)?;
        Rc::clone(view).downcast().map_err(|_| not_of(V::NAME, ticket))
    }

    /// An answer, and the name of the view that gave it.
    fn find(&self, ticket: Ticket) -> Result<(&'static str, &Rc<dyn Any>)> {
        let found = self.kept.iter().find(|(own, ..)| *own == ticket);
        found
            .map(|(_, view, answer)| (*view, answer))
            .ok_or_else(|| Error::new(ErrorKind::Stale))
    }
}

impl Session {
    /// Asks a view that the caller knows by its type.
    ///
    /// # Errors
    ///
    /// Nothing is open, or the options are such that no report can be made.
    pub fn ask<V: View>(&mut self, query: V::Query) -> Result<Answer<V>> {
        // What is stale goes before the new answer is made: both may not fit the memory.
        self.answers.forget(V::NAME);
        self.ask_for_words()?;
        let (mut view, info) = V::ask(self, query)?;
        let columns = view.columns();
        let view = Rc::new(view);
        Ok(Answer {
            ticket: self.answers.keep(&view),
            info,
            columns,
            view,
        })
    }

    /// Whether there is room for the words of an answer.
    fn ask_for_words(&self) -> Result<()> {
        let room = self.combined.as_ref().map_or(0, |profile| profile.room_of_words());
        Ok(ask_for(room)?)
    }

    /// Asks the view of a name.
    ///
    /// # Errors
    ///
    /// There is no such view, its query is not of that form, or what [`ask`](Self::ask) refuses.
    pub fn ask_by_name<D: Door>(&mut self, view: &str, query: &D::Query) -> Result<Reply<D>> {
        (Entry::<D>::named(view)?.ask)(self, query)
    }

    /// Rows of a part of an answer, as many as there are in the range.
    ///
    /// # Errors
    ///
    /// The ticket is stale, or the view has no such part.
    pub fn rows<D: Door>(&self, ticket: Ticket, part: &str, range: Range<usize>) -> Result<D::Value> {
        let (view, _) = self.answers.find(ticket)?;
        self.ask_for_words()?;
        (Entry::<D>::named(view)?.rows)(self, ticket, part, range)
    }

    /// Everything about one row of an answer.
    ///
    /// # Errors
    ///
    /// The ticket is stale, or there is no such row.
    pub fn detail<D: Door>(&self, ticket: Ticket, number: usize) -> Result<D::Value> {
        let (view, _) = self.answers.find(ticket)?;
        self.ask_for_words()?;
        (Entry::<D>::named(view)?.detail)(self, ticket, number)
    }
}

/// The rows of a list that lie in a range.
pub fn page<T>(all: &[T], range: Range<usize>) -> &[T] {
    all.get(range.start.min(all.len())..range.end.min(all.len()))
        .unwrap_or_default()
}

/// The error of a view that has no part of that name.
pub fn no_part<V: View>(part: &str) -> Error {
    // What is alike for all views is compiled once.
    fn refused(view: &str, parts: &[&str], part: &str) -> Error {
        let parts = match parts {
            [] => "no parts".to_owned(),
            parts => parts.join(", "),
        };
        usage(format!("{view} has no part {}: there are {parts}", go_quote(part)))
    }
    refused(V::NAME, V::PARTS, part)
}

fn not_asked(view: &str, reason: &str) -> Error {
    usage(format!("{view} cannot be asked for this: {reason}"))
}

fn no_details(view: &str, number: usize) -> Error {
    usage(format!("{view} has no details of row {number}"))
}

fn not_of(view: &str, ticket: Ticket) -> Error {
    usage(format!("the answer {ticket} is not one of {view}"))
}

fn usage(sentence: String) -> Error {
    Error::new(ErrorKind::Usage(sentence))
}
