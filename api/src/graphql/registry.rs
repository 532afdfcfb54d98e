//! Apps that come, change their terms, and go, in the schema.

use async_graphql::{Context, Error, InputObject, Object};
use serde_json::{Map, Value};

use super::{
    ContextExt, RequestContext,
    apps::{App, Environment},
    payload,
    tenants::LocalizedTextInput,
};
use crate::{
    apps::{self, AppPatch, NewApp},
    platform::AppError,
};

/// What a new app is made from.
#[derive(Debug, InputObject)]
pub struct RegisterAppInput {
    /// Slug of the tenant.
    tenant: String,
    /// The app's own: 2 to 63 of a-z, 0-9 and -; never changes.
    slug: String,
    /// Its name in one or more languages, at most 20.
    #[graphql(validator(max_items = 20))]
    name: Vec<LocalizedTextInput>,
    /// What its records count for.
    #[graphql(default_with = "Environment::Live")]
    environment: Environment,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `registerApp`.
    RegisterAppPayload {
        /// The app, whose declaration says nothing yet but its name.
        app: App
    }
}

/// What is to change of an app; what is left out stays.
#[derive(Debug, InputObject)]
pub struct UpdateAppInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slug of the app.
    app: String,
    /// Its name in one or more languages, at most 20: part of its declaration, so that a new one is a new revision.
    #[graphql(validator(max_items = 20))]
    name: Option<Vec<LocalizedTextInput>>,
    /// What its records count for.
    environment: Option<Environment>,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `updateApp`.
    UpdateAppPayload {
        /// The app.
        app: App
    }
}

/// Which app to take out of use.
#[derive(Debug, InputObject)]
pub struct RetireAppInput {
    /// Slug of the tenant.
    tenant: String,
    /// Slug of the app.
    app: String,
    /// Makes a repeated call answer the same; at most 200 characters.
    idempotency_key: Option<String>,
}

crate::payload! {
    /// The answer of `retireApp`.
    RetireAppPayload {
        /// The app, which changes no more.
        app: App
    }
}

/// Mutations of apps themselves.
#[derive(Debug, Default)]
pub(super) struct RegistryMutation;

#[Object]
impl RegistryMutation {
    /// Registers an app, whose declaration says nothing yet but its name.
    async fn register_app(
        &self,
        ctx: &Context<'_>,
        input: RegisterAppInput,
    ) -> Result<RegisterAppPayload, Error> {
        let request = ctx.request()?;
        payload(request, register(request, input).await.map(App))
    }

    /// Changes an app's name and environment.
    async fn update_app(&self, ctx: &Context<'_>, input: UpdateAppInput) -> Result<UpdateAppPayload, Error> {
        let request = ctx.request()?;
        payload(request, update(request, input).await.map(App))
    }

    /// Takes an app out of use, for good. What it published stays readable.
    async fn retire_app(&self, ctx: &Context<'_>, input: RetireAppInput) -> Result<RetireAppPayload, Error> {
        let request = ctx.request()?;
        let retired = apps::retire(&request.session, &input.tenant, &input.app, input.idempotency_key).await;
        payload(request, retired.map(App))
    }
}

async fn register(request: &RequestContext, input: RegisterAppInput) -> Result<apps::App, Vec<AppError>> {
    let new = NewApp {
        name: texts(input.name).map_err(|error| vec![error])?,
        tenant: input.tenant,
        slug: input.slug,
        environment: input.environment.into(),
    };
    apps::register(&request.session, &request.catalogs, &new, input.idempotency_key).await
}

async fn update(request: &RequestContext, input: UpdateAppInput) -> Result<apps::App, Vec<AppError>> {
    let name = input.name.map(texts).transpose().map_err(|error| vec![error])?;
    let patch = AppPatch { name, environment: input.environment.map(Into::into) };
    let named = (input.tenant.as_str(), input.app.as_str());
    apps::update(&request.session, &request.catalogs, named, &patch, input.idempotency_key).await
}

/// Texts as a manifest writes them.
fn texts(input: Vec<LocalizedTextInput>) -> Result<Value, AppError> {
    let mut texts = Map::new();
    for LocalizedTextInput { locale, text } in input {
        if texts.insert(locale, text.into()).is_some() {
            return Err(AppError::invalid("error-name").at(["name"]));
        }
    }
    Ok(Value::Object(texts))
}
