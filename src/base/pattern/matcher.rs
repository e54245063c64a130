//! Matcher: a program and a text in, whether it matches anywhere out.
//!
//! All places of the program that the text may have led to are walked at once, a character at a time, from every start.
//! A set of places and what the next character makes of it are kept (a lazy deterministic automaton), so that most
//! characters cost one lookup in a table. Time is linear in the text, whatever the expression.
//!
//! Characters that no part of the expression tells apart are one symbol: `[a-z]+\d` knows those before `0`, the digits,
//! those up to `` ` ``, the small letters, and the rest.

use super::class::{Range, WORD};
use super::program::{Instruction, Look, Program};
use crate::base::sort::sort;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// What stands at one side of a place between two characters, as far as anything looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    /// The text begins or ends there.
    Edge,
    /// A line break.
    Break,
    /// A letter, a digit or an underscore, of ASCII.
    Word,
    /// Another character.
    Other,
}

impl Look {
    fn holds(self, before: Side, behind: Side) -> bool {
        match self {
            Look::TextStart => before == Side::Edge,
            Look::TextEnd => behind == Side::Edge,
            Look::LineStart => matches!(before, Side::Edge | Side::Break),
            Look::LineEnd => matches!(behind, Side::Edge | Side::Break),
            Look::WordBoundary => (before == Side::Word) != (behind == Side::Word),
            Look::NoWordBoundary => (before == Side::Word) == (behind == Side::Word),
        }
    }
}

/// A program ready to be run.
#[derive(Debug)]
pub struct Matcher {
    program: Program,
    /// Whether anything looks at what stands before and behind.
    looks: bool,
    /// The first character of each symbol, ascending from 0.
    starts: Vec<u32>,
    /// The symbols of ASCII.
    ascii: Vec<u8>,
    automaton: RefCell<Automaton>,
}

impl Clone for Matcher {
    fn clone(&self) -> Self {
        Matcher::new(self.program.clone())
    }
}

/// What is known so far.
#[derive(Debug, Default)]
struct Automaton {
    /// For each state and symbol, and for the end of the text behind the last symbol, what comes next.
    next: Vec<u32>,
    /// The states by what they are.
    ids: FxHashMap<State, u32>,
    states: Vec<State>,
    /// For each instruction, when it was last reached.
    reached: Vec<u32>,
    now: u32,
    /// How much memory all this takes, in numbers.
    size: usize,
}

/// Where the text read so far may have led to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    /// Instructions, ascending. Every text may also begin here, at the first one.
    places: Vec<u32>,
    /// What was read last.
    before: Side,
}

/// In the table: not known yet.
const UNKNOWN: u32 = u32::MAX;
/// In the table: the expression matches.
const MATCH: u32 = u32::MAX - 1;

/// So many numbers are kept before all is forgotten: 4 MB.
const MOST: usize = 1 << 20;

impl Matcher {
    /// Prepares a program whose last instruction is the match.
    pub fn new(program: Program) -> Matcher {
        let looks = program
            .instructions
            .iter()
            .any(|instruction| matches!(instruction, Instruction::Look(_)));
        let mut starts = vec![0];
        let mut split = |&(low, high): &Range| starts.extend([low, high + 1]);
        program.classes.iter().flatten().for_each(&mut split);
        if looks {
            WORD.iter()
                .for_each(|&(low, high)| split(&(u32::from(low), u32::from(high))));
            split(&(u32::from(b'\n'), u32::from(b'\n')));
        }
        sort(&mut starts);
        starts.dedup();
        let mut matcher = Matcher {
            looks,
            program,
            starts,
            ascii: Vec::new(),
            automaton: RefCell::default(),
        };
        matcher.ascii = (0..128).map(|code| matcher.symbol(code) as u8).collect();
        matcher
    }

    /// The symbol of a character.
    fn symbol(&self, code: u32) -> usize {
        self.starts.partition_point(|&start| start <= code) - 1
    }

    /// Whether the program matches anywhere.
    pub fn is_match(&self, text: &str) -> bool {
        let automaton = &mut *self.automaton.borrow_mut();
        let mut state = automaton.id(
            State {
                places: Vec::new(),
                before: if self.looks { Side::Edge } else { Side::Other },
            },
            self.starts.len(),
        );
        for character in text.chars() {
            let code = u32::from(character);
            let symbol = match self.ascii.get(code as usize) {
                Some(&symbol) => usize::from(symbol),
                None => self.symbol(code),
            };
            state = self.step(automaton, state, symbol);
            if state == MATCH {
                return true;
            }
        }
        self.step(automaton, state, self.starts.len()) == MATCH
    }

    /// The state behind a symbol, or behind the end of the text.
    fn step(&self, automaton: &mut Automaton, state: u32, symbol: usize) -> u32 {
        let entry = state as usize * (self.starts.len() + 1) + symbol;
        match automaton.next[entry] {
            UNKNOWN => self.explore(automaton, state, symbol, entry),
            known => known,
        }
    }

    #[cold]
    #[inline(never)]
    fn explore(&self, automaton: &mut Automaton, state: u32, symbol: usize, entry: usize) -> u32 {
        let start = self.starts.get(symbol).copied();
        let behind = match start {
            _ if !self.looks => Side::Other,
            Some(start) => side(start),
            None => Side::Edge,
        };
        let state = automaton.states[state as usize].clone();
        let mut places = Vec::new();
        let mut has_matched = false;
        automaton.reached.resize(self.program.instructions.len(), 0);
        automaton.now += 1;
        let mut open = state.places;
        open.push(0);
        while let Some(place) = open.pop() {
            if std::mem::replace(&mut automaton.reached[place as usize], automaton.now) == automaton.now {
                continue;
            }
            match self.program.instructions[place as usize] {
                Instruction::Class(class) => {
                    let ranges = &self.program.classes[class as usize];
                    if start.is_some_and(|start| contains(ranges, start)) {
                        places.push(place + 1);
                    }
                }
                Instruction::Split(away) => open.extend([place + 1, place.wrapping_add_signed(away)]),
                Instruction::Jump(away) => open.push(place.wrapping_add_signed(away)),
                Instruction::Look(look) if look.holds(state.before, behind) => open.push(place + 1),
                Instruction::Look(_) | Instruction::Never => {}
                Instruction::Match => has_matched = true,
            }
        }
        if has_matched {
            automaton.next[entry] = MATCH;
            return MATCH;
        }
        sort(&mut places);
        let before = behind;
        let next = State { places, before };
        if automaton.size > MOST {
            // What was known is not worth its memory. Where the text has led to is in `next`.
            *automaton = Automaton::default();
            return automaton.id(next, self.starts.len());
        }
        let id = automaton.id(next, self.starts.len());
        automaton.next[entry] = id;
        id
    }
}

impl Automaton {
    /// The number of a state.
    fn id(&mut self, state: State, symbols: usize) -> u32 {
        let known = self.ids.get(&state).copied();
        known.unwrap_or_else(|| {
            let id = self.states.len() as u32;
            self.next.resize(self.next.len() + symbols + 1, UNKNOWN);
            self.size += symbols + 1 + 2 * state.places.len();
            self.states.push(state.clone());
            self.ids.insert(state, id);
            id
        })
    }
}

fn side(code: u32) -> Side {
    let is_word = |&(low, high): &(u8, u8)| (u32::from(low)..=u32::from(high)).contains(&code);
    match code {
        0x0a => Side::Break,
        _ if WORD.iter().any(is_word) => Side::Word,
        _ => Side::Other,
    }
}

fn contains(ranges: &[Range], code: u32) -> bool {
    let behind = ranges.partition_point(|&(low, _)| low <= code);
    behind > 0 && ranges[behind - 1].1 >= code
}
