//! A request past HTTP: for tests that look at what a request does inside.

use api::{
    graphql::{Loaders, RequestContext},
    platform::scope::{Principal, Session},
};
use disclosure::texts::Texts;
use uuid::Uuid;

use super::app::TestApp;

impl TestApp {
    /// The context of a request of somebody, or of a stranger, whose messages are in `language`.
    pub fn context(&self, principal: Option<Principal>, language: &str) -> RequestContext {
        let state = &self.state;
        let session =
            Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), principal);
        RequestContext {
            id: Uuid::nil(),
            loaders: Loaders::new(session.clone(), state.catalogs.clone(), state.registers.clone()),
            catalogs: state.catalogs.clone(),
            registers: state.registers.clone(),
            shelf: state.shelf.clone(),
            witness: Default::default(),
            keys: state.keys.clone(),
            access: state.access.clone(),
            texts: Texts::get(&language.parse().expect("a language")).expect("there are texts"),
            clock: state.clock.clone(),
            random: state.random.clone(),
            sealer: state.sealer.clone(),
            session,
        }
    }
}
