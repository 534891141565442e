//! The code that signs a token, in the language of the user's own server.

/// Languages with their code; `src/signing` has one file each, and a journey runs them.
const LANGUAGES: [(&str, &str); 8] = [
    ("Python", include_str!("../../signing/python.py")),
    ("Node", include_str!("../../signing/node.js")),
    ("Ruby", include_str!("../../signing/ruby.rb")),
    ("PHP", include_str!("../../signing/php.php")),
    ("Go", include_str!("../../signing/go.go")),
    ("Java", include_str!("../../signing/java.java")),
    ("C#", include_str!("../../signing/csharp.cs")),
    ("Rust", include_str!("../../signing/rust.rs.txt")),
];

/// What is filled into the code.
pub(super) struct Signed<'a> {
    /// The instance's own address.
    pub(super) base: &'a str,
    /// `dashboard` or `panel`.
    pub(super) kind: &'a str,
    /// Its name as a literal: `"shop"` or `17`.
    pub(super) name: &'a str,
    /// The parameter that is locked.
    pub(super) param: Option<&'a str>,
    /// The key.
    pub(super) kid: &'a str,
}

/// The code in each language.
pub(super) fn in_all_languages(signed: &Signed<'_>) -> Vec<(&'static str, String)> {
    let fill = |(language, code): (&'static str, &str)| (language, signed.fill(code));
    LANGUAGES.into_iter().map(fill).collect()
}

impl Signed<'_> {
    /// Lines about a parameter are left out where none is locked.
    fn fill(&self, code: &str) -> String {
        let lines = code
            .lines()
            .filter(|line| self.param.is_some() || !line.contains("{{param}}"));
        let code: Vec<&str> = lines.collect();
        let resource = format!("{{\"{}\": {}}}", self.kind, self.name);
        code.join("\n")
            .replace("{{base}}", self.base)
            .replace("{{resource}}", &resource)
            .replace("{{kind}}", self.kind)
            .replace("{{name}}", self.name)
            .replace("{{param}}", self.param.unwrap_or(""))
            .replace("{{kid}}", self.kid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_open_in_any_language() {
        for param in [Some("customer"), None] {
            let signed = Signed {
                base: "https://dbag.example.com",
                kind: "dashboard",
                name: "\"shop\"",
                param,
                kid: "ek_1",
            };
            for (language, code) in in_all_languages(&signed) {
                let is_open = code.contains("{{base")
                    || code.contains("{{kid")
                    || code.contains("{{name")
                    || code.contains("{{kind")
                    || code.contains("{{param")
                    || code.contains("{{resource");
                assert!(!is_open, "{language}: {code}");
                assert!(
                    code.contains("ek_1") && code.contains("DBAG_EMBED_SECRET"),
                    "{language}"
                );
                assert_eq!(code.contains("\"customer\""), param.is_some(), "{language}");
            }
        }
    }
}
