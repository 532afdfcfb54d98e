//! A declaration as it is written down.

use disclosure::{
    catalog::Catalog,
    manifest::{self, Declaration},
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::project::{Projection, project};

/// All that is stored of a declaration, which takes longer to make than to store.
#[derive(Debug, Clone)]
pub struct Written {
    /// What the app is called.
    pub name: Value,
    /// As canonical JSON.
    pub document: String,
    /// Of the document.
    pub sha256: [u8; 32],
    /// Its rows.
    pub projection: Projection,
}

impl Written {
    /// Of a declaration whose codes are those of this catalogue.
    pub fn of(declaration: &Declaration, catalog: &Catalog) -> Self {
        let document = manifest::canonical(declaration);
        Self {
            name: manifest::to_value(&declaration.name),
            sha256: Sha256::digest(&document).into(),
            document,
            projection: project(declaration, catalog),
        }
    }
}
