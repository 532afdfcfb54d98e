//! JSON for programs.

use super::{Document, Mode, TextError};

/// The canonical JSON (RFC 8785) of the document as viewed; its SHA-256 is the view's `content_hash`.
pub fn render(document: &Document, mode: Mode) -> Result<Vec<u8>, TextError> {
    Ok(document.view(mode)?.canonical())
}
