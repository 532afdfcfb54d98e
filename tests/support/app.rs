//! A whole gateway for one test: the real server on a free port, on the suite's databases.

use std::{sync::Arc, time::Duration};

use api::{
    AppState,
    access::TokenKeys,
    http::{Running, start},
    platform::{
        Clock, SystemRandom,
        config::{Config, Environment},
        scope::{Principal, Role},
    },
};
use entities::{AccountId, TenantId};
use tempfile::TempDir;

use super::{client::Client, clock::StandingClock, postgres};

pub struct TestApp {
    pub state: Arc<AppState>,
    pub clock: Arc<StandingClock>,
    pub running: Running,
    _folder: TempDir,
}

/// The suite's Redis, if it has one.
#[expect(clippy::disallowed_methods, reason = "the suite's one setting for Redis")]
pub fn redis_url() -> Option<String> {
    std::env::var("TEST_REDIS_URL").ok().filter(|url| !url.is_empty())
}

/// One data key for the whole suite: on a shared database the operator's lists hold what other tests sealed.
pub const DATA_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// Settings that a later one of the same name replaces.
fn settings(folder: &TempDir) -> Vec<(String, String)> {
    let path =
        |name: &str| folder.path().join(name).to_str().expect("a temporary folder's name is text").to_owned();
    TokenKeys::in_folder(folder.path()).expect("a key");
    let mut settings = vec![
        ("CANDOR_LISTEN".into(), "127.0.0.1:0".into()),
        ("CANDOR_WORKERS".into(), "1".into()),
        ("CANDOR_DATA".into(), path("")),
        ("CANDOR_TOKEN_KEY_FILE".into(), path("token-key.pem")),
        ("CANDOR_DATA_KEY".into(), DATA_KEY.into()),
        ("CANDOR_DATABASE_CONNECTIONS".into(), "2".into()),
        ("CANDOR_OPERATOR_DATABASE_CONNECTIONS".into(), "2".into()),
        ("CANDOR_DATABASE_TIMEOUT".into(), "30s".into()),
        // What keys do is written when a test says so.
        ("CANDOR_KEY_USAGE_INTERVAL".into(), "1d".into()),
        // And jobs are worked off.
        ("CANDOR_JOB_INTERVAL".into(), "1d".into()),
    ];
    if let Some(urls) = postgres::suite() {
        settings.push(("CANDOR_DATABASE_URL".into(), urls.app.clone()));
        settings.push(("CANDOR_OPERATOR_DATABASE_URL".into(), urls.operator.clone()));
        settings.push(("CANDOR_MIGRATION_DATABASE_URL".into(), urls.owner.clone()));
        settings.push(("CANDOR_ERASER_DATABASE_URL".into(), urls.eraser.clone()));
    }
    if let Some(url) = redis_url() {
        settings.push(("CANDOR_REDIS_URL".into(), url));
    }
    settings
}

impl TestApp {
    /// With the defaults of production.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With some variables set.
    pub async fn start_with(changes: &[(&str, &str)]) -> Self {
        Self::start_in(TempDir::new().expect("a folder"), changes).await
    }

    /// Beside another gateway: with the same key, database and Redis.
    pub async fn start_beside(other: &Self) -> Self {
        let key = other.state.config.tokens.key.as_ref().expect("the harness sets it").expose().to_owned();
        let changes = [("CANDOR_TOKEN_KEY_FILE", ""), ("CANDOR_TOKEN_KEY", &key)];
        Self::start_in(TempDir::new().expect("a folder"), &changes).await
    }

    async fn start_in(folder: TempDir, changes: &[(&str, &str)]) -> Self {
        let mut settings = settings(&folder);
        settings.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let mut environment = Environment::from_pairs(settings);
        let config = Config::read(&mut environment).expect("the test's settings are right");
        assert_eq!(environment.unknown().collect::<Vec<_>>(), [""; 0], "a setting that nothing reads");
        let clock = Arc::<StandingClock>::default();
        let state =
            AppState::open(config, clock.clone(), Arc::new(SystemRandom)).await.expect("the gateway opens");
        let running = start(state.clone()).expect("the gateway starts");
        Self { state, clock, running, _folder: folder }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }

    /// A client without a credential.
    pub fn stranger(&self) -> Client {
        Client::new(self.url(""), None)
    }

    /// A client with a token of an hour.
    pub fn client(&self, principal: &Principal) -> Client {
        Client::new(self.url(""), Some(self.token(principal)))
    }

    /// A token of an hour.
    pub fn token(&self, principal: &Principal) -> String {
        let lifetime = Duration::from_secs(3600);
        self.state.tokens.issue(principal, lifetime, self.clock.now(), &SystemRandom).expect("signs")
    }

    /// Somebody whose tenant has no rows.
    pub fn somebody(&self, role: Role) -> Principal {
        Principal::person(self.new_id::<AccountId>(), self.new_id::<TenantId>(), role)
    }

    /// An id that nothing has.
    pub fn new_id<I: entities::TypedId>(&self) -> I {
        api::platform::new_id(&*self.clock, &SystemRandom)
    }
}
