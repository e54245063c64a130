//! V8's heaps: `.heapprofile` of Node and Chromium, what is still alive of the allocations that were sampled.
//!
//! ```text
//! {"head":{"callFrame":{"functionName":"(root)",...},"selfSize":0,"id":1,"children":[...]},"samples":[...]}
//! ```
//!
//! V8 has scaled the sizes of its nodes to what they stand for. How many objects they are of it does not say. Nodes lie in each other as
//! deeply as calls do, so that they are walked token by token.

use super::super::Opened;
use super::json::{Token, Tokens, Value, broken, has_keys, is_object, without_mark};
use super::{Wrong, tree};
use crate::base::room::one_more;

/// Whether a file begins so.
pub fn is_sign(start: &[u8]) -> bool {
    is_object(start)
        && has_keys(start, &[b"head"])
        && [&b"\"callFrame\""[..], b"\"selfSize\""]
            .iter()
            .all(|key| crate::base::text::find(start, key).is_some())
}

/// Reads a whole file.
///
/// # Errors
///
/// It is wrong, or the memory does not suffice.
pub fn read(file: &[u8]) -> Result<Opened, Wrong> {
    let head = Value(without_mark(file)).field(b"head")?.ok_or_else(broken)?;
    let mut tree = tree::Tree::default();
    let mut sizes: Vec<i64> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut tokens = Tokens::new(head);
    let mut key: &[u8] = b"";
    while let Some(token) = tokens.next() {
        match token {
            Token::Open { is_list: false } => {
                let node = tree.reserve()?;
                if let Some(&parent) = open.last() {
                    tree.set_parent(node, parent);
                }
                one_more(&mut open)?;
                one_more(&mut sizes)?;
                open.push(node);
                sizes.push(0);
            }
            Token::Close { is_list: false } => {
                open.pop().ok_or_else(broken)?;
            }
            Token::Text(text) => key = text,
            Token::Colon => {
                let node = *open.last().ok_or_else(broken)?;
                match key {
                    b"callFrame" => tree.describe(node, Some(tokens.value().ok_or_else(broken)?))?,
                    b"selfSize" => {
                        let size = tokens.value().ok_or_else(broken)?;
                        sizes[node as usize] = size.whole().ok_or_else(broken)?;
                    }
                    b"children" => {}
                    _ => drop(tokens.value().ok_or_else(broken)?),
                }
            }
            Token::Open { is_list: true } | Token::Close { is_list: true } | Token::Comma | Token::Plain(_) => {}
        }
    }
    if !open.is_empty() {
        return Err(broken());
    }
    let mut made = tree.made()?;
    for (node, size) in sizes.into_iter().enumerate() {
        if size != 0 {
            let row = made.row_of(node as u32)?;
            made.maker.add(row, 0, size)?;
        }
    }
    Ok(made.maker.finish(&[(b"inuse_space", b"bytes")])?.into())
}
