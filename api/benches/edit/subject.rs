//! A declaration that is edited.

use std::{
    error::Error,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use api::{
    apps::{self, EditCall},
    catalog::Catalogs,
    platform::{
        SystemClock, SystemRandom,
        db::{Database, SqliteOptions},
        new_id,
        scope::{Principal, Role, Session, SystemScope},
    },
};
use disclosure::{
    Locale,
    catalog::Catalog,
    compile::{Input, compile},
    document::Document,
    edit::{self, Edit},
    manifest::{self, Format, Limits, Manifest},
};
use entities::AccountId;
use serde_json::{Value, json};

use super::{filling, large};

/// The tenant and its one app, as the manifest names it.
const TENANT: &str = "large";
const APP: &str = "app";

/// One declaration in a database of its own.
pub struct Subject {
    database: Database,
    catalogs: Catalogs,
    principal: Principal,
    text: Value,
    manifest: Manifest,
    document: Value,
}

fn version(number: usize) -> Vec<Edit> {
    let path = "/sdks/sdk-7".parse().expect("a pointer");
    let members = json!({ "version": format!("5.{number}") });
    vec![Edit::Patch { path, members: members.as_object().expect("an object").clone() }]
}

impl Subject {
    /// `times` as large as the largest, in a file in the folder.
    pub async fn new(folder: &Path, times: usize) -> Result<Self, Box<dyn Error>> {
        let database =
            Database::open_sqlite(&SqliteOptions::new(folder.join(format!("{times}.sqlite")))).await?;
        let job =
            SystemScope::for_job(database.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), "bench");
        let scope = job.write_new_tenant().await?;
        filling::insert_tenant(&scope, TENANT).await;
        let account: AccountId = new_id(&SystemClock, &SystemRandom);
        let principal = Principal::person(account, scope.tenant(), Role::Owner);
        scope.commit().await?;
        let text = large::manifest(TENANT, times);
        let manifest = manifest::from_value(&text, &Limits::default(), Catalog::builtin())?;
        let document = manifest::to_value(&manifest.apps[0]);
        let subject = Self { database, catalogs: Catalogs::default(), principal, text, manifest, document };
        let (session, text) = (subject.session(), subject.text.to_string());
        let applied =
            apps::apply_manifest(&session, &subject.catalogs, &text, Format::Json, false, None).await;
        applied.map_err(|errors| format!("{errors:?}"))?;
        Ok(subject)
    }

    fn session(&self) -> Session {
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        Session::new(self.database.clone(), clock, random, Some(self.principal))
    }

    /// Edits one SDK as a request does: how long it took, and the statements that it sent.
    pub async fn edit(&self, round: usize, preview: bool) -> Result<(Duration, u64), Box<dyn Error>> {
        let session = self.session();
        let (tenant, app) = (TENANT.to_owned(), APP.to_owned());
        let call = EditCall { tenant, app, base: None, edits: version(round), preview };
        let start = Instant::now();
        let edited = apps::edit(&session, &self.catalogs, call, None).await;
        let took = start.elapsed();
        let edited = edited.map_err(|refusal| format!("{refusal:?}"))?;
        if edited.differences.len() != 1 {
            return Err(format!("{} differences", edited.differences.len()).into());
        }
        Ok((took, session.statements()))
    }

    /// Makes the edit, and nothing else.
    pub fn apply(&self) -> Value {
        edit::apply(&self.document, &version(0)).expect("there is such an SDK")
    }

    /// Reads the whole as an edited declaration is read.
    pub fn check(&self) -> Manifest {
        manifest::from_value(&self.text, &Limits::default(), Catalog::builtin()).expect("it is in order")
    }

    /// Compiles it for readers.
    pub fn compile(&self) -> Document {
        let input = Input {
            profile: &self.manifest.tenant,
            declaration: &self.manifest.apps[0],
            catalog: Catalog::builtin(),
        };
        compile(&input, &Locale::en()).expect("the language has texts")
    }

    /// What a revision stores.
    pub fn canonical(&self) -> String {
        manifest::canonical(&self.manifest.apps[0])
    }
}
