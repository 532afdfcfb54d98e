//! Published disclosures over HTTP: `/v1/disclosures/…` for programs, `/p/…` for people.
//!
//! Anybody may read them, as often as the address's allowance goes; a key of the tenant, in `Authorization` or, a
//! publishable one, as `?key=`, has a larger one and is counted. A credential that does not hold is refused, also where
//! none is needed: nobody takes another's answer for its own.
//! Bytes come from the shelf; an answer names its
//! representation by a strong entity tag, so that whoever has it already gets 304 and nothing else.

mod conditional;
mod cross_origin;
mod negotiate;
mod state;

pub(super) use cross_origin::{METHODS, cross_origin, preflight};
pub(super) use state::policy_state;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, ETAG, HeaderValue,
            RETRY_AFTER, VARY, WWW_AUTHENTICATE,
        },
    },
    web::{Data, Path, Query},
};
use disclosure::{
    Locale,
    render::html::{self, LastShared},
    texts::Texts,
};
use serde::Deserialize;

use super::{
    caller, credential,
    language::{self, by_preference},
    problem::{self, CHALLENGE, Problem},
};
use crate::{
    AppState,
    disclosures::{Form, LAST_SHARED_STALE, Page, Place, Reader, Records, STALE, Served, Wanted},
    platform::{AppError, error::Result, scope::Session},
    sharing,
};

/// What a reader names beside the path.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Language, as `/v1` calls it.
    locale: Option<String>,
    /// Language, as pages call it.
    lang: Option<String>,
    /// A version by its number.
    version: Option<String>,
    /// A publishable key.
    key: Option<String>,
}

/// `GET /v1/disclosures/{tenant}/{app}`: the disclosure in force, in the form that `Accept` asks for.
pub(super) async fn disclosure(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<(String, String)>,
    asked: Result<Query<Asked>, actix_web::Error>,
) -> HttpResponse {
    let Some(form) = negotiate::form(request.headers()) else {
        let error = AppError::invalid("error-not-acceptable-disclosure").rule("accept");
        return Problem::new(StatusCode::NOT_ACCEPTABLE, error).respond(&request, JSON);
    };
    let Ok(Query(asked)) = asked else { return malformed(&request) };
    let wanted = asked.locale.clone().or(asked.lang.clone());
    match serve(&request, &state, &path, &asked, wanted, form).await {
        Ok(Some(served)) => answer(&request, &asked, &served, form, "Accept, Accept-Encoding"),
        Ok(None) => problem::nowhere(request).await,
        Err(refusal) => refusal.respond(&request, JSON),
    }
}

/// What is told to one caller alone.
pub(super) const NEVER_KEPT: HeaderValue = HeaderValue::from_static("private, no-store");

const JSON: &str = "application/json; charset=utf-8";

/// `GET /p/{tenant}/{app}`: the policy as a page.
pub(super) async fn policy(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<(String, String)>,
    asked: Result<Query<Asked>, actix_web::Error>,
) -> HttpResponse {
    page(&request, &state, &path, asked, Page::Policy).await
}

/// `GET /p/{tenant}/{app}/{page}`: one of the lists, or all versions.
pub(super) async fn part(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<(String, String, String)>,
    asked: Result<Query<Asked>, actix_web::Error>,
) -> HttpResponse {
    let (tenant, app, name) = path.into_inner();
    let shown = match name.as_str() {
        "collected" => Page::Collected,
        "shared" => Page::Shared,
        "versions" => Page::Versions,
        _ => return message(&request, StatusCode::NOT_FOUND, &AppError::not_found()),
    };
    page(&request, &state, &(tenant, app), asked, shown).await
}

async fn page(
    request: &HttpRequest,
    state: &AppState,
    path: &(String, String),
    asked: Result<Query<Asked>, actix_web::Error>,
    page: Page,
) -> HttpResponse {
    let Ok(Query(asked)) = asked else {
        return message(request, StatusCode::BAD_REQUEST, &AppError::invalid("error-query-string"));
    };
    let wanted = asked.lang.clone().or(asked.locale.clone());
    match serve(request, state, path, &asked, wanted, Form::Page(page)).await {
        Ok(Some(served)) => answer(request, &asked, &served, Form::Page(page), "Accept-Encoding"),
        Ok(None) => message(request, StatusCode::NOT_FOUND, &AppError::not_found()),
        Err(refusal) => message(request, refusal.status, &refusal.error),
    }
}

async fn serve(
    request: &HttpRequest,
    state: &AppState,
    (tenant, app): &(String, String),
    asked: &Asked,
    locale: Option<String>,
    form: Form,
) -> Result<Option<Served>, Problem> {
    let key = credential::reader(request, state, asked.key.as_deref()).await?;
    caller::admit(request, state, key.as_ref()).await?;
    let refused = |error| Problem::new(StatusCode::BAD_REQUEST, error);
    let version = match &asked.version {
        None => None,
        // No version has such a number; not a wrong address, just nothing there.
        Some(text) => match text.parse::<i32>() {
            Ok(number) => Some(number),
            Err(_) => return Ok(None),
        },
    };
    let locales = match locale {
        Some(tag) => {
            tag.parse::<Locale>().map_err(|_| refused(AppError::invalid("error-locale").at(["locale"])))?;
            vec![tag]
        }
        None => by_preference(language::wanted(request.headers())).into_iter().map(Into::into).collect(),
    };
    let session = Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), None);
    let wanted = Wanted { tenant, app, locales, at: state.clock.now(), version };
    let reader = Reader::new(session, state.shelf.clone());
    let served = reader.represent(&wanted, form, &Log(state)).await.map_err(internal)?;
    if let Some(served) = &served {
        credential::check_place(key.as_ref(), served.place)?;
    }
    Ok(served)
}

fn internal(error: AppError) -> Problem {
    error.log();
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, AppError::new(error.code(), "error-internal"))
}

fn answer(
    request: &HttpRequest,
    asked: &Asked,
    served: &Served,
    form: Form,
    negotiated: &str,
) -> HttpResponse {
    let coding = negotiate::coding(request.headers());
    let (body, coding) = served.made.body(coding);
    let known = conditional::has(request.headers(), &body.etag);
    let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header((ETAG, body.etag.as_str()))
        .insert_header((VARY, vary(asked, negotiated)))
        .insert_header((CONTENT_LANGUAGE, served.locale.as_str()))
        .insert_header((CACHE_CONTROL, cache_control(asked.key.is_some(), served.of_today)))
        .insert_header(("candor-version", served.number.to_string()));
    if served.fallback {
        response.insert_header(("candor-fallback", "true"));
    }
    if let Form::Page(_) = form {
        response.insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY.as_str()));
    }
    if known {
        return response.finish();
    }
    if let Some(name) = coding.name() {
        response.insert_header((CONTENT_ENCODING, name));
    }
    response.content_type(form.media_type()).body(body.bytes.clone())
}

/// By what a representation was chosen. A language in the address is part of it already. Never by the key: with any key
/// and without one the bytes are the same.
fn vary(asked: &Asked, negotiated: &str) -> String {
    let named = asked.locale.is_some() || asked.lang.is_some();
    if named { negotiated.to_owned() } else { format!("{negotiated}, Accept-Language") }
}

/// The gateway's log, to be asked in nobody's name: what it tells here is told to anybody.
struct Log<'a>(&'a AppState);

impl Records for Log<'_> {
    async fn last_shared(&self, Place { tenant, app }: Place) -> Result<LastShared> {
        let AppState { catalogs, registers, .. } = self.0;
        sharing::last_shared(&self.0.system("last shared"), catalogs, registers, (tenant, app)).await
    }
}

/// Time for which an answer may be given where the gateway does not answer.
const DAY: u64 = 86_400;

/// Fresh for a minute, asked anew behind that; kept for a day where the gateway does not answer. What tells of the records
/// is a day old at the most, with the time for which it was kept here.
///
/// `public` also where a key came in the header, so that one copy in a shared cache serves everybody. A key in the
/// address would make each key's copy another: those stay with the reader.
fn cache_control(key_in_address: bool, of_today: bool) -> String {
    let whose = if key_in_address { "private" } else { "public" };
    let fresh = STALE.as_secs().max(60);
    let kept = if of_today { DAY - LAST_SHARED_STALE.as_secs() - fresh } else { DAY };
    format!("{whose}, max-age={fresh}, stale-while-revalidate=60, stale-if-error={kept}")
}

/// Pages carry one style and nothing else; nobody may frame them but a WebView, which frames nothing.
pub(super) static PAGE_POLICY: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src '{}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        html::style_hash()
    )
});

fn malformed(request: &HttpRequest) -> HttpResponse {
    Problem::new(StatusCode::BAD_REQUEST, AppError::invalid("error-query-string")).respond(request, JSON)
}

/// A refusal as a page in the reader's language.
fn message(request: &HttpRequest, status: StatusCode, error: &AppError) -> HttpResponse {
    let texts: &Texts = language::texts(request.headers());
    let words = language::message(request.headers(), error);
    let title = texts.label("page-refused-title").unwrap_or_default();
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY.as_str()))
        .insert_header((VARY, "Accept-Language"));
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((WWW_AUTHENTICATE, CHALLENGE));
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.insert_header((RETRY_AFTER, "1"));
    }
    response.content_type("text/html; charset=utf-8").body(html::message_page(texts, &title, &words))
}
