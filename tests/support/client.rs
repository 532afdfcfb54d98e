//! A client of one gateway.

use reqwest::{
    Method, RequestBuilder, StatusCode,
    header::{HeaderMap, HeaderName},
};
use serde_json::{Value, json};

/// What a client asks for: the form whose status tells what happened.
pub const GRAPHQL: &str = "application/graphql-response+json";

#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Client {
    pub fn new(base: String, token: Option<String>) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { http, base, token }
    }

    /// The client's token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// A request to a path, with the client's token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// A GET of a path.
    pub async fn get(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::GET, path)).await
    }

    /// A GraphQL request by POST.
    pub async fn post(&self, body: Value) -> Reply {
        let request = self.request(Method::POST, "/graphql").header("accept", GRAPHQL);
        Reply::of(request.json(&body)).await
    }

    /// A GraphQL document by POST.
    pub async fn query(&self, document: &str) -> Reply {
        self.post(json!({ "query": document })).await
    }

    /// A GraphQL request by GET, its parameters to be encoded.
    pub async fn query_by_get(&self, parameters: &[(&str, &str)]) -> Reply {
        let encoded: Vec<String> =
            parameters.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        let path = format!("/graphql?{}", encoded.join("&"));
        Reply::of(self.request(Method::GET, &path).header("accept", GRAPHQL)).await
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

impl Reply {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("a body in UTF-8") }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let name: HeaderName = name.parse().expect("a header's name");
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// Status and code of the one error.
    pub fn refusal(&self) -> (u16, String) {
        (self.status.as_u16(), self.error("code"))
    }

    /// Code and rule of the one error.
    pub fn broken(&self) -> (String, String) {
        (self.error("code"), self.error("rule"))
    }

    /// The data, which came without an error.
    pub fn data(&self) -> Value {
        let body = self.json();
        assert_eq!(body.get("errors"), None, "{body}");
        body["data"].clone()
    }

    fn error(&self, member: &str) -> String {
        let body = self.json();
        assert_eq!(body["errors"].as_array().map(Vec::len), Some(1), "{body}");
        body["errors"][0]["extensions"][member].as_str().unwrap_or_default().to_owned()
    }
}
