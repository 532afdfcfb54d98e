//! Listening, and stopping without losing what is under way.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use actix_web::{
    App, FromRequest, Handler, HttpResponse, HttpServer, Resource,
    dev::{HttpServiceFactory, ServerHandle},
    http::Method,
    middleware::from_fn,
    web::{self, Data, ServiceConfig, resource},
};
use tokio::{sync::oneshot, task::JoinHandle, time::MissedTickBehavior};

use super::{
    delivery, graphql, health, ingest, logs, observe::observe, password, playground, problem, report,
};
use crate::AppState;

/// A gateway that serves.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    state: Arc<AppState>,
    handle: ServerHandle,
    task: JoinHandle<io::Result<()>>,
    counting: JoinHandle<()>,
    working: JoinHandle<()>,
    stop_counting: oneshot::Sender<()>,
}

/// Starts to listen and serves in the background.
///
/// # Errors
/// The configured address cannot be listened on.
pub fn start(state: Arc<AppState>) -> io::Result<Running> {
    let config = state.config.http.clone();
    let listener = TcpListener::bind(config.listen)?;
    let address = listener.local_addr()?;
    let data = Data::from(state.clone());
    let mut server =
        HttpServer::new(move || App::new().app_data(data.clone()).configure(routes).wrap(from_fn(observe)))
            .keep_alive(config.keep_alive)
            .client_request_timeout(config.head_timeout)
            .client_disconnect_timeout(Duration::from_secs(2))
            .max_connections(config.max_connections)
            .shutdown_timeout(config.shutdown_grace.as_secs().max(1))
            .disable_signals();
    if let Some(workers) = config.workers {
        server = server.workers(workers);
    }
    let server = server.listen(listener)?.run();
    let handle = server.handle();
    let (stop_counting, stopped) = oneshot::channel();
    let counting = tokio::spawn(write_counts(Arc::clone(&state), stopped));
    let working = tokio::spawn(work_off(Arc::clone(&state)));
    Ok(Running { address, state, handle, task: tokio::spawn(server), counting, working, stop_counting })
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, finishes those under way within the configured grace, then returns.
    ///
    /// # Errors
    /// The server ended by itself with an error.
    pub async fn stop(self) -> io::Result<()> {
        self.state.stopping.store(true, Ordering::Relaxed);
        self.handle.stop(true).await;
        self.ended().await
    }

    /// Serves until the process is asked to stop (SIGTERM, SIGINT), then stops as [`stop`](Self::stop) does.
    /// A second SIGINT ends at once.
    ///
    /// # Errors
    /// Signals cannot be received, or the server ended by itself with an error.
    pub async fn until_signal(self) -> io::Result<()> {
        let mut this = self;
        tokio::select! {
            ended = &mut this.task => return ended.map_err(io::Error::other)?,
            signal = asked_to_stop() => signal?,
        }
        tracing::info!("stopping");
        this.state.stopping.store(true, Ordering::Relaxed);
        tokio::select! {
            () = this.handle.stop(true) => {}
            _ = tokio::signal::ctrl_c() => this.handle.stop(false).await,
        }
        this.ended().await
    }

    async fn ended(self) -> io::Result<()> {
        let ended = self.task.await.map_err(io::Error::other)?;
        // What it leaves half done is not committed, and is taken up by whoever comes next.
        self.working.abort();
        let _ = self.working.await;
        // It ends between two rounds; what the last requests did is written behind it.
        let _ = self.stop_counting.send(());
        self.counting.await.map_err(io::Error::other)?;
        self.state.write_counts().await;
        self.state.database.close().await;
        ended
    }
}

/// Writes what keys have done, at intervals, until it is told to stop or the gateway is gone.
async fn write_counts(state: Arc<AppState>, mut stopped: oneshot::Receiver<()>) {
    let mut interval = tokio::time::interval(state.config.reads.usage_interval.max(Duration::from_secs(1)));
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            _ = interval.tick() => state.write_counts().await,
        }
    }
}

/// Works off jobs at intervals.
async fn work_off(state: Arc<AppState>) {
    let pause = state.config.database.job_interval;
    loop {
        tokio::time::sleep(pause).await;
        state.judge_again(None).await;
    }
}

#[cfg(unix)]
async fn asked_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/graphql")
                .route(web::get().to(graphql::by_get))
                .route(web::post().to(graphql::by_post))
                .default_service(web::to(graphql::by_another)),
        )
        .service(resource("/healthz").get(health::healthz))
        .service(resource("/readyz").get(health::readyz))
        .service(resource("/.well-known/jwks.json").get(health::jwks))
        .service(open("/v1/disclosures/{tenant}/{app}", delivery::disclosure))
        .service(open("/v1/policy-state/{tenant}/{app}", delivery::policy_state))
        .service(read("/v1/sharing-report", report::report))
        .service(
            resource("/v1/sharing-records")
                .route(web::post().to(ingest::post))
                .default_service(web::to(ingest::by_another)),
        )
        .service(read("/p/{tenant}/{app}", delivery::policy))
        .service(read("/p/{tenant}/{app}/{page}", delivery::part))
        .service(open("/logs/{log}/checkpoint", logs::checkpoint))
        .service(open("/logs/{log}/tile/{tile:.*}", logs::tile))
        .service(open("/logs/{log}/proof/inclusion/{seq:\\d{1,19}}/{size:\\d{1,19}}", logs::inclusion))
        .service(open("/logs/{log}/proof/consistency/{from:\\d{1,19}}/{to:\\d{1,19}}", logs::consistency))
        .service(resource("/password").get(password::page))
        .service(resource("/password/{asset}").get(password::asset))
        .service(resource("/playground").get(playground::page))
        .service(resource("/playground/{asset}").get(playground::asset))
        .default_service(web::to(problem::nowhere));
}

/// An address that is read. `HEAD` is `GET` without the body, which the server leaves out.
fn read<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args, Output = HttpResponse>,
    Args: FromRequest + 'static,
{
    resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler))
}

/// An address that is read by programs, also by scripts of other origins.
fn open<F, Args>(path: &str, handler: F) -> impl HttpServiceFactory + 'static
where
    F: Handler<Args, Output = HttpResponse>,
    Args: FromRequest + 'static,
{
    read(path, handler)
        .route(web::method(Method::OPTIONS).to(delivery::preflight))
        .default_service(web::to(problem::not_read))
        .wrap(from_fn(delivery::cross_origin))
}
