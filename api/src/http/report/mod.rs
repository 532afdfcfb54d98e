//! `GET /v1/sharing-report?tenant=…&month=2026-11`: what a tenant shared in a month, as a page, a workbook or JSON.
//!
//! For whoever reads the tenant; nobody else learns that there is one. `app` asks for one app, `lang` for a language,
//! `format` for the form: `html` (the default), `xlsx`, `json`. No answer is kept anywhere.

mod chart;
mod page;
mod sheet;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, VARY},
    },
    web::{Data, Query},
};
use disclosure::{
    Locale,
    texts::{Arg, TextError, Texts, coded_key, resolve},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    caller, credential, delivery, language,
    problem::{self, Problem},
};
use crate::{
    AppState,
    conformity::Conformity,
    platform::{AppError, ErrorCode, error::Result, scope::Session},
    sharing::{self, Counts, Month, Monthly, Reasons},
};

const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Slug of the tenant.
    tenant: String,
    /// Such as 2026-11.
    month: String,
    /// Slug of one app.
    app: Option<String>,
    format: Option<String>,
    lang: Option<String>,
}

/// `GET /v1/sharing-report`.
pub(super) async fn report(
    request: HttpRequest,
    state: Data<AppState>,
    asked: std::result::Result<Query<Asked>, actix_web::Error>,
) -> HttpResponse {
    match respond(&request, &state, asked.ok().map(Query::into_inner)).await {
        Ok(response) => response,
        Err(problem) => {
            let mut response = problem.respond(&request, JSON);
            response.headers_mut().insert(CACHE_CONTROL, delivery::NEVER_KEPT);
            response
        }
    }
}

async fn respond(
    request: &HttpRequest,
    state: &AppState,
    asked: Option<Asked>,
) -> std::result::Result<HttpResponse, Problem> {
    // Whoever shows nothing is asked for a credential, whatever it asks.
    let principal = credential::principal(request, state).await?;
    if principal.is_none() {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, AppError::unauthenticated()));
    }
    caller::admit(request, state, None).await?;
    let asked = asked.ok_or_else(|| refusal(AppError::invalid("error-query-string")))?;
    let format = Format::of(asked.format.as_deref()).map_err(refusal)?;
    let month: Month = asked.month.parse().map_err(refusal)?;
    let texts = texts(request, asked.lang.as_deref()).map_err(refusal)?;
    let session = Session::new(state.database.clone(), state.clock.clone(), state.random.clone(), principal);
    let place = (asked.tenant.as_str(), asked.app.as_deref());
    let found = sharing::monthly(&session, place, month).await.map_err(refusal)?;
    drop(session);
    let name = format!("sharing-{month}.{}", format.extension());
    let now = state.clock.now();
    // A workbook is compressed.
    let body = tokio::task::spawn_blocking(move || format.render(&found, texts, now)).await;
    let body = body.map_err(AppError::internal).and_then(|body| body).map_err(refusal)?;
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CACHE_CONTROL, delivery::NEVER_KEPT))
        .insert_header((VARY, "Authorization, Accept-Language"))
        .insert_header((CONTENT_LANGUAGE, texts.locale().as_str()));
    match format {
        Format::Html => response.insert_header((CONTENT_SECURITY_POLICY, delivery::PAGE_POLICY.as_str())),
        Format::Xlsx => {
            response.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        }
        Format::Json => &mut response,
    };
    Ok(response.content_type(format.media_type()).body(body))
}

/// The language that was asked for by name, or by the header.
fn texts(request: &HttpRequest, lang: Option<&str>) -> Result<&'static Texts> {
    let Some(lang) = lang else { return Ok(language::texts(request.headers())) };
    let refused = || AppError::invalid("error-locale").at(["lang"]);
    lang.parse::<Locale>().map_err(|_| refused())?;
    let resolved = resolve([lang]).ok_or_else(refused)?;
    Texts::get(&resolved.locale).map_err(AppError::internal)
}

fn refusal(error: AppError) -> Problem {
    let status = match error.code() {
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Internal => {
            error.log();
            let shown = AppError::new(ErrorCode::Internal, "error-internal");
            return problem::Problem::new(StatusCode::INTERNAL_SERVER_ERROR, shown);
        }
        _ => StatusCode::BAD_REQUEST,
    };
    Problem::new(status, error)
}

/// The form of a report.
#[derive(Debug, Clone, Copy)]
enum Format {
    Html,
    Xlsx,
    Json,
}

impl Format {
    fn of(text: Option<&str>) -> Result<Self> {
        match text {
            None | Some("html") => Ok(Self::Html),
            Some("xlsx") => Ok(Self::Xlsx),
            Some("json") => Ok(Self::Json),
            Some(_) => Err(AppError::invalid("error-report-format").at(["format"])),
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Html => HTML,
            Self::Xlsx => XLSX,
            Self::Json => JSON,
        }
    }

    fn render(
        self,
        found: &Monthly,
        texts: &'static Texts,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<Vec<u8>> {
        match self {
            Self::Html => page::render(found, texts).map(String::into_bytes).map_err(AppError::internal),
            Self::Xlsx => sheet::render(found, texts, now),
            Self::Json => Ok(value(found).to_string().into_bytes()),
        }
    }
}

/// `{"month", "total", "recipients": [{"recipient", …}], "days": [{"day", …}], "reasons": […]}`, the first three with
/// `records`, `subjects`, `deviates` and `undecided`, a reason as `{"reason", "conformity", "records", "recipients":
/// [{"recipient", "records"}]}`.
fn value(found: &Monthly) -> Value {
    let with = |name: &str, of: String, counts: Counts| {
        let mut row = counted(counts);
        row[name] = of.into();
        row
    };
    let recipients: Vec<Value> =
        found.recipients.iter().map(|row| with("recipient", row.of.clone(), row.counts)).collect();
    let days: Vec<Value> = found.days.iter().map(|row| with("day", row.of.to_string(), row.counts)).collect();
    let reasons: Vec<Value> = found.reasons.iter().map(reasoned).collect();
    json!({
        "month": found.month.to_string(), "total": counted(found.total()), "recipients": recipients, "days": days,
        "reasons": reasons,
    })
}

fn reasoned(found: &Reasons) -> Value {
    let of = |(recipient, records): &(String, i64)| json!({ "recipient": recipient, "records": records });
    let conformity = match found.reason.conformity() {
        Conformity::Conforms => "CONFORMS",
        Conformity::Deviates => "DEVIATES",
        Conformity::Undecided => "UNDECIDED",
    };
    json!({
        "reason": found.reason.as_str(), "conformity": conformity, "records": found.records,
        "recipients": found.recipients.iter().map(of).collect::<Vec<_>>(),
    })
}

/// The key of what a reason is called.
fn reason_key(found: &Reasons) -> String {
    coded_key("report-reason-", found.reason.as_str())
}

/// The key of what a record is by a reason.
fn outcome_key(found: &Reasons) -> &'static str {
    match found.reason.conformity() {
        Conformity::Undecided => "report-undecided",
        Conformity::Deviates | Conformity::Conforms => "report-deviates",
    }
}

/// Recipients that are named beside a reason.
const NAMED: usize = 3;

/// Those with the most records of a reason, with their numbers, and how many others there are.
fn named(found: &Reasons, texts: &Texts) -> std::result::Result<String, TextError> {
    let one = |(name, records): &(String, i64)| {
        let one = [("recipient", Arg::from(name)), ("records", Arg::from(*records))];
        texts.format("report-recipient-records", &one)
    };
    let shown: Vec<String> =
        found.recipients.iter().take(NAMED).map(one).collect::<std::result::Result<_, _>>()?;
    let others = found.recipients.len().saturating_sub(NAMED);
    let shown = shown.join(&texts.label("join-between")?);
    let with_others = [("recipients", Arg::from(&shown)), ("others", Arg::from(others))];
    if others == 0 { Ok(shown) } else { texts.format("report-recipients-more", &with_others) }
}

fn counted(counts: Counts) -> Value {
    let Counts { records, subjects, deviates, undecided } = counts;
    json!({ "records": records, "subjects": subjects, "deviates": deviates, "undecided": undecided })
}

#[cfg(test)]
mod tests {
    use disclosure::texts::SUPPORTED;

    use super::*;
    use crate::conformity::ReasonCode;

    #[test]
    fn every_reason_has_its_name() {
        for tag in SUPPORTED {
            let texts = Texts::get(&tag.parse().unwrap()).unwrap();
            for reason in ReasonCode::ALL {
                let found = Reasons { reason, records: 1, recipients: Vec::new() };
                assert!(texts.label(&reason_key(&found)).is_ok(), "{tag} {reason:?}");
            }
        }
    }
}
