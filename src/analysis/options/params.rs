//! Options as the parameters of a link, with the names of pprof's web pages: `f` is `main`, `si` is `alloc_space`.
//!
//! How a query is escaped is the business of whoever writes the link.

use super::{Field, Kind, Options, VARIABLES, Variable};

impl Options {
    /// The options that are not at their defaults, each with its parameter's name.
    pub fn params(&self, defaults: &Options) -> Vec<(&'static str, String)> {
        let mut params = Vec::new();
        for variable in VARIABLES {
            let value = self.get(variable);
            if value == defaults.get(variable) {
                continue;
            }
            let value = match variable.field {
                Field::Bool(field, _) => if *field(self) { "t" } else { "f" }.to_owned(),
                _ => value,
            };
            params.push((variable.url, value));
        }
        params
    }

    /// All options as parameters give them; what they do not name is at its default. The second part lists what was
    /// refused, as sentences. Parameters that are no options are left alone.
    pub fn from_params(params: &[(String, String)], defaults: Options) -> (Options, Vec<String>) {
        let mut options = defaults;
        let mut refused = Vec::new();
        for (name, value) in params {
            // As in pprof's pages, an empty parameter is as good as none. Only where no unit is one of its own it would be lost.
            let means = |variable: &&Variable| !value.is_empty() || variable.kind == Kind::Unit;
            let variable = VARIABLES.iter().find(|variable| variable.url == name);
            if let Some(variable) = variable.filter(means)
                && let Err(error) = options.set(variable.name, value)
            {
                refused.push(format!("error setting config field {}: {error}", variable.name));
            }
        }
        (options, refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(params: &[(&str, &str)]) -> Vec<(String, String)> {
        let params = params.iter();
        params.map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

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
            ("unit", ""),
        ] {
            options.set(name, value).unwrap();
        }
        let params = options.params(&Options::default());
        let wanted = [
            ("unit", ""),
            ("divide_by", "2.5"),
            ("tagroot", "worker"),
            ("n", "25"),
            ("trim", "f"),
            ("f", "^main\\.(a|b)$ & ü+100%"),
            ("g", "lines"),
        ];
        assert_eq!(params, wanted.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(
            Options::from_params(&owned(&wanted), Options::default()),
            (options, vec![])
        );
    }

    #[test]
    fn what_is_wrong_is_said_and_the_rest_counts() {
        let params = owned(&[("n", "abc"), ("f", "main"), ("view", "top"), ("i", "")]);
        let (options, refused) = Options::from_params(&params, Options::default());
        assert_eq!(options.focus, "main");
        assert_eq!(
            refused,
            ["error setting config field nodecount: strconv.Atoi: parsing \"abc\": invalid syntax"]
        );
    }
}
