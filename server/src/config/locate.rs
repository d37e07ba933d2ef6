//! Where the configuration file and the data are.

use std::path::{Path, PathBuf};

use super::{Environment, Flags, node::Origin};

const FILE_NAME: &str = "routex.toml";

/// The data directory: `--data-dir`, `ROUTEX_DATA_DIR`, the platform's `DATA_DIR`, else the user's own place for
/// data (`$XDG_DATA_HOME/routex`, `~/.local/share/routex`), so that it does not depend on where Routex is started.
/// Without a home it is `routex-data` in the working directory.
pub(super) fn data_dir(flags: &Flags, env: &Environment) -> PathBuf {
    let variable = |name| variable(env, name).map(PathBuf::from);
    let absolute = |path: &PathBuf| path.is_absolute();
    flags
        .data_dir
        .clone()
        .or_else(|| variable("ROUTEX_DATA_DIR"))
        .or_else(|| variable("DATA_DIR"))
        .or_else(|| {
            variable("XDG_DATA_HOME")
                .filter(absolute)
                .or_else(|| Some(variable("HOME").filter(absolute)?.join(".local/share")))
                .map(|data| data.join("routex"))
        })
        .unwrap_or_else(|| PathBuf::from("routex-data"))
}

/// The configuration file: `--config`, `ROUTEX_CONFIG`, `routex.toml` in `here`, `routex.toml` in the data directory.
/// The first two are named by the operator and must exist, so they come with who named them.
pub(super) fn config_file(
    flags: &Flags,
    env: &Environment,
    here: &Path,
    data_dir: &Path,
) -> Option<(PathBuf, Origin)> {
    if let Some(file) = &flags.config {
        return Some((file.clone(), Origin::Flag("--config")));
    }
    if let Some(file) = variable(env, "ROUTEX_CONFIG") {
        let origin = Origin::Variable("ROUTEX_CONFIG".to_owned());
        return Some((PathBuf::from(file), origin));
    }
    [here, data_dir]
        .map(|folder| folder.join(FILE_NAME))
        .into_iter()
        .find(|file| file.is_file())
        .map(|file| (file, Origin::FILE))
}

/// A variable that says something: Compose files and platforms set unused ones to nothing.
pub(super) fn variable<'e>(env: &'e Environment, name: &str) -> Option<&'e str> {
    env.get(name)
        .map(String::as_str)
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(variables: &[(&str, &str)]) -> Environment {
        variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_data_directory_has_an_order() {
        let mut variables = vec![
            ("ROUTEX_DATA_DIR", "/own"),
            ("DATA_DIR", "/platform"),
            ("XDG_DATA_HOME", "/xdg"),
            ("HOME", "/home/me"),
        ];
        let flags = Flags {
            data_dir: Some("/flag".into()),
            ..Flags::default()
        };
        assert_eq!(data_dir(&flags, &env(&variables)), Path::new("/flag"));

        for expected in [
            "/own",
            "/platform",
            "/xdg/routex",
            "/home/me/.local/share/routex",
            "routex-data",
        ] {
            let found = data_dir(&Flags::default(), &env(&variables));
            assert_eq!(found, Path::new(expected));
            if !variables.is_empty() {
                variables.remove(0);
            }
        }
    }

    #[test]
    fn the_file_has_an_order_and_need_not_be() {
        let here = tempfile::tempdir().unwrap();
        let data = tempfile::tempdir().unwrap();
        let find = |flags: &Flags, variables: &[(&str, &str)]| {
            config_file(flags, &env(variables), here.path(), data.path()).map(|(file, _)| file)
        };
        let none = Flags::default();
        assert_eq!(find(&none, &[]), None);

        let in_data = data.path().join("routex.toml");
        std::fs::write(&in_data, "").unwrap();
        assert_eq!(find(&none, &[]), Some(in_data));

        let in_here = here.path().join("routex.toml");
        std::fs::write(&in_here, "").unwrap();
        assert_eq!(find(&none, &[]), Some(in_here));

        let named = [("ROUTEX_CONFIG", "/etc/routex.toml")];
        assert_eq!(find(&none, &named), Some("/etc/routex.toml".into()));

        let flags = Flags {
            config: Some("mine.toml".into()),
            ..Flags::default()
        };
        assert_eq!(find(&flags, &named), Some("mine.toml".into()));
    }
}
