//! Stand-in until the real one lands.
#[derive(Debug, Clone)]
pub struct Pattern(regex_lite::Regex, String);
pub struct PatternError(String);
impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl Pattern {
    pub fn new(text: &str) -> Result<Pattern, PatternError> {
        regex_lite::Regex::new(text)
            .map(|r| Pattern(r, text.to_owned()))
            .map_err(|e| PatternError(e.to_string()))
    }
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.0.is_match(&String::from_utf8_lossy(text))
    }
    pub fn as_str(&self) -> &str {
        &self.1
    }
}
