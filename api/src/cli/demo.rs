//! `candor demo`: an embedded gateway with the sample tenants, loaded and published, and a publishable key for each app.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use disclosure::{
    catalog::Catalog,
    manifest::{Format, Limits, Manifest, read},
};
use entities::EmailAddress;
use serde_json::json;

use super::{
    demo_keys::{Texts, sample_keys},
    operator::{self, OperatorError},
};
use crate::{
    AppState, apps,
    catalog::Catalogs,
    http,
    platform::{
        AppError, SystemClock, SystemRandom,
        config::{Config, Environment},
        scope::{Principal, Session},
        telemetry,
    },
    policies::{self, Adoption},
    tenants::{self, NewTenant, TenantKind},
};

/// The sample tenants' manifests.
const SAMPLES: &[&str] = &[
    include_str!("../../samples/zhika.yaml"),
    include_str!("../../samples/kuaishou.yaml"),
    include_str!("../../samples/idphoto.yaml"),
    include_str!("../../samples/songyu.yaml"),
];

/// The brand that stands below a developer platform.
const BELOW: (&str, &str) = ("songyu", "kuaishou");

/// What the command line says.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder that keeps the data; without it a temporary one, removed at the end.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Print one line of JSON once it serves.
    #[arg(long)]
    json: bool,
}

/// Serves the samples until the process is asked to stop.
///
/// # Errors
/// The gateway cannot start, or a sample cannot be loaded.
pub(super) fn run(options: &Options) -> Result<(), OperatorError> {
    let temporary = match &options.data {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("candor-demo-").tempdir()?),
    };
    let data = match (&options.data, &temporary) {
        (Some(data), _) => data.clone(),
        (None, Some(temporary)) => temporary.path().to_owned(),
        (None, None) => PathBuf::from("."),
    };
    let pairs = [
        ("CANDOR_LISTEN", options.listen.to_string().into()),
        ("CANDOR_DATA", data.into_os_string()),
        ("CANDOR_LOG", "warn".into()),
    ];
    let config = Config::read(&mut Environment::from_pairs(pairs))?;
    telemetry::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(config, options.json))
}

async fn serve(config: Config, as_json: bool) -> Result<(), OperatorError> {
    let state = AppState::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    let email: EmailAddress = "operator@demo.invalid".parse()?;
    let token = operator::token(&state, &email, "candor demo").await?;
    let principal = state.tokens.verify(&token, state.clock.now())?;
    let loaded = load_samples(&state, principal).await?;
    let keys = sample_keys(&state, principal, &loaded).await?;
    let running = http::start(Arc::clone(&state)).map_err(crate::StartError::Listen)?;
    let url = format!("http://{}", running.address());
    super::print(&if as_json {
        line(&url, &token, &loaded, &keys)
    } else {
        welcome(&url, &token, &loaded, &keys)
    });
    running.until_signal().await?;
    Ok(())
}

/// Brings the sample tenants to what their manifests say, in the name of an owner of the operator.
///
/// # Errors
/// A sample cannot be loaded or published.
pub async fn load_samples(state: &AppState, principal: Principal) -> Result<Vec<Manifest>, AppError> {
    let mut loaded = Vec::with_capacity(SAMPLES.len());
    for sample in SAMPLES {
        loaded.push(load(state, principal, sample).await?);
    }
    let (brand, platform) = BELOW;
    let session =
        Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), Some(principal));
    if tenants::by_slug(&session, brand).await?.parent.is_none() {
        tenants::place(&session, brand, Some(platform), None).await?;
    }
    Ok(loaded)
}

/// Brings one sample tenant to what its manifest says, and publishes each app that has no version yet.
async fn load(state: &AppState, principal: Principal, sample: &str) -> Result<Manifest, AppError> {
    let manifest = read(sample.as_bytes(), Format::Yaml, &Limits::default(), Catalog::builtin());
    let manifest = manifest.map_err(AppError::internal)?;
    let session =
        || Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), Some(principal));
    let slug = &manifest.tenant.slug;
    if session().find_tenant(slug).await?.is_none() {
        let name = manifest.tenant.name.iter().map(|(tag, text)| (tag.to_string(), text.to_owned()));
        let kind = match manifest.tenant.kind {
            disclosure::manifest::TenantKind::DeveloperPlatform => TenantKind::DeveloperPlatform,
            disclosure::manifest::TenantKind::OemBrand => TenantKind::OemBrand,
            disclosure::manifest::TenantKind::AppDeveloper | disclosure::manifest::TenantKind::Operator => {
                TenantKind::AppDeveloper
            }
        };
        let new = NewTenant { slug: slug.clone(), kind, name: name.collect() };
        tenants::create(&session(), new, None).await?;
    }
    let applied = apps::apply_manifest(&session(), &state.catalogs, sample, Format::Yaml, false, None).await;
    applied.map_err(|errors| errors.into_iter().next().unwrap_or_else(AppError::not_found))?;
    for declaration in &manifest.apps {
        publish(&session(), &state.catalogs, slug, declaration).await?;
    }
    Ok(manifest)
}

async fn publish(
    session: &Session,
    catalogs: &Catalogs,
    tenant: &str,
    declaration: &disclosure::manifest::Declaration,
) -> Result<(), AppError> {
    let app = apps::by_slug(session, tenant, &declaration.slug).await?;
    let versions = policies::version_pages(session, vec![app.id], &Default::default()).await?;
    if versions.get(&app.id).is_some_and(|page| !page.edges.is_empty()) {
        return Ok(());
    }
    let draft = policies::open_draft(session, tenant, &declaration.slug, None).await?;
    let policy = declaration.policy.value();
    let effective = policy.and_then(|policy| policy.effective_on.value()).copied();
    let updated = policy.and_then(|policy| policy.updated_on.value()).copied();
    match effective {
        // In force elsewhere already: taken over with its dates. One that names a single day bears that day.
        Some(effective) => {
            let adopted = Some(Adoption { version_date: updated.unwrap_or(effective) });
            policies::publish_draft(session, catalogs, draft.id, effective, adopted, None).await?;
        }
        None => {
            let today = session.now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
            policies::publish_draft(session, catalogs, draft.id, today, None, None).await?;
        }
    }
    Ok(())
}

/// The line that scripts read.
fn line(url: &str, token: &str, loaded: &[Manifest], keys: &Texts) -> String {
    let tenants = loaded.iter().map(|manifest| {
        let key = |app: &str| keys.get(&format!("{}/{app}", manifest.tenant.slug));
        let apps = manifest.apps.iter();
        let apps = apps.map(|app| json!({ "slug": app.slug, "publishableKey": key(&app.slug) }));
        json!({ "slug": manifest.tenant.slug, "apps": apps.collect::<Vec<_>>() })
    });
    json!({ "url": url, "token": token, "tenants": tenants.collect::<Vec<_>>() }).to_string()
}

fn welcome(url: &str, token: &str, loaded: &[Manifest], keys: &Texts) -> String {
    let mut out = format!("Candor serves at {url}\n\n  playground  {url}/playground\n");
    for manifest in loaded {
        for app in &manifest.apps {
            let (tenant, app) = (&manifest.tenant.slug, &app.slug);
            out.push_str(&format!("  {tenant:<10}  {url}/p/{tenant}/{app}\n"));
            out.push_str(&format!("  {:<10}  {url}/v1/disclosures/{tenant}/{app}\n", ""));
            if let Some(key) = keys.get(&format!("{tenant}/{app}")) {
                out.push_str(&format!("  {:<10}  {key}\n", ""));
            }
        }
    }
    out.push_str(&format!("\noperator token (12 hours):\n{token}\n"));
    out
}
