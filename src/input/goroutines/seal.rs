//! Which of many layers may be around a line, without a look at each.
//!
//! Hundreds of containers write before their lines what differs in their names alone. What is there on a line at the places of a
//! name is read once for all of them, and each of them compares a number.

use super::dress::Layer;

/// How a layer tells its lines from those of others.
#[derive(Clone, Copy)]
pub struct Seal {
    shape: u64,
    mark: u64,
}

impl Seal {
    /// That of a layer; none if it has to look at each line.
    pub fn new(layer: &Layer) -> Option<Seal> {
        Some(Seal {
            shape: layer.shape()?,
            mark: layer.mark(None)?,
        })
    }
}

/// What a line has of the shapes that were asked for.
pub struct Marks {
    known: Vec<(u64, Option<u64>)>,
    /// So many layers of other shapes than those may still be looked at.
    tries: usize,
}

/// So many shapes are remembered: lines of more are not told apart faster.
const MOST_SHAPES: usize = 16;

impl Marks {
    /// Those of a line; of layers in more shapes than are remembered, so many may be around it.
    pub fn new(tries: usize) -> Marks {
        Marks {
            known: Vec::new(),
            tries,
        }
    }

    /// Whether a layer, whose seal is given, may be around the line. It has to be the same line each time.
    pub fn fit(&mut self, seal: Seal, layer: &Layer, line: &[u8]) -> bool {
        if let Some((_, mark)) = self.known.iter().find(|(shape, _)| *shape == seal.shape) {
            return *mark == Some(seal.mark);
        }
        if self.known.len() == MOST_SHAPES {
            let is_tried = self.tries > 0;
            self.tries -= usize::from(is_tried);
            return is_tried;
        }
        let mark = layer.mark(Some(line));
        self.known.push((seal.shape, mark));
        mark == Some(seal.mark)
    }
}
