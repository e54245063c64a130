//! DOT, read strictly: what Graphviz takes and we write, and nothing else.
//!
//! In: a text, `digraph "app" { N1 [label="main"] N1 -> N2 [weight=3] }`. Out: its statements, or where it is none.

/// A node or, with an end, an edge, with its attributes.
#[derive(Debug)]
pub struct Statement {
    pub start: Vec<u8>,
    pub end: Option<Vec<u8>>,
    pub attributes: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Statement {
    /// The value of an attribute, as it stands between its quotes.
    pub fn attribute(&self, name: &str) -> Option<&[u8]> {
        let found = self.attributes.iter().find(|(own, _)| own == name.as_bytes());
        found.map(|(_, value)| value.as_slice())
    }
}

/// Reads a whole graph.
pub fn read(text: &[u8]) -> Result<Vec<Statement>, String> {
    let mut reader = Reader { text, at: 0 };
    let mut statements = Vec::new();
    let result = reader.graph(&mut statements);
    match result {
        Some(()) => Ok(statements),
        None => {
            let behind = &text[reader.at..text.len().min(reader.at + 40)];
            Err(format!("at byte {}: {}", reader.at, behind.escape_ascii()))
        }
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn graph(&mut self, statements: &mut Vec<Statement>) -> Option<()> {
        self.sign(b"digraph").then_some(())?;
        if !self.sign(b"{") {
            self.id()?;
            self.sign(b"{").then_some(())?;
        }
        let mut depth = 1;
        while depth > 0 {
            if self.sign(b"}") {
                depth -= 1;
            } else if self.sign(b"subgraph ") {
                self.id()?;
                self.sign(b"{").then_some(())?;
                depth += 1;
            } else {
                statements.push(self.statement()?);
            }
        }
        self.skip_blanks();
        (self.at == self.text.len()).then_some(())
    }

    fn statement(&mut self) -> Option<Statement> {
        let start = self.id()?;
        let end = if self.sign(b"->") { Some(self.id()?) } else { None };
        let mut attributes = Vec::new();
        if self.sign(b"[") {
            while !self.sign(b"]") {
                let name = self.id()?;
                self.sign(b"=").then_some(())?;
                attributes.push((name, self.id()?));
            }
        }
        Some(Statement { start, end, attributes })
    }

    fn skip_blanks(&mut self) {
        while matches!(self.text.get(self.at), Some(b' ' | b'\n')) {
            self.at += 1;
        }
    }

    /// Takes a sign if it is what comes next.
    fn sign(&mut self, sign: &[u8]) -> bool {
        self.skip_blanks();
        let is_next = self.text[self.at..].starts_with(sign);
        self.at += if is_next { sign.len() } else { 0 };
        is_next
    }

    /// A name, a number, or a text between quotes: in there only a quote behind a backslash is none, and a backslash is for itself only
    /// behind another.
    fn id(&mut self) -> Option<Vec<u8>> {
        if self.sign(b"\"") {
            let start = self.at;
            loop {
                match self.text.get(self.at)? {
                    b'"' => break,
                    b'\\' => self.at += 2,
                    _ => self.at += 1,
                }
            }
            self.at += 1;
            return Some(self.text[start..self.at - 1].to_vec());
        }
        let rest = &self.text[self.at..];
        let is_of_id = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        let length = rest.iter().take_while(|byte| is_of_id(byte)).count();
        self.at += length;
        (length > 0).then(|| rest[..length].to_vec())
    }
}
