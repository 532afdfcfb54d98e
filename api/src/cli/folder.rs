//! Files of a folder, each written whole or not at all.

use std::{
    fs, io,
    io::Write,
    path::{Component, Path, PathBuf},
};

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The path leads out of the folder.
    #[error("{}: outside of the folder", .0.display())]
    Outside(PathBuf),
    /// The system refuses.
    #[error("{}: {error}", path.display())]
    System {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Writes the file at `path` under `folder`, making the folders on the way, and gives the path it has.
///
/// What was there before is replaced in one step, so that a reader sees the old content or the new. A link in the
/// place of the file is replaced, and a link in the place of a folder is followed only where it stays inside.
///
/// # Errors
/// [`WriteError::Outside`] for a path that leaves `folder`, by its words or by a link; else what the system says.
pub(super) fn write(folder: &Path, path: &Path, content: &[u8]) -> Result<PathBuf, WriteError> {
    let file = folder.join(path);
    let only_names =
        path.file_name().is_some() && path.components().all(|part| matches!(part, Component::Normal(_)));
    let Some(parent) = file.parent().filter(|_| only_names) else { return Err(WriteError::Outside(file)) };
    replace(folder, parent, &file, content)
        .map_err(|error| WriteError::System { path: file.clone(), error })?
        .then_some(file.clone())
        .ok_or(WriteError::Outside(file))
}

/// False where `parent` turns out to lie outside of `folder`; nothing is written then.
fn replace(folder: &Path, parent: &Path, file: &Path, content: &[u8]) -> io::Result<bool> {
    fs::create_dir_all(folder)?;
    let folder = folder.canonicalize()?;
    fs::create_dir_all(parent)?;
    if !parent.canonicalize()?.starts_with(folder) {
        return Ok(false);
    }
    let mut temporary = builder().tempfile_in(parent)?;
    temporary.write_all(content)?;
    temporary.persist(file)?;
    Ok(true)
}

/// Temporary files are private by default; these are to be served.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".candor-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: the process's mask takes away what it must not have.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("new");
        assert_eq!(write(&out, Path::new("a/b.txt"), b"one").unwrap(), out.join("a/b.txt"));
        assert_eq!(write(&out, Path::new("a/b.txt"), b"two").unwrap(), out.join("a/b.txt"));
        assert_eq!(fs::read(out.join("a/b.txt")).unwrap(), b"two");
        let names: Vec<_> =
            fs::read_dir(out.join("a")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["b.txt"], "no temporary file stays");
    }

    #[test]
    fn no_path_leads_out() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        for path in ["../a", "b/../../a", "/a", "./a", "..", ""] {
            let error = write(&out, Path::new(path), b"x").unwrap_err();
            assert!(matches!(error, WriteError::Outside(_)), "{path}: {error}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_replaced_or_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (out, elsewhere) = (folder.path().join("out"), folder.path().join("elsewhere"));
        fs::create_dir_all(&out).unwrap();
        fs::create_dir_all(&elsewhere).unwrap();
        fs::write(elsewhere.join("kept"), "kept").unwrap();
        symlink(&elsewhere, out.join("app")).unwrap();
        symlink(elsewhere.join("kept"), out.join("policy")).unwrap();

        let error = write(&out, Path::new("app/policy"), b"x").unwrap_err();
        assert!(matches!(error, WriteError::Outside(_)), "{error}");
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);

        write(&out, Path::new("policy"), b"x").unwrap();
        assert_eq!(fs::read(elsewhere.join("kept")).unwrap(), b"kept");
        let found = fs::symlink_metadata(out.join("policy")).unwrap();
        assert!(found.is_file());
        // As the process's mask has it, and not private to its user.
        fs::write(out.join("usual"), "x").unwrap();
        let usual = fs::metadata(out.join("usual")).unwrap();
        assert_eq!(found.permissions().mode(), usual.permissions().mode());
    }
}
