//! Program: what an expression does, as instructions for a set of places that are walked at once.
//!
//! ```text
//! a(b|c)*     0 Class a   1 Split 5   2 Split 2   3 Class b   4 Jump 2   5 Class c   6 Jump -5   7 Match
//! ```
//!
//! Jumps count from where they stand, so that a piece of the program can be moved and copied.

use super::class::Range;

/// A step of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instruction {
    /// One character of the class with that number.
    Class(u32),
    /// Goes on with the next instruction and with the one that is so far away.
    Split(i32),
    /// Goes on with the instruction that is so far away.
    Jump(i32),
    /// Goes on if this holds between two characters.
    Look(Look),
    /// Ends here, without a match.
    Never,
    /// The expression has matched.
    Match,
}

/// What can be asked between two characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// `\A`
    TextStart,
    /// `\z`
    TextEnd,
    /// `(?m)^`
    LineStart,
    /// `(?m)$`
    LineEnd,
    /// `\b`
    WordBoundary,
    /// `\B`
    NoWordBoundary,
}

/// The instructions, the last of which is the match once the expression was read.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// The steps; they name each other by their places here.
    pub instructions: Vec<Instruction>,
    /// The classes of characters: ranges in ascending order.
    pub classes: Vec<Vec<Range>>,
}

/// A program of more instructions is too large. Go refuses those of three times as many.
const LARGEST: usize = 1 << 20;

/// The program would be too large.
#[derive(Debug)]
pub struct TooLarge;

impl Program {
    /// Where the next instruction will stand.
    pub fn end(&self) -> usize {
        self.instructions.len()
    }

    /// Adds an instruction behind the last one.
    pub fn push(&mut self, instruction: Instruction) {
        self.instructions.push(instruction);
    }

    /// Adds a character of a class.
    pub fn push_class(&mut self, ranges: Vec<Range>) {
        if ranges.is_empty() {
            return self.push(Instruction::Never);
        }
        self.push(Instruction::Class(self.classes.len() as u32));
        self.classes.push(ranges);
    }

    /// What stands from `start` on becomes the first of two alternatives; the other one follows. Answers where the jump
    /// behind the first one stands, which is to be [landed](Self::land) behind the last one.
    pub fn alternate(&mut self, start: usize) -> usize {
        let length = self.end() - start;
        #[expect(
            clippy::disallowed_methods,
            reason = "an expression is short, and how deep it goes is limited"
        )]
        self.instructions.insert(start, Instruction::Split(length as i32 + 2));
        self.push(Instruction::Jump(0));
        self.end() - 1
    }

    /// A jump goes behind what there is.
    pub fn land(&mut self, jump: usize) {
        self.instructions[jump] = Instruction::Jump((self.end() - jump) as i32);
    }

    /// What stands from `start` on is repeated: at least so often, and at most so often if there is a most.
    ///
    /// # Errors
    ///
    /// The program would become too large.
    pub fn repeat(&mut self, start: usize, least: u64, most: Option<u64>) -> Result<(), TooLarge> {
        let piece = self.instructions.split_off(start);
        let length = piece.len() as i32;
        let copies = most.unwrap_or(least).max(1) as usize;
        if start + (piece.len() + 1).saturating_mul(copies) > LARGEST {
            return Err(TooLarge);
        }
        match most {
            None if least == 0 => {
                self.push(Instruction::Split(length + 2));
                self.instructions.extend(&piece);
                self.push(Instruction::Jump(-length - 1));
            }
            None => {
                for _ in 0..least {
                    self.instructions.extend(&piece);
                }
                self.push(Instruction::Split(-length));
            }
            Some(most) => {
                for _ in 0..least {
                    self.instructions.extend(&piece);
                }
                // Each of the others is left out with all behind it.
                for left in (1..=most - least).rev() {
                    self.push(Instruction::Split((length + 1) * left as i32));
                    self.instructions.extend(&piece);
                }
            }
        }
        Ok(())
    }
}
