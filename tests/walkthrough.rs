//! What the documents walk through is run as it stands there: each GraphQL block is sent, and the JSON block behind it
//! is what comes back.
//!
//! A block's first line names who sends it: ```` ```graphql operator ````; without a name it is a stranger. What an answer
//! makes up anew each time, such as an id, stands in the document as a word in capitals with a low line (`DRAFT_ID`): it
//! fits anything at first, and the same from then on, in later queries too; `TODAY_DATE` is the day of the gateway's clock.
//! ```` ```json variables ```` between the two holds a query's variables. `UPDATE_GOLDEN=1` renews the answers.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use api::{
    cli::demo::load_samples,
    platform::{
        Clock as _, SystemRandom,
        scope::{Principal, Role, SystemScope},
    },
};
use chrono::FixedOffset;
use serde_json::{Value, json};

use crate::support::{app::TestApp, client::Client, golden, world::World};

/// A fenced block: its info string, its text, and where the text stands in the document.
struct Fenced {
    info: String,
    text: String,
    span: std::ops::Range<usize>,
}

fn blocks(document: &str) -> Vec<Fenced> {
    let mut blocks = Vec::new();
    let mut rest = 0;
    while let Some(open) = document[rest..].find("\n```").map(|at| rest + at + 4) {
        let start = open + document[open..].find('\n').expect("an opening line ends") + 1;
        let end = start + document[start..].find("```").expect("a block ends");
        blocks.push(Fenced {
            info: document[open..start].trim().to_owned(),
            text: document[start..end].to_owned(),
            span: start..end,
        });
        rest = end + 3;
    }
    blocks
}

/// What words in capitals stand for.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn is_name(word: &str) -> bool {
        word.contains('_')
            && word
                .chars()
                .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
    }

    /// A query as it is sent.
    fn fill(&self, text: &str) -> String {
        // The longest first: one name may be the beginning of another.
        let mut names: Vec<_> = self.0.iter().collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names.into_iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("\"{name}\""), &format!("\"{value}\""))
        })
    }

    /// Takes what new names of `written` stand for from the answer.
    fn learn(&mut self, written: &Value, answer: &Value) {
        match (written, answer) {
            (Value::String(name), Value::String(value)) if Self::is_name(name) => {
                self.0.entry(name.clone()).or_insert_with(|| value.clone());
            }
            (Value::Object(written), Value::Object(answer)) => {
                for (key, value) in written {
                    if let Some(answer) = answer.get(key) {
                        self.learn(value, answer);
                    }
                }
            }
            (Value::Array(written), Value::Array(answer)) => {
                written.iter().zip(answer).for_each(|(written, answer)| self.learn(written, answer));
            }
            _ => {}
        }
    }

    /// An answer as it is written: with names for what they stand for.
    fn write(&self, answer: &Value) -> Value {
        match answer {
            Value::String(text) => {
                let name = self.0.iter().find(|(_, value)| *value == text).map(|(name, _)| name);
                json!(name.unwrap_or(text))
            }
            Value::Array(items) => items.iter().map(|item| self.write(item)).collect(),
            Value::Object(members) => {
                members.iter().map(|(key, value)| (key.clone(), self.write(value))).collect()
            }
            other => other.clone(),
        }
    }
}

/// Columns of a line of an answer.
const WIDTH: usize = 100;

/// JSON as a person would lay it out: what fits on a line stands on one.
fn shown(value: &Value, depth: usize) -> String {
    let line = on_a_line(value);
    if 2 * depth + line.chars().count() <= WIDTH {
        return line;
    }
    let inner = "  ".repeat(depth + 1);
    let (open, close, parts): (_, _, Vec<String>) = match value {
        Value::Object(members) => {
            let member = |(key, value)| format!("{inner}{}: {}", json!(key), shown(value, depth + 1));
            ("{", "}", members.iter().map(member).collect())
        }
        Value::Array(items) => {
            ("[", "]", items.iter().map(|item| format!("{inner}{}", shown(item, depth + 1))).collect())
        }
        _ => return line,
    };
    format!("{open}\n{}\n{}{close}", parts.join(",\n"), "  ".repeat(depth))
}

fn on_a_line(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".into(),
        Value::Object(members) => {
            let member = |(key, value)| format!("{}: {}", json!(key), on_a_line(value));
            format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(on_a_line).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// Runs a document's blocks; says how many. The names stand for what they are given to stand for.
async fn walk(path: &str, mut names: Names, client: impl AsyncFn(&str) -> Client) -> usize {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let mut document = fs::read_to_string(&path).expect("the document is there");
    let (mut run, mut renewed) = (0, Vec::new());
    let blocks = blocks(&document);
    for (at, query) in blocks.iter().enumerate() {
        let Some(who) = query.info.strip_prefix("graphql") else { continue };
        let behind = |at: usize, info: &str| blocks.get(at).filter(|block| block.info == info);
        let given = behind(at + 1, "json variables");
        let variables = given.map_or_else(|| "{}".to_owned(), |given| names.fill(&given.text));
        let variables: Value = serde_json::from_str(&variables).expect("variables are JSON");
        let answer = behind(at + 1 + usize::from(given.is_some()), "json");
        let answer = answer.unwrap_or_else(|| panic!("no answer stands behind {}", query.text));
        let body = json!({ "query": names.fill(&query.text), "variables": variables });
        let reply = client(who.trim()).await.post(body).await;
        let got = json!({ "data": reply.data() });
        let written: Value = serde_json::from_str(&answer.text).expect("the answer is JSON");
        names.learn(&written, &got);
        let got = names.write(&got);
        if got != written {
            assert!(golden::updates(), "the answer to\n{}is\n{got:#}", query.text);
            renewed.push((answer.span.clone(), format!("{}\n", shown(&got, 0))));
        }
        run += 1;
    }
    for (span, text) in renewed.into_iter().rev() {
        document.replace_range(span, &text);
        fs::write(&path, &document).expect("the document can be written");
    }
    run
}

#[tokio::test]
async fn the_readme_s_queries_have_the_answers_shown() {
    let app = TestApp::start().await;
    let operator = World::operator_of(&app);
    load_samples(&app.state, operator).await.expect("the samples load");
    let run = walk("README.md", Names::default(), async |who: &str| match who {
        "operator" => app.client(&operator),
        _ => app.stranger(),
    });
    assert!(run.await >= 3, "the README shows queries");
}

#[tokio::test]
async fn an_app_is_modelled_as_the_page_shows() {
    let app = TestApp::start().await;
    let operator = World::operator_of(&app);
    // Tenants that name no zone live in China, which has one, and no summer time.
    let china = FixedOffset::east_opt(8 * 3600).expect("an offset");
    let today = app.clock.now().with_timezone(&china).date_naive().to_string();
    let names = Names(BTreeMap::from([("TODAY_DATE".to_owned(), today)]));
    let member = async |role| {
        let found = app.state.database.clone();
        let job = SystemScope::for_job(found, app.clock.clone(), Arc::new(SystemRandom), "test");
        let tenant = job.find_tenant("mingdeng").await.expect("looks").expect("the page makes it first").id;
        app.client(&Principal { tenant, ..app.somebody(role) })
    };
    let run = walk("api/docs/model-your-app.md", names, async |who: &str| match who {
        "operator" => app.client(&operator),
        "owner" => member(Role::Owner).await,
        "editor" => member(Role::Editor).await,
        _ => app.stranger(),
    });
    assert!(run.await >= 15, "the page leads to a published policy");
}
