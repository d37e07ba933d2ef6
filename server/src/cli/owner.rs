//! Serving as somebody else than root. Platforms mount volumes that belong to root alone, into containers that had better not run
//! as root: with `ROUTEX_RUN_AS=uid:gid`, a Routex that root starts takes the data directory over for that user and goes on
//! as it. Who is not root stays who they are.

use std::path::Path;

use anyhow::Context as _;

use crate::config::Environment;

const VARIABLE: &str = "ROUTEX_RUN_AS";

/// Returns when nothing is to be changed; otherwise this process becomes a `routex` of the other user.
pub(super) fn become_if_root(data_dir: &Path, env: &Environment) -> anyhow::Result<()> {
    let Some(text) = env.get(VARIABLE).filter(|text| !text.is_empty()) else {
        return Ok(());
    };
    let owner = Owner::parse(text).with_context(|| {
        format!("{VARIABLE} must be two numbers like 65532:65532, not {text:?}")
    })?;
    take_over(data_dir, owner)
}

/// Numbers, because a container needs no list of users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    /// Root is nobody to become.
    fn parse(text: &str) -> Option<Self> {
        let (user, group) = text.split_once(':')?;
        let owner = Self {
            user: user.parse().ok()?,
            group: group.parse().ok()?,
        };
        (owner.user != 0).then_some(owner)
    }
}

#[cfg(unix)]
fn take_over(data_dir: &Path, owner: Owner) -> anyhow::Result<()> {
    use std::{
        env, fs, os::unix::fs::MetadataExt as _, os::unix::process::CommandExt as _, process,
    };

    // The owner of what a process makes is who runs it, and this directory is made of processes.
    let me = fs::metadata("/proc/self").map(|own| own.uid());
    if !matches!(me, Ok(0)) {
        return Ok(());
    }
    crate::startup::data_dir::make(data_dir)?;
    give(data_dir, owner)
        .with_context(|| format!("cannot hand {} over to {}", data_dir.display(), owner.user))?;
    // Also drops the groups of root.
    let error = process::Command::new("/proc/self/exe")
        .args(env::args_os().skip(1))
        // once is enough, whatever /proc says then
        .env_remove(VARIABLE)
        .uid(owner.user)
        .gid(owner.group)
        .exec();
    Err(error).with_context(|| format!("cannot go on as user {}", owner.user))
}

#[cfg(not(unix))]
fn take_over(_: &Path, _: Owner) -> anyhow::Result<()> {
    Ok(())
}

/// A folder with all that is in it. What lies behind a link is somebody else's.
#[cfg(unix)]
fn give(path: &Path, owner: Owner) -> std::io::Result<()> {
    use std::{fs, os::unix::fs::MetadataExt as _, os::unix::fs::lchown};

    let now = fs::symlink_metadata(path)?;
    if (now.uid(), now.gid()) != (owner.user, owner.group) {
        lchown(path, Some(owner.user), Some(owner.group))?;
    }
    if now.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), owner)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(text: &str) -> Environment {
        [(VARIABLE.to_owned(), text.to_owned())].into()
    }

    #[test]
    fn an_owner_is_two_numbers_and_not_root() {
        let owner = Owner {
            user: 65532,
            group: 100,
        };
        assert_eq!(Owner::parse("65532:100"), Some(owner));
        for text in ["65532", "0:0", "routex:routex", "1:-1", ":"] {
            assert_eq!(Owner::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_mistake_is_told_and_nothing_said_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let told = become_if_root(folder.path(), &env("root")).unwrap_err();
        assert!(told.to_string().contains(VARIABLE), "{told}");
        assert!(become_if_root(folder.path(), &env("")).is_ok());
        assert!(become_if_root(folder.path(), &Environment::new()).is_ok());
    }

    /// The own user is the only one that a test can hand anything over to wherever it runs.
    #[cfg(unix)]
    #[test]
    fn folders_are_handed_over_with_what_is_in_them() {
        use std::{fs, os::unix::fs::MetadataExt as _};

        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/b"), "").unwrap();
        std::os::unix::fs::symlink("/nowhere", folder.path().join("a/c")).unwrap();
        let me = fs::metadata(folder.path()).unwrap();

        let owner = Owner {
            user: me.uid(),
            group: me.gid(),
        };
        give(folder.path(), owner).unwrap();

        let file = fs::metadata(folder.path().join("a/b")).unwrap();
        assert_eq!((file.uid(), file.gid()), (me.uid(), me.gid()));
    }
}
