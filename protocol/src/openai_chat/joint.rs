//! Several texts of an assistant as the one that Chat has room for.

/// What stands between two paragraphs.
pub(super) const GAP: &str = "\n\n";

/// Where one text meets the next.
///
/// Texts that follow each other directly are one that its citations cut, unless the first is a whole sentence and the next
/// begins without a space. What comes after something else than text is a paragraph of its own.
#[derive(Debug, Default)]
pub(super) struct Seam {
    /// The last letter of what was said.
    last: Option<char>,
    interrupted: bool,
    /// Another text begins.
    begins: bool,
}

impl Seam {
    /// Something else than text came.
    pub(super) fn interrupt(&mut self) {
        self.interrupted = true;
    }

    /// Another text begins.
    pub(super) fn begin(&mut self) {
        self.begins = true;
    }

    /// What stands before more of the text.
    pub(super) fn say(&mut self, text: &str) -> &'static str {
        let Some(first) = text.chars().next() else {
            return "";
        };
        let last = std::mem::replace(&mut self.last, text.chars().next_back());
        let interrupted = std::mem::take(&mut self.interrupted);
        let begins = std::mem::take(&mut self.begins);
        match last {
            Some(_) if interrupted => GAP,
            Some(last) if begins && ends_sentence(last) && first.is_alphanumeric() => GAP,
            _ => "",
        }
    }
}

const fn ends_sentence(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | ':' | '。' | '！' | '？')
}

/// Puts texts together.
#[derive(Debug, Default)]
pub(super) struct Joint {
    text: String,
    seam: Seam,
}

impl Joint {
    /// Something else than text came.
    pub(super) fn interrupt(&mut self) {
        self.seam.interrupt();
    }

    pub(super) fn add(&mut self, text: &str) {
        self.seam.begin();
        self.text.push_str(self.seam.say(text));
        self.text.push_str(text);
    }

    /// `None`: nothing was said.
    pub(super) fn into_text(self) -> Option<String> {
        (!self.text.is_empty()).then_some(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(texts: &[&str]) -> String {
        let mut joint = Joint::default();
        for text in texts {
            joint.add(text);
        }
        joint.into_text().unwrap_or_default()
    }

    #[test]
    fn what_citations_cut_is_one_text_again() {
        assert_eq!(
            joined(&["Born in ", "1916", ", he was 84.", " He wrote"]),
            "Born in 1916, he was 84. He wrote"
        );
    }

    #[test]
    fn whole_messages_are_paragraphs() {
        assert_eq!(joined(&["I check.", "", "Done."]), "I check.\n\nDone.");
        let mut joint = Joint::default();
        joint.add("I check");
        joint.interrupt();
        joint.add("then");
        assert_eq!(joint.into_text().as_deref(), Some("I check\n\nthen"));
    }
}
