//! Options as the query of a link, with the parameter names of pprof's web pages: `f=main&si=alloc_space`.

use super::{Field, Options, VARIABLES};

impl Options {
    /// The options that are not at their defaults, as a query without the question mark.
    pub fn params(&self, defaults: &Options) -> String {
        let mut query = String::new();
        for variable in VARIABLES {
            let value = self.get(variable);
            if value == defaults.get(variable) {
                continue;
            }
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(variable.url);
            query.push('=');
            match variable.field {
                Field::Bool(field, _) => query.push(if *field(self) { 't' } else { 'f' }),
                _ => encode(&value, &mut query),
            }
        }
        query
    }

    /// All options as a query gives them; what it does not name is at its default. The second part lists what was
    /// refused, as sentences. Parameters that are no options are left alone.
    pub fn from_params(query: &str, defaults: Options) -> (Options, Vec<String>) {
        let mut options = defaults;
        let mut refused = Vec::new();
        for pair in query.trim_start_matches('?').split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name), decode(value));
            // As in pprof's pages, an empty parameter is as good as none.
            let variable = VARIABLES.iter().find(|variable| variable.url == name);
            if let Some(variable) = variable.filter(|_| !value.is_empty())
                && let Err(error) = options.set(variable.name, &value)
            {
                refused.push(format!("error setting config field {}: {error}", variable.name));
            }
        }
        (options, refused)
    }
}

/// Percent-encodes what has a meaning in a query, and everything that is not ASCII.
fn encode(text: &str, query: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => query.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'~' | b':' | b'/' | b'*' | b'(' | b')' | b'$' | b',' => query.push(char::from(byte)),
            b' ' => query.push('+'),
            _ => query.push_str(&format!("%{byte:02X}")),
        }
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        let escaped = behind
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match (byte, escaped) {
            (b'%', Some(escaped)) => {
                bytes.push(escaped);
                rest = &behind[2..];
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_read_back() {
        let mut options = Options::default();
        for (name, value) in [
            ("focus", "^main\\.(a|b)$ & ü+100%"),
            ("trim", "false"),
            ("nodecount", "25"),
            ("granularity", "lines"),
            ("tagroot", "worker"),
            ("divide_by", "2.5"),
        ] {
            options.set(name, value).unwrap();
        }
        let query = options.params(&Options::default());
        assert_eq!(
            query,
            "divide_by=2.5&tagroot=worker&n=25&trim=f&f=%5Emain%5C.(a%7Cb)$+%26+%C3%BC%2B100%25&g=lines"
        );
        assert_eq!(Options::from_params(&query, Options::default()), (options, vec![]));
    }

    #[test]
    fn what_is_wrong_is_said_and_the_rest_counts() {
        let (options, refused) = Options::from_params("?n=abc&f=main&view=top&i=", Options::default());
        assert_eq!(options.focus, "main");
        assert_eq!(
            refused,
            ["error setting config field nodecount: strconv.Atoi: parsing \"abc\": invalid syntax"]
        );
    }
}
