//! `candor operator create`

use std::{sync::Arc, time::Duration};

use entities::{EmailAddress, EmailError};

use crate::{
    AppState, StartError, access,
    platform::{
        AppError, SystemClock, SystemRandom,
        config::{Config, ConfigError, Environment},
        scope::SystemScope,
    },
    tenants,
};

/// The audit log's word for it.
const JOB: &str = "candor operator create";

/// How long the printed token holds.
const TOKEN_LIFE: Duration = Duration::from_hours(12);

/// Why no operator was made.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("--email: {0}")]
    Email(#[from] EmailError),
    #[error("{0:?}")]
    App(#[from] AppError),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// What `candor operator create` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Printed {
    /// The address of a page on which the person sets a password, once.
    Link,
    /// An access token, for a script.
    Token,
}

/// Makes the person an owner of the platform's operator and prints how it gets in.
///
/// # Errors
/// The database cannot be used, or the address is none.
pub(super) fn create(email: &str, printed: Printed) -> Result<(), OperatorError> {
    let email: EmailAddress = email.parse()?;
    let config = Config::read(&mut Environment::of_process())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let text = runtime.block_on(async {
        let state = AppState::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
        let text = match printed {
            Printed::Link => link(&state, &email).await,
            Printed::Token => token(&state, &email, JOB).await,
        };
        state.database.close().await;
        text
    })?;
    super::print(&text);
    Ok(())
}

fn system(state: &AppState, job: &'static str) -> SystemScope {
    SystemScope::for_job(state.database.clone(), state.clock.clone(), state.random.clone(), job)
}

/// The page that sets a password, with a one-time link behind its `#`, which no server is sent and no log holds.
pub async fn link(state: &AppState, email: &EmailAddress) -> Result<String, OperatorError> {
    let system = system(state, JOB);
    let principal = tenants::enroll_operator(&system, email).await?;
    let link = access::start_password(&system, &state.access, &principal).await?;
    let http = &state.config.http;
    let url = http.public_url.clone().unwrap_or_else(|| http.listen.into());
    Ok(format!("{}/password#{}", url.as_str(), link.expose()))
}

/// A token for an owner of the operator.
pub(super) async fn token(
    state: &AppState,
    email: &EmailAddress,
    job: &'static str,
) -> Result<String, OperatorError> {
    let principal = tenants::enroll_operator(&system(state, job), email).await?;
    let now = state.clock.now();
    Ok(state.tokens.issue(&principal, TOKEN_LIFE, now, &*state.random)?)
}
