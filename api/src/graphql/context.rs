//! What a resolver knows about its request.

use std::sync::Arc;

use async_graphql::{Context, Error, ErrorExtensions};
use disclosure::{Locale, texts::Texts};
use uuid::Uuid;

use super::loaders::Loaders;
use crate::{
    access::Access,
    catalog::Catalogs,
    conformity::Registers,
    disclosures::{Shelf, Witness},
    keys::Keys,
    platform::{AppError, Clock, ErrorCode, Random, Sealer, scope::Session},
};

/// One request: who asks, in which language the answer's messages are, and what the areas need to work.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Names the request in log lines and in answers.
    pub id: Uuid,
    /// Who asks, and its way to the rows.
    pub session: Session,
    /// The texts of the caller's language.
    pub texts: &'static Texts,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Seals and opens identities.
    pub sealer: Sealer,
    /// Published disclosures that this process keeps.
    pub shelf: Shelf,
    /// Letting people in.
    pub access: Access,
    /// Sees which apps' versions are looked up for the answer.
    pub witness: Witness,
    /// The API keys that this process accepts.
    pub keys: Keys,
    /// The catalogue's revisions that this process has in use.
    pub catalogs: Catalogs,
    /// The relations of versions that this process keeps.
    pub registers: Registers,
    /// Relations of many objects.
    pub loaders: Loaders,
}

impl RequestContext {
    /// The language of an argument, or the request's own where it is left out.
    ///
    /// # Errors
    /// `INVALID` (`error-locale`) for what is no language tag.
    pub fn locale(&self, argument: Option<&str>) -> Result<Locale, AppError> {
        argument.map_or_else(|| Ok(self.texts.locale().clone()), |tag| super::scalars::locale(tag, "locale"))
    }
}

/// The request, from a resolver's context.
pub trait ContextExt {
    /// The request this context belongs to.
    ///
    /// # Errors
    /// `INTERNAL` where the schema is executed without one, which the endpoint never does.
    fn request(&self) -> Result<&RequestContext, Error>;
}

impl ContextExt for Context<'_> {
    fn request(&self) -> Result<&RequestContext, Error> {
        self.data_opt::<RequestContext>().ok_or_else(|| {
            let code = ErrorCode::Internal.as_str();
            Error::new(code).extend_with(|_, extensions| extensions.set("code", code))
        })
    }
}
