//! `candor operator create`

use std::{sync::Arc, time::Duration};

use entities::{EmailAddress, EmailError};

use crate::{
    AppState, StartError,
    platform::{
        AppError, SystemClock, SystemRandom,
        config::{Config, ConfigError, Environment},
        scope::SystemScope,
    },
    tenants,
};

/// How long the printed token holds.
const TOKEN_LIFE: Duration = Duration::from_hours(12);

/// Why no operator was made.
#[derive(Debug, thiserror::Error)]
pub(super) enum OperatorError {
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

/// Makes the person an owner of the platform's operator and prints an access token for it.
///
/// # Errors
/// The database cannot be used, or the address is none.
pub(super) fn create(email: &str) -> Result<(), OperatorError> {
    let email: EmailAddress = email.parse()?;
    let config = Config::read(&mut Environment::of_process())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let token = runtime.block_on(async {
        let state = AppState::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
        let token = token(&state, &email, "candor operator create").await;
        state.database.close().await;
        token
    })?;
    super::print(&token);
    Ok(())
}

/// A token for an owner of the operator.
pub(super) async fn token(
    state: &AppState,
    email: &EmailAddress,
    job: &'static str,
) -> Result<String, OperatorError> {
    let system = SystemScope::for_job(state.database.clone(), state.clock.clone(), state.random.clone(), job);
    let principal = tenants::enroll_operator(&system, email).await?;
    let now = state.clock.now();
    Ok(state.tokens.issue(&principal, TOKEN_LIFE, now, &*state.random)?)
}
