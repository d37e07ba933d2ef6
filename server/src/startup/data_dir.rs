//! The data directory: it holds secrets and the log, and is nobody else's business.

use std::{fs::DirBuilder, path::Path};

use anyhow::Context as _;

/// Makes it, and what is missing above it, readable for its owner alone. One that is there keeps its mode.
pub(crate) fn make(path: &Path) -> anyhow::Result<()> {
    let mut folder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        folder.mode(0o700);
    }
    folder
        .recursive(true)
        .create(path)
        .with_context(|| format!("cannot make the data directory {}", path.display()))
}

/// The permission bits, when others than the owner have any. `None` also where there are no such bits.
pub(crate) fn open_mode(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then_some(mode)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn a_new_data_directory_is_private_and_an_open_one_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("a/b");
        make(&data).unwrap();

        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&data), 0o700);
        assert_eq!(open_mode(&data), None);

        fs::set_permissions(&data, fs::Permissions::from_mode(0o750)).unwrap();
        make(&data).unwrap();
        assert_eq!(open_mode(&data), Some(0o750));
    }
}
