//! Writes files so that none is ever left half-written: a new file beside the old one, then one rename.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::failure::Failure;

/// Replaces the content of the file at `path`, which was `expected` when it was read, by `content`.
///
/// Keeps the permissions, follows a symbolic link to what it names, and refuses a file that is read-only or has changed since.
pub fn replace(path: &Path, expected: &str, content: &str) -> Result<(), Failure> {
    let real = fs::canonicalize(path).map_err(|error| Failure::read(path, &error))?;
    let metadata = fs::metadata(&real).map_err(|error| Failure::read(path, &error))?;
    if metadata.permissions().readonly() {
        return Err(Failure::new(format!("{}: is read-only; it stays as it is (`--output DIR` writes a copy)", path.display())));
    }
    let folder = real.parent().unwrap_or(Path::new("."));
    let written = write_beside(folder, content, Some(metadata.permissions())).map_err(|error| unwritten(path, &error))?;
    let now = fs::read(&real).map_err(|error| Failure::read(path, &error))?;
    if now != expected.as_bytes() {
        return Err(Failure::new(format!("{}: changed since it was read; it stays as it is: run again", path.display())));
    }
    written.persist(&real).map_err(|error| unwritten(path, &error.error))?;
    Ok(())
}

/// Writes a new file at `path`, with the folders it needs.
pub fn create(path: &Path, content: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| unwritten(path, &error))?;
    let written = write_beside(folder, content, None).map_err(|error| unwritten(path, &error))?;
    written.persist(path).map_err(|error| unwritten(path, &error.error))?;
    Ok(())
}

fn write_beside(folder: &Path, content: &str, permissions: Option<fs::Permissions>) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ungarble-");
    #[cfg(unix)]
    if permissions.is_none() {
        use std::os::unix::fs::PermissionsExt;
        // What `open` gives a new file; the umask takes from it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content.as_bytes())?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    let hint = match error.kind() {
        std::io::ErrorKind::StorageFull => "; free some space and run again",
        std::io::ErrorKind::PermissionDenied => "; its folder must be writable",
        _ => "",
    };
    Failure::new(format!("{}: can’t be written, nothing was changed: {error}{hint}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_is_refused_and_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "changed").unwrap();
        assert!(replace(&path, "as read", "repaired").unwrap_err().to_string().contains("changed since"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "changed");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.txt"), folder.path().join("link.txt"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&path, &link).unwrap();
        replace(&link, "old", "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(replace(&path, "new", "newer").unwrap_err().to_string().contains("read-only"));
    }
}
