//! Copies of a log as Parquet, read back by the crate's own reader.

use std::fs::{self, File};

use ::parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};
use api::cli::log_kept::{COLUMNS, Expire, Format, expire, export};
use chrono::DateTime;
use serde_json::{Value, json};

use super::{
    copies::{Copy, command},
    support::{batch, events, record, void, with},
};
use crate::support::world::{Party, World, done, event};

/// A value as JSON: an instant as `{"at": milliseconds}`.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(flag) => json!(flag),
        Field::Long(number) => json!(number),
        Field::TimestampMillis(millis) => json!({ "at": millis }),
        Field::Str(text) => json!(text),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        other => panic!("no column holds {other:?}"),
    }
}

fn open(copy: &Copy) -> SerializedFileReader<File> {
    let file = File::open(copy.out().join("records-0000.parquet")).expect("a file");
    SerializedFileReader::new(file).expect("Parquet")
}

/// All rows, each by its columns.
fn rows(copy: &Copy) -> Vec<Value> {
    let row = |row: ::parquet::errors::Result<::parquet::record::Row>| {
        let row = row.expect("a row");
        Value::Object(row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect())
    };
    open(copy).get_row_iter(None).expect("rows").map(row).collect()
}

fn instant(text: &Value) -> Value {
    let at = text.as_str().map(|text| DateTime::parse_from_rfc3339(text).expect("an instant"));
    at.map_or(Value::Null, |at| json!({ "at": at.timestamp_millis() }))
}

/// What the columns should hold, as far as header and content tell it.
fn expected(line: &str) -> Value {
    let line: Value = serde_json::from_str(line).expect("JSON");
    let parsed =
        |name: &str| line[name].as_str().map(|text| serde_json::from_str::<Value>(text).expect("JSON"));
    let (header, content) = (parsed("header").expect("a header"), parsed("content"));
    let erased = content.is_none();
    let content = content.unwrap_or(json!({}));
    let mut row = json!({
        "seq": line["seq"], "recordedAt": instant(&header["recordedAt"]), "kind": header["kind"],
        "cites": header["cites"], "erased": erased, "occurredAt": instant(&content["occurredAt"]),
    });
    for name in ["items", "categories"] {
        let none = if erased { Value::Null } else { json!([]) };
        row[name] = content.get(name).cloned().unwrap_or(none);
    }
    for name in [
        "recipient",
        "entity",
        "sdk",
        "purpose",
        "basis",
        "consent",
        "contract",
        "method",
        "region",
        "subjects",
        "subject",
        "externalId",
        "reason",
    ] {
        row[name] = content[name].clone();
    }
    row
}

async fn copied(world: &World, party: &Party, format: Format) -> Copy {
    let copy = Copy::new();
    export(&world.app.state, &command(party, &copy, format), &mut |_| ()).await.expect("copies");
    copy
}

#[tokio::test]
async fn a_copy_as_parquet_tells_what_the_lines_tell() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let full = json!({
        "entity": "接收方有限公司", "sdk": "umeng", "items": ["face", "photo"], "categories": [], "consent": "c",
        "contract": "k", "method": "api", "region": "GB", "subjects": null, "subject": "somebody",
        "occurredAt": "2020-12-31T23:59:59.999Z",
    });
    let told = done(&record(&owner, brand, with(event("full"), full)).await, "recorded");
    let right = json!({ "corrects": told["recordId"], "reason": "wrong", "recipient": "other" });
    let told = done(&record(&owner, brand, with(event("right"), right)).await, "recorded");
    done(&void(&owner, brand, &told["recordId"], "never").await, "recorded");
    let gone = with(event("gone"), json!({ "subject": "nobody any more", "subjects": null }));
    done(&record(&owner, brand, gone).await, "recorded");
    let person = json!({ "tenant": brand.slug, "subject": "nobody any more" });
    done(&owner.call("eraseSubject", "erased { records }", person).await, "erased");
    let command = Expire { tenant: Some(brand.slug.clone()), drop_months: false };
    expire(&world.app.state, &command, &mut |_| ()).await.expect("erases");
    // More than one row group.
    for part in 0..11 {
        let some = events(&format!("many-{part}"), 1_000);
        done(&batch(&owner, brand, some, "ALL_OR_NOTHING").await, "batch");
    }

    let lines = copied(&world, brand, Format::Ndjson).await;
    let copy = copied(&world, brand, Format::Parquet).await;
    let text = fs::read_to_string(lines.out().join("records-0000.ndjson")).expect("lines");
    let (expected, rows): (Vec<Value>, Vec<Value>) = (text.lines().map(expected).collect(), rows(&copy));
    assert_eq!((rows.len(), rows.len()), (4 + 4 + 11_000, expected.len()));
    for (row, expected) in rows.iter().zip(&expected) {
        let names: Vec<&str> = row.as_object().expect("columns").keys().map(String::as_str).collect();
        assert_eq!(names, COLUMNS);
        for (name, value) in expected.as_object().expect("columns") {
            assert_eq!(row[name], *value, "{name} of {row}");
        }
    }
    let (full, void, erased) = (&rows[4], &rows[6], &rows[7]);
    assert_eq!((&full["app"], &full["conformity"]), (&json!(brand.app), &json!("UNDECIDED")));
    assert_eq!(full["reasons"], json!(["NO_VERSION_IN_FORCE"]));
    assert_eq!((&full["items"], &full["categories"]), (&json!(["face", "photo"]), &json!([])));
    assert_eq!(
        (&void["conformity"], &void["reasons"], &void["cites"]),
        (&Value::Null, &json!([]), &json!(5))
    );
    assert_eq!(
        (&erased["erased"], &erased["items"], &erased["recipient"]),
        (&json!(true), &Value::Null, &Value::Null)
    );

    // Types, row groups, and what stands beside.
    let reader = open(&copy);
    assert_eq!(reader.num_row_groups(), 2);
    let schema = reader.metadata().file_metadata().schema();
    let mut printed = Vec::new();
    ::parquet::schema::printer::print_schema(&mut printed, schema);
    let printed = String::from_utf8(printed).expect("text");
    for column in [
        "REQUIRED INT64 seq;",
        "REQUIRED INT64 recordedAt (TIMESTAMP(MILLIS,true));",
        "OPTIONAL INT64 occurredAt (TIMESTAMP(MILLIS,true));",
        "REQUIRED BOOLEAN erased;",
        "OPTIONAL BYTE_ARRAY recipient (STRING);",
        "OPTIONAL group items (LIST) {",
        "OPTIONAL INT64 subjects;",
    ] {
        assert!(printed.contains(column), "{column} in {printed}");
    }
    let read = |copy: &Copy, name: &str| fs::read_to_string(copy.out().join(name)).expect("a file");
    let manifest = |copy: &Copy| serde_json::from_str::<Value>(&read(copy, "manifest.json")).expect("JSON");
    let (mut ours, theirs) = (manifest(&copy), manifest(&lines));
    assert_eq!(ours["files"], json!([{ "name": "records-0000.parquet", "records": rows.len() }]));
    ours["files"] = theirs["files"].clone();
    assert_eq!(ours, theirs);
    assert_eq!(read(&copy, "key"), read(&lines, "key"));
    let checkpoint = theirs["checkpoint"].as_str().expect("text");
    assert!(read(&copy, "checkpoint").starts_with(checkpoint));
    let kept = reader.metadata().file_metadata().key_value_metadata().expect("metadata");
    assert!(kept.iter().any(|it| it.key == "candor.checkpoint" && it.value.as_deref() == Some(checkpoint)));
}
