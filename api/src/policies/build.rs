//! Compiling a declaration into all its languages and forms.

use disclosure::{
    Locale,
    catalog::Catalog,
    compile::{Input, compile},
    document::{Document, Mode},
    manifest::{Declaration, TenantProfile},
    render::Rendition,
    texts::{self, SUPPORTED},
};

use super::model::{Rendering, format_of};
use crate::platform::error::{AppError, Result};

/// The languages in which a declaration is published: those it names that have texts, all that have texts where it
/// names none.
pub fn locales(declaration: &Declaration) -> Vec<Locale> {
    let supported = SUPPORTED.iter().map(|tag| tag.parse().expect("the texts' own tags are tags"));
    let supported: Vec<Locale> = supported.collect();
    let named = declaration.policy.value().map_or(&[][..], |policy| policy.languages.items());
    let resolved =
        named.iter().filter_map(|tag| texts::resolve([tag.as_str()])).filter(|found| !found.fallback);
    let resolved: Vec<Locale> = resolved.map(|found| found.locale).collect();
    let wanted = |locale: &Locale| resolved.is_empty() || resolved.contains(locale);
    supported.into_iter().filter(wanted).collect()
}

/// The document of a declaration in one language.
pub fn document(
    profile: &TenantProfile,
    declaration: &Declaration,
    catalog: &Catalog,
    locale: &Locale,
) -> Result<Document> {
    let input = Input { profile, declaration, catalog };
    compile(&input, locale).map_err(AppError::internal)
}

/// Every form of a declaration's document in every language, as readers get it.
pub fn renderings(
    profile: &TenantProfile,
    declaration: &Declaration,
    catalog: &Catalog,
) -> Result<Vec<Rendering>> {
    let mut renderings = Vec::new();
    for locale in locales(declaration) {
        let document = document(profile, declaration, catalog, &locale)?;
        for rendition in Rendition::ALL {
            let content = rendition.render(&document, Mode::Published, None).map_err(AppError::internal)?;
            renderings.extend(content.map(|content| rendering(&locale, rendition, content)));
        }
    }
    Ok(renderings)
}

fn rendering(locale: &Locale, rendition: Rendition, content: Vec<u8>) -> Rendering {
    use sha2::{Digest as _, Sha256};
    let hash: [u8; 32] = Sha256::digest(&content).into();
    Rendering {
        locale: locale.to_string(),
        format: format_of(rendition),
        media_type: rendition.media_type().to_owned(),
        sha256: hash.into(),
        content,
    }
}
