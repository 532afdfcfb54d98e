//! Files and folders that hold secrets: whole or not there, and readable by their owner alone.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};

/// Writes beside the place and renames, so that a crash leaves either no file or a whole one.
///
/// # Errors
/// The file cannot be written.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = private_file(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}

/// Makes a folder, with those above it that are missing, for its owner alone. One that is there stays as it is.
///
/// # Errors
/// The folder cannot be made.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes an empty file for its owner alone. One that is there stays as it is.
///
/// # Errors
/// The file cannot be made.
pub fn make_file(path: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // A file left by a crash is removed, since its mode would stay what it was.
    let _ = std::fs::remove_file(path);
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<File> {
    File::create(path)
}

/// Whether others than its owner may use the file or folder.
///
/// # Errors
/// Nothing can be learned about the file.
#[cfg(unix)]
pub fn is_exposed(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

/// Whether others than its owner may read the file: not known here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn is_exposed(_path: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_its_owner_s_alone() {
        let temporary = tempfile::TempDir::new().unwrap();
        let base = temporary.path().join("base");
        let folder = base.join("within");
        make_folder(&folder).unwrap();
        make_folder(&folder).unwrap();
        let file = folder.join("file");
        make_file(&file).unwrap();
        std::fs::write(&file, "kept").unwrap();
        make_file(&file).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept");
        for path in [&base, &folder, &file] {
            assert!(!is_exposed(path).unwrap(), "{}", path.display());
        }
    }
}
