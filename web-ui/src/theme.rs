//! Light and dark: as the system has it, or as somebody chose.

use yew::prelude::*;

use crate::browser;

const KEPT: &str = "routex.theme";
const DARK_SYSTEM: &str = "(prefers-color-scheme: dark)";
const DARK_CLASS: &str = "pf-v6-theme-dark";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    fn is_dark(self) -> bool {
        match self {
            Self::System => browser::matches(DARK_SYSTEM),
            Self::Light => false,
            Self::Dark => true,
        }
    }
}

/// The theme with the way to change it.
#[derive(Clone, PartialEq)]
pub struct Themed {
    pub chosen: Theme,
    /// What is shown, the system's wish included.
    pub dark: bool,
    pub choose: Callback<Theme>,
}

/// Keeps the page in the chosen theme, also when the system changes its mind.
#[hook]
pub fn use_theme_provider() -> Themed {
    let chosen = use_state(|| {
        let kept = browser::kept(KEPT);
        kept.and_then(|name| Theme::by_name(&name))
            .unwrap_or_default()
    });
    let dark = use_state(|| chosen.is_dark());
    {
        let dark = dark.clone();
        use_effect_with(*chosen, move |chosen| {
            let chosen = *chosen;
            show(chosen.is_dark());
            dark.set(chosen.is_dark());
            let heard = browser::MediaChange::listen(DARK_SYSTEM, move || {
                show(chosen.is_dark());
                dark.set(chosen.is_dark());
            });
            move || drop(heard)
        });
    }
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |theme: Theme| {
            browser::keep(KEPT, theme.name());
            chosen.set(theme);
        })
    };
    Themed {
        chosen: *chosen,
        dark: *dark,
        choose,
    }
}

fn show(dark: bool) {
    let root = browser::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // Refused only for names with blanks in them.
        let _ = root.class_list().toggle_with_force(DARK_CLASS, dark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_again() {
        for theme in Theme::ALL {
            assert_eq!(Theme::by_name(theme.name()), Some(theme));
        }
        assert_eq!(Theme::by_name("sepia"), None);
    }
}
