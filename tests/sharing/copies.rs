//! Copies of a log: what is written proves itself, whatever is changed in it is found.

use std::{fs, path::PathBuf};

use api::cli::{
    log::{Verify, run},
    log_kept::{Export, Format, KeptError, Which, export},
};
use serde_json::json;
use tempfile::TempDir;

use super::support::{batch, events, record, void, with};
use crate::support::world::{Party, World, done, event};

/// A folder for one copy.
pub struct Copy {
    folder: TempDir,
}

impl Copy {
    pub fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

/// The export of a tenant's log into a copy's folder.
pub fn command(party: &Party, copy: &Copy, format: Format) -> Export {
    Export { tenant: party.slug.clone(), environment: Which::Live, out: copy.out(), format }
}

async fn copied(world: &World, party: &Party, copy: &Copy) -> Verify {
    let command = command(party, copy, Format::Ndjson);
    export(&world.app.state, &command, &mut |_| ()).await.expect("copies");
    // What is checked against does not lie with what is checked.
    let checkpoint = copy.folder.path().join("kept-elsewhere");
    fs::rename(copy.out().join("checkpoint"), &checkpoint).expect("moves");
    let key = fs::read_to_string(copy.out().join("key")).expect("a key");
    Verify { export: copy.out(), checkpoint, key: key.trim().parse().expect("a key") }
}

fn said(command: &Verify) -> (bool, String) {
    let mut results = Vec::new();
    let proven = run(command, &mut results, &mut |_| ()).expect("reads");
    (proven, String::from_utf8(results).expect("text"))
}

/// What is said of a new copy of a tenant's log.
pub async fn verified(world: &World, party: &Party, copy: Copy) -> (bool, String) {
    said(&copied(world, party, &copy).await)
}

#[tokio::test]
async fn a_copy_proves_itself_and_a_changed_byte_is_located() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    done(&batch(&owner, brand, events("more", 600), "ALL_OR_NOTHING").await, "batch");
    let copy = Copy::new();
    let command = copied(&world, brand, &copy).await;
    assert_eq!(said(&command), (true, "records 604\nerased 0\n".to_owned()));
    let records = command.export.join("records-0000.ndjson");
    let whole = fs::read(&records).unwrap();
    let start = whole.split_inclusive(|byte| *byte == b'\n').take(300).map(<[u8]>::len).sum::<usize>();
    for at in [start, start + 40, start + 250] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&records, &changed).unwrap();
        assert_eq!(
            said(&command),
            (false, "records 604\nerased 0\nproblem altered 300\n".to_owned()),
            "{at}"
        );
    }
    fs::write(&records, &whole).unwrap();
    assert!(said(&command).0);
    // The gateway's own checkpoint, taken apart from the copy, says the same.
    let log = super::support::log(&owner, brand, "LIVE").await;
    fs::write(&command.checkpoint, log["checkpoint"].as_str().unwrap()).unwrap();
    assert!(said(&command).0);
}

#[tokio::test]
async fn several_copies_are_made_while_records_come() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    done(&batch(&owner, brand, events("before", 900), "ALL_OR_NOTHING").await, "batch");
    let copies = [Copy::new(), Copy::new(), Copy::new()];
    let write = async {
        for number in 0..8 {
            done(
                &batch(&owner, brand, events(&format!("during-{number}"), 50), "ALL_OR_NOTHING").await,
                "batch",
            );
        }
    };
    let [one, two, three] = &copies;
    let (one, two, three, ()) = tokio::join!(
        copied(&world, brand, one),
        copied(&world, brand, two),
        copied(&world, brand, three),
        write
    );
    for command in [one, two, three] {
        let (proven, text) = said(&command);
        assert!(proven, "{text}");
    }
    assert_eq!(verified(&world, brand, Copy::new()).await, (true, "records 1304\nerased 0\n".to_owned()));
}

#[tokio::test]
async fn a_table_for_people_computes_nothing() {
    let world = World::new().await;
    let (brand, owner) = (&world.brand, world.client(&world.brand.owner));
    let hostile = json!({ "recipient": "=cmd|' /C calc'!A0", "purpose": "a, \"b\"", "region": "@SUM(1)" });
    let told = done(&record(&owner, brand, with(event("h"), hostile)).await, "recorded");
    done(&void(&owner, brand, &told["recordId"], "+1 wrong").await, "recorded");
    let copy = Copy::new();
    export(&world.app.state, &command(brand, &copy, Format::Csv), &mut |_| ()).await.unwrap();
    let text = fs::read_to_string(copy.out().join("records.csv")).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{FEFF}').split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 1 + 6);
    assert!(lines[0].starts_with("seq,recordedAt,kind,app,cites,supersededBy,"), "{}", lines[0]);
    let (app, by) = (&brand.app, brand.owner.actor());
    let empty = "\"\"";
    assert_eq!(
        lines[5],
        format!(
            "4,2026-01-02T03:04:05.000Z,RECORD,{app},{empty},5,DEVIATES,RECIPIENT_NOT_DECLARED,{by},false,'=cmd|' /C calc'!A0,{empty},\
             {empty},{empty},device_id location,\"a, \"\"b\"\"\",consent,{empty},{empty},{empty},'@SUM(1),3,{empty},\
             2026-01-02T03:00:00.123Z,h,{empty}"
        )
    );
    assert!(
        lines[6].starts_with(&format!("5,2026-01-02T03:04:05.000Z,VOID,{app},4,{empty},")),
        "{}",
        lines[6]
    );
    assert!(lines[6].ends_with(",'+1 wrong"), "{}", lines[6]);
}

#[tokio::test]
async fn what_cannot_be_copied_is_said() {
    let world = World::new().await;
    let brand = &world.brand;
    let copy = Copy::new();
    let whole = command(brand, &copy, Format::Ndjson);
    let state = &world.app.state;
    for strange in [
        Export { tenant: world.unused(), ..whole.clone() },
        Export { environment: Which::Staging, ..whole.clone() },
    ] {
        let missing = export(state, &strange, &mut |_| ()).await;
        assert!(matches!(missing, Err(KeptError::Missing(_))), "{missing:?}");
    }
    export(state, &whole, &mut |_| ()).await.unwrap();
    let again = export(state, &whole, &mut |_| ()).await;
    assert!(matches!(again, Err(KeptError::Occupied(_))), "{again:?}");
}

#[cfg(not(feature = "parquet"))]
#[tokio::test]
async fn a_build_without_parquet_says_so() {
    let world = World::new().await;
    let copy = Copy::new();
    let command = command(&world.brand, &copy, Format::Parquet);
    let refused = export(&world.app.state, &command, &mut |_| ()).await.expect_err("it cannot");
    assert_eq!(
        refused.to_string(),
        "this candor was built without Parquet: build it with --features api/parquet"
    );
    assert!(!copy.out().exists());
}
