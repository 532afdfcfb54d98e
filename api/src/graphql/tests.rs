//! Errors on their way out, on a schema made for that.

use std::sync::Arc;

use async_graphql::{Context, EmptySubscription, Error, Object, Request, Schema, SimpleObject, value};
use disclosure::{Locale, texts::Texts};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ContextExt, Loaders, RequestContext, answer, payload, refuse};
use crate::{
    access::{Access, Passwords, TokenKeys, Tokens},
    catalog::Catalogs,
    conformity::Registers,
    disclosures::Shelf,
    platform::{
        AppError, ErrorCode, Place, Sealer, SystemClock, SystemRandom,
        config::{Config, Environment},
        db::{Database, SqliteOptions},
        scope::Session,
    },
};

const REQUEST: Uuid = Uuid::from_u128(7);

#[derive(Debug, SimpleObject)]
pub struct Thing {
    name: String,
}

crate::payload! {
    /// What became of the thing.
    ChangeThingPayload {
        /// The thing.
        thing: Thing
    }
}

fn error(code: &str) -> AppError {
    let code = ErrorCode::ALL.into_iter().find(|known| known.as_str() == code).unwrap();
    AppError::new(code, "error-taken").at(["input", "slug"]).rule("slug").because("secret cause")
}

struct Query;

#[Object]
impl Query {
    async fn foreign(&self) -> Result<i32, Error> {
        Err(std::io::Error::other("secret path"))?
    }

    async fn thing(&self, ctx: &Context<'_>, code: String) -> Result<Option<Thing>, Error> {
        answer(ctx.request()?, Err(error(&code)))
    }

    async fn required(&self, ctx: &Context<'_>, code: String) -> Result<Option<Thing>, Error> {
        refuse(ctx.request()?, Err(error(&code))).map(Some)
    }

    async fn small(&self, number: i8) -> i8 {
        number
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn change_thing(&self, ctx: &Context<'_>, codes: Vec<String>) -> Result<ChangeThingPayload, Error> {
        let result = match codes.as_slice() {
            [] => Ok(Thing { name: "done".into() }),
            codes => Err(codes.iter().map(|code| error(code)).collect::<Vec<_>>()),
        };
        payload(ctx.request()?, result)
    }

    async fn misplace_thing(&self, ctx: &Context<'_>) -> Result<ChangeThingPayload, Error> {
        let place = Place {
            path: Some("/sdks/umeng".into()),
            line: Some(3),
            column: Some(7),
            nearest: Some("umeng_analytics".into()),
        };
        payload(ctx.request()?, Err(AppError::invalid("error-id").arg("kind", "app").in_place(place)))
    }
}

fn access(folder: &std::path::Path, random: Arc<SystemRandom>) -> Access {
    let config = Config::read(&mut Environment::default()).unwrap();
    let tokens = Tokens::new(TokenKeys::in_folder(folder).unwrap(), &config.tokens);
    let passwords = Passwords::new(&config.passwords, &*random).unwrap();
    let sealer = Sealer::in_folder(folder, &*random).unwrap();
    Access::new(Arc::new(tokens), passwords, sealer, random, config.sessions)
}

async fn run(locale: &Locale, document: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let database =
        Database::open_sqlite(&SqliteOptions::new(folder.path().join("test.sqlite"))).await.unwrap();
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let session = Session::new(database, clock.clone(), random.clone(), None);
    let catalogs = Catalogs::default();
    let registers = Registers::new(1 << 20);
    let request = RequestContext {
        id: REQUEST,
        loaders: Loaders::new(session.clone(), catalogs.clone(), registers.clone()),
        catalogs,
        registers,
        shelf: Shelf::new(1 << 20),
        witness: Default::default(),
        keys: crate::keys::Keys::default(),
        access: access(folder.path(), random.clone()),
        session,
        texts: Texts::get(locale).unwrap(),
        clock,
        sealer: Sealer::in_folder(folder.path(), &*random).unwrap(),
        random,
    };
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    let mut response = schema.execute(Request::new(document).data(request.clone())).await;
    request.tidy(&mut response.errors);
    serde_json::to_value(&response).unwrap()
}

/// The one error's message and extensions.
async fn fault(document: &str) -> (String, Value) {
    let answer = run(&Locale::en(), document).await;
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{answer}");
    let fault = &answer["errors"][0];
    assert!(!answer.to_string().contains("secret"), "{answer}");
    (fault["message"].as_str().unwrap().to_owned(), fault["extensions"].clone())
}

#[tokio::test]
async fn an_internal_error_tells_the_request_s_id_and_nothing_more() {
    let expected = json!({ "code": "INTERNAL", "requestId": REQUEST.to_string() });
    for document in [
        "{ foreign }",
        "{ thing(code: \"INTERNAL\") { name } }",
        "mutation { changeThing(codes: [\"CONFLICT\", \"INTERNAL\"]) { userErrors { code } } }",
    ] {
        assert_eq!(fault(document).await.1, expected, "{document}");
    }
    assert_eq!(fault("{ foreign }").await.0, "Something went wrong on our side.");
}

#[tokio::test]
async fn the_library_s_own_errors_get_a_code() {
    for document in ["{", "{ nothing }", "{ small }", "{ small(number: \"x\") }", "{ small(number: 300) }"] {
        assert_eq!(fault(document).await.1, json!({ "code": "INVALID" }), "{document}");
    }
}

#[tokio::test]
async fn what_is_not_found_is_null_and_the_rest_an_error() {
    let nothing = run(&Locale::en(), "{ thing(code: \"NOT_FOUND\") { name } }").await;
    assert_eq!(nothing, json!({ "data": { "thing": null } }));
    for code in ErrorCode::ALL.map(ErrorCode::as_str).into_iter().filter(|code| *code != "INTERNAL") {
        let expected = json!({ "code": code, "rule": "slug", "field": ["input", "slug"] });
        let document = format!("{{ required(code: \"{code}\") {{ name }} }}");
        assert_eq!(fault(&document).await, ("This is taken already.".into(), expected));
    }
}

#[tokio::test]
async fn a_payload_holds_the_object_or_the_expected_errors() {
    let document = "mutation { changeThing(codes: []) { thing { name } userErrors { code } } }";
    let done = run(&Locale::en(), document).await;
    assert_eq!(done["data"]["changeThing"], json!({ "thing": { "name": "done" }, "userErrors": [] }));

    let expected = ["NOT_FOUND", "INVALID", "CONFLICT", "ILLEGAL_STATE", "LIMIT_EXCEEDED"];
    let document = format!(
        "mutation {{ changeThing(codes: {expected:?}) {{ thing {{ name }} userErrors {{ code message field rule place {{ line }} }} }} }}"
    );
    let refused = run(&Locale::zh_cn(), &document).await;
    let errors: Vec<Value> = expected
        .iter()
        .map(|code| {
            json!({
                "code": code, "message": "该内容已被占用。", "field": ["input", "slug"], "rule": "slug", "place": null,
            })
        })
        .collect();
    assert_eq!(refused, json!({ "data": { "changeThing": { "thing": null, "userErrors": errors } } }));

    for code in ["FORBIDDEN", "UNAUTHENTICATED", "RATE_LIMITED"] {
        let document = format!(
            "mutation {{ changeThing(codes: [\"INVALID\", \"{code}\"]) {{ userErrors {{ code }} }} }}"
        );
        assert_eq!(fault(&document).await.1["code"], code);
    }
}

#[tokio::test]
async fn a_user_error_points_into_what_was_sent() {
    let document = "mutation { misplaceThing { userErrors { message place { path line column nearest } } } }";
    let answer = run(&Locale::en(), document).await;
    let place = json!({ "path": "/sdks/umeng", "line": 3, "column": 7, "nearest": "umeng_analytics" });
    let error = json!({ "message": "This is not an id of the kind “app”.", "place": place });
    assert_eq!(answer["data"]["misplaceThing"]["userErrors"], json!([error]));
}

#[tokio::test]
async fn a_resolver_without_its_request_is_an_internal_error() {
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    let response = schema.execute("{ thing(code: \"INVALID\") { name } }").await;
    let code = response.errors[0].extensions.as_ref().unwrap().get("code");
    assert_eq!(code, Some(&value!("INTERNAL")));
}
