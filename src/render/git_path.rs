//! Paths as git writes them into a diff.

use std::fmt::Write;

use super::visible::is_hidden;

/// `path` below `prefix` ("a/"), in quotes and with C escapes where it holds quotes, backslashes, or what hides.
///
/// Git by default escapes all that is not ASCII; it reads letters as they are just as well, and so do people.
pub fn quoted(prefix: &str, path: &str) -> String {
    let path = path.trim_start_matches("./").trim_start_matches('/');
    if !path.contains(needs_escape) {
        return format!("{prefix}{path}");
    }
    let mut quoted = format!("\"{prefix}");
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            c if needs_escape(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(quoted, "\\{byte:03o}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

fn needs_escape(c: char) -> bool {
    matches!(c, '"' | '\\' | '\n' | '\t') || is_hidden(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_odd_paths_are_quoted() {
        for (path, expected) in [
            ("./dir/a.txt", "a/dir/a.txt"),
            ("../a.txt", "a/../a.txt"),
            ("/tmp/a.txt", "a/tmp/a.txt"),
            ("Müller a.txt", "a/Müller a.txt"),
            ("a\"b\\c.txt", r#""a/a\"b\\c.txt""#),
            ("ü\n\t\u{1B}\u{202E}.txt", r#""a/ü\n\t\033\342\200\256.txt""#),
        ] {
            assert_eq!(quoted("a/", path), expected);
        }
    }
}
