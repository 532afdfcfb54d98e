//! The publishable keys that the demo prints.
//!
//! The text of a key is known when it is issued and never again, so the demo keeps the ones it has issued in a file of
//! its data folder: they are publishable, and no secret. One that is missing there, or holds no more, is issued anew.

use std::{collections::BTreeMap, fs, path::Path};

use disclosure::manifest::Manifest;

use super::folder;
use crate::{
    AppState,
    keys::{self, KeyKind, KeyText, NewKey},
    platform::{
        AppError, ErrorCode,
        scope::{KeyScopes, Principal, Session},
    },
};

/// The file's name.
const FILE: &str = "demo-keys.json";

/// The texts of the sample apps' keys, by `tenant/app`.
pub type Texts = BTreeMap<String, String>;

/// A key for each app of the samples, issued in the name of an owner of the operator where the data folder keeps none.
///
/// # Errors
/// A key cannot be issued, or the file cannot be written.
pub async fn sample_keys(
    state: &AppState,
    principal: Principal,
    loaded: &[Manifest],
) -> Result<Texts, AppError> {
    let data = &state.config.database.data;
    let kept = read(&data.join(FILE));
    let mut texts = Texts::new();
    for manifest in loaded {
        for app in &manifest.apps {
            let (tenant, app) = (&manifest.tenant.slug, &app.slug);
            let name = format!("{tenant}/{app}");
            let text = match kept.get(&name) {
                Some(text) if holds(state, text).await? => text.clone(),
                _ => issue(state, principal, tenant, app).await?,
            };
            texts.insert(name, text);
        }
    }
    if texts != kept {
        let json = serde_json::to_vec_pretty(&texts).map_err(AppError::internal)?;
        folder::write(data, Path::new(FILE), &json).map_err(AppError::internal)?;
    }
    Ok(texts)
}

/// What the file keeps; nothing where there is none, or none that can be read.
fn read(file: &Path) -> Texts {
    fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

async fn holds(state: &AppState, text: &str) -> Result<bool, AppError> {
    let Some(text) = KeyText::parse(text) else { return Ok(false) };
    match state.keys.accept(state.system("candor demo"), &text).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == ErrorCode::Unauthenticated => Ok(false),
        Err(error) => Err(error),
    }
}

async fn issue(state: &AppState, principal: Principal, tenant: &str, app: &str) -> Result<String, AppError> {
    let session =
        Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), Some(principal));
    let new = NewKey {
        name: "Demo".into(),
        kind: KeyKind::Publishable,
        scopes: KeyScopes::NONE,
        app: Some(app.to_owned()),
        expires_at: None,
    };
    let issued = keys::issue(&session, &*state.random, tenant, new, None).await?;
    let text = issued.text.ok_or_else(|| AppError::internal("a key without a text"))?;
    Ok(text.expose().to_owned())
}
