//! Languages by their code, and what has to be known about them by everyone: a name to print, a family.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language, by its ISO 639 code of two or three letters ("it", "zh", "ast").
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 3]);

impl Language {
    /// English.
    pub const ENGLISH: Self = Self::new("en");

    /// Makes a language from its code: for constants.
    ///
    /// # Panics
    ///
    /// On anything but two or three bytes. Codes from outside go through `parse`.
    pub const fn new(code: &str) -> Self {
        let bytes = code.as_bytes();
        assert!(bytes.len() == 2 || bytes.len() == 3);
        let third = if bytes.len() == 3 { bytes[2] } else { 0 };
        Self([bytes[0], bytes[1], third])
    }

    /// The code: "it".
    pub fn code(&self) -> &str {
        let length = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..length]).unwrap_or("und")
    }

    /// The English name, or the code where we know none.
    pub fn name(&self) -> &str {
        let code = self.code();
        NAMES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| *name)
    }

    /// Languages so near to each other that a translation seldom shows which of them it comes from; itself included.
    pub fn family(self) -> &'static [&'static str] {
        FAMILIES.iter().copied().find(|family| family.contains(&self.code())).unwrap_or(&[])
    }

    /// Whether the two are one language or of one family.
    pub fn is_akin_to(self, other: Self) -> bool {
        self == other || self.family().contains(&other.code())
    }
}

/// Why a language code was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language code; write two or three lower-case letters such as `it` or `uk`")]
pub struct InvalidLanguage(pub String);

impl FromStr for Language {
    type Err = InvalidLanguage;

    fn from_str(code: &str) -> Result<Self, InvalidLanguage> {
        let fits = matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_lowercase());
        if fits { Ok(Self::new(code)) } else { Err(InvalidLanguage(code.to_owned())) }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

const FAMILIES: &[&[&str]] =
    &[&["ru", "uk", "be"], &["sv", "no", "da"], &["hr", "sr", "bs"], &["cs", "sk"], &["es", "ca", "gl"], &["id", "ms"]];

#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("af", "Afrikaans"), ("ar", "Arabic"), ("be", "Belarusian"), ("bg", "Bulgarian"), ("bn", "Bengali"), ("bs", "Bosnian"),
    ("ca", "Catalan"), ("cs", "Czech"), ("da", "Danish"), ("de", "German"), ("el", "Greek"), ("en", "English"),
    ("eo", "Esperanto"), ("es", "Spanish"), ("et", "Estonian"), ("eu", "Basque"), ("fa", "Persian"), ("fi", "Finnish"),
    ("fr", "French"), ("gl", "Galician"), ("he", "Hebrew"), ("hi", "Hindi"), ("hr", "Croatian"), ("hu", "Hungarian"),
    ("id", "Indonesian"), ("is", "Icelandic"), ("it", "Italian"), ("ja", "Japanese"), ("ka", "Georgian"), ("ko", "Korean"),
    ("la", "Latin"), ("lt", "Lithuanian"), ("lv", "Latvian"), ("mk", "Macedonian"), ("ms", "Malay"), ("nl", "Dutch"),
    ("no", "Norwegian"), ("pl", "Polish"), ("pt", "Portuguese"), ("ro", "Romanian"), ("ru", "Russian"), ("sk", "Slovak"),
    ("sl", "Slovene"), ("sq", "Albanian"), ("sr", "Serbian"), ("sv", "Swedish"), ("sw", "Swahili"), ("ta", "Tamil"),
    ("th", "Thai"), ("tl", "Tagalog"), ("tr", "Turkish"), ("uk", "Ukrainian"), ("ur", "Urdu"), ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_comes_back_as_it_went_in() {
        for code in ["it", "uk", "ast"] {
            assert_eq!(code.parse::<Language>().unwrap().code(), code);
        }
        assert_eq!("it".parse::<Language>().unwrap().name(), "Italian");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for wrong in ["", "i", "IT", "ital", "i1", "én"] {
            assert!(wrong.parse::<Language>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn east_slavic_is_one_family() {
        assert!(Language::new("ru").is_akin_to(Language::new("uk")));
        assert!(!Language::new("it").is_akin_to(Language::new("es")));
    }
}
