//! Log lines.
//!
//! A request's span carries `request.id`, `tenant.id`, `actor.id` and the GraphQL operation's name; never a token, a
//! variable, a name or an address. The finer lines of the libraries below carry such values, so they stay off
//! whatever the filter says; a panic is logged by its place, without its message.

use std::{error::Error, io::IsTerminal};

use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use super::{
    AppError,
    config::{ConfigError, LogConfig, LogFormat, Problem},
};

/// Targets whose finer lines quote statements with their values, or requests with their headers.
const QUIET: [&str; 5] =
    ["sqlx=warn", "sea_orm=warn", "sea_orm_migration=warn", "actix_http=info", "actix_web=info"];

/// Starts logging to stderr, for the whole process. A second call changes nothing.
///
/// # Errors
/// `CANDOR_LOG` is no filter.
pub fn start(config: &LogConfig) -> Result<(), ConfigError> {
    let started = match config.format {
        LogFormat::Json => json(std::io::stderr, &config.filter)?.try_init(),
        LogFormat::Pretty => {
            let ansi = std::io::stderr().is_terminal();
            let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(ansi).compact();
            tracing_subscriber::registry().with(filter(&config.filter)?).with(lines).try_init()
        }
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            tracing::error!(panic.place = place, "panic");
        }));
    }
    Ok(())
}

/// Lines of JSON, one an event, with the request's fields under `span`.
///
/// # Errors
/// `CANDOR_LOG` is no filter.
pub(crate) fn json<W>(writer: W, filter_text: &str) -> Result<impl Subscriber + Send + Sync, ConfigError>
where
    W: for<'a> fmt::MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = fmt::layer().with_writer(writer).json().flatten_event(true).with_span_list(false);
    Ok(tracing_subscriber::registry().with(filter(filter_text)?).with(lines))
}

fn filter(text: &str) -> Result<EnvFilter, ConfigError> {
    let problem = || {
        ConfigError::new("CANDOR_LOG", Problem::Expected("a level, or target=level parts joined by commas"))
    };
    let given = EnvFilter::builder().parse(text).map_err(|_| problem())?;
    QUIET
        .iter()
        .try_fold(given, |filter, rule| Ok(filter.add_directive(rule.parse().map_err(|_| problem())?)))
}

impl AppError {
    /// Writes an internal error to the log: once, where it is handled. The causes stand by their `Display`, since
    /// `Debug` of a database's error quotes values.
    pub fn log(&self) {
        let causes: Vec<String> = std::iter::successors(self.source(), |cause| (**cause).source())
            .map(ToString::to_string)
            .collect();
        tracing::error!(error.code = %self.code(), error.causes = causes.join(": "), "internal error");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn database_layers_stay_quiet_under_any_filter() {
        for text in ["trace", "sqlx=trace,info"] {
            let filter = filter(text).unwrap().to_string();
            for rule in QUIET {
                assert!(filter.split(',').any(|part| part == rule), "{filter}");
            }
            assert!(!filter.contains("sqlx=trace"), "{filter}");
        }
        assert_eq!(filter("info=loud").unwrap_err().variable, "CANDOR_LOG");
    }
}
