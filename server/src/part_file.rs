//! Files that are there whole or not at all: written beside their name, brought to the disk, and renamed.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// A file that is being written, for its owner alone. It goes when it is dropped before it is kept.
#[derive(Debug)]
pub(crate) struct PartFile {
    file: File,
    part: PathBuf,
    target: PathBuf,
}

impl PartFile {
    /// Begins what shall be `target`. What an earlier attempt left under the name in between is removed.
    pub(crate) fn begin(target: &Path) -> io::Result<Self> {
        let mut part = target.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        // It may have other permissions, which opening would keep.
        remove_if_there(&part)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        Ok(Self {
            file: options.open(&part)?,
            part,
            target: target.to_owned(),
        })
    }

    /// Where it is until it is kept.
    pub(crate) fn path(&self) -> &Path {
        &self.part
    }

    pub(crate) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Gives it its name, in place of what had it. It survives a power failure from then on.
    pub(crate) fn keep(self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.part, &self.target)?;
        sync_folder_of(&self.target)
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        // It has another name when it was kept.
        let _gone = fs::remove_file(&self.part);
    }
}

pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a renaming last through a power failure.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    // Elsewhere folders cannot be opened.
    #[cfg(unix)]
    {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn it_has_its_name_once_it_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a.db");
        fs::write(dir.path().join("a.db.part"), "left by a crash").unwrap();

        let mut part = PartFile::begin(&target).unwrap();
        part.file().write_all(b"whole").unwrap();
        assert!(!target.exists());
        part.keep().unwrap();

        assert_eq!(fs::read(&target).unwrap(), b"whole");
        assert_eq!(names(dir.path()), ["a.db"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&target).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn nothing_is_left_of_what_is_not_kept() {
        let dir = tempfile::tempdir().unwrap();
        let mut part = PartFile::begin(&dir.path().join("a.db")).unwrap();
        part.file().write_all(b"half").unwrap();

        drop(part);

        assert!(names(dir.path()).is_empty());
    }
}
