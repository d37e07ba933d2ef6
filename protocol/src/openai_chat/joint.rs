//! Several texts of an assistant as the one that Chat has room for.

/// Texts that follow each other directly are one; what comes after something else is a paragraph of its own.
#[derive(Debug, Default)]
pub(super) struct Joint {
    text: String,
    interrupted: bool,
}

/// What stands between two paragraphs.
pub(super) const GAP: &str = "\n\n";

impl Joint {
    /// Something else than text came.
    pub(super) fn interrupt(&mut self) {
        self.interrupted = true;
    }

    pub(super) fn add(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.interrupted) && !self.text.is_empty() {
            self.text.push_str(GAP);
        }
        self.text.push_str(text);
    }

    /// `None`: nothing was said.
    pub(super) fn into_text(self) -> Option<String> {
        (!self.text.is_empty()).then_some(self.text)
    }
}
