//! Names of methods of the Java machine: which package a class is of, and what is only a number behind its name.

/// A hidden class of the Java machine without the number behind its name: of `App$$Lambda$47/0x0000000800c8.run` what is before the slash.
pub fn hidden_class(path: &[u8]) -> Option<&[u8]> {
    let at = path.iter().rposition(|&byte| byte == b'/')?;
    let number = &path[at + 1..];
    let digits = number.strip_prefix(b"0x").unwrap_or(number);
    let length = digits.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let is_number = length > 0 && matches!(digits.get(length), None | Some(b'.'));
    Some(&path[..at]).filter(|class| is_number && class.contains(&b'$'))
}

/// The package of a class of the Java machine, as it stands there: with dots or, as the machine itself writes it, with slashes. What
/// is written inside of a class is of its package: `com.example.App$$Lambda$47.run`, `com/example/app$main$1.invoke`.
pub fn java_package(path: &[u8], is_class: bool) -> Option<&[u8]> {
    let looks_like_one = |class: &[u8]| {
        let own = class.split(|&byte| byte == b'.').next().unwrap_or_default();
        own.first().is_some_and(u8::is_ascii_uppercase) || own.iter().skip(1).any(|&byte| byte == b'$')
    };
    if let Some(at) = path.iter().rposition(|&byte| byte == b'/') {
        return Some(&path[..at]).filter(|folder| !folder.contains(&b'.') && looks_like_one(&path[at + 1..]));
    }
    let words = lower_case_words(path, b".");
    let class = &path[words..];
    let has_method = is_class || class.contains(&b'.');
    (words > 0 && has_method && looks_like_one(class)).then(|| &path[..words - 1])
}

/// Whether a name is one of a method of the Java machine, in a package of it: with slashes, or with two words in front of the class,
/// for `main.Store.get` is as well Go's.
pub fn is_java_method(name: &[u8]) -> bool {
    let end = name
        .iter()
        .position(|&byte| b"(<".contains(&byte) || byte.is_ascii_whitespace());
    let path = &name[..end.unwrap_or(name.len())];
    let hidden = hidden_class(path);
    let package = java_package(hidden.unwrap_or(path), hidden.is_some()).unwrap_or_default();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$-./".contains(byte);
    let has_method = path.get(package.len() + 1..).is_some_and(|class| class.contains(&b'.'));
    let is_path = path.contains(&b'/') || package.contains(&b'.') || package == b"java" || package == b"kotlin";
    !package.is_empty() && is_path && (has_method || hidden.is_some()) && path.iter().all(is_word)
}

/// How long the words are, each in lower case and with this behind it, that a path begins with, and that more comes behind.
pub fn lower_case_words(path: &[u8], separator: &[u8]) -> usize {
    let mut end = 0;
    loop {
        let rest = &path[end..];
        let is_first = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'_';
        let word = match rest.first().is_some_and(is_first) {
            true => rest
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count(),
            false => 0,
        };
        let next = word + separator.len();
        if word == 0 || !rest[word..].starts_with(separator) || rest.len() <= next {
            return end;
        }
        end += next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_of_the_java_machine() {
        for (name, wanted) in [
            ("java/lang/Thread.run", true),
            ("java.lang.Thread.run()", true),
            ("com/example/Shop.<init>", true),
            ("com.example.App$$Lambda$47/0x0000000800c8.run", true),
            ("sun/nio/cs/UTF_8$Encoder.encodeLoop", true),
            // Go's, Python's, C#'s, and what is no method.
            ("main.Store.Get", false),
            ("net/http.HandlerFunc.ServeHTTP", false),
            ("github.com/me/App.Run", false),
            ("shop.example/search/Rank.Of", false),
            ("System.Threading.Thread.Run", false),
            ("I2C/C2I adapters", false),
            ("lib/core/Tree", false),
            ("std::sort", false),
            ("", false),
        ] {
            assert_eq!(is_java_method(name.as_bytes()), wanted, "{name}");
        }
    }
}
