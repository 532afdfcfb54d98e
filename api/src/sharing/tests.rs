//! The plan of a group, without a database.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use entities::{AppId, LogId, SharingRecordId, TenantId, TypedId, apps::Environment};
use sharing_log::{record::Content, tree::Frontier};
use uuid::Uuid;

use super::{
    draft::{of_report, of_void},
    model::{Conformity, Draft, Judgement, Log, Report},
    plan::{Ground, Job, Plan, named, plan},
};
use crate::{
    conformity::ReasonCode,
    platform::{ErrorCode, SystemRandom, scope::Actor},
};

fn now() -> DateTime<Utc> {
    "2026-11-28T08:00:00Z".parse().unwrap()
}

fn log() -> Log {
    Log {
        tenant: TenantId::from_uuid(Uuid::from_u128(1)),
        id: LogId::from_uuid(Uuid::from_u128(2)),
        environment: Environment::Live,
        origin: "clog".into(),
        frontier: Frontier::default(),
        tile_month: 0,
        key: 1,
        expired: 0,
    }
}

fn app(number: u128) -> AppId {
    AppId::from_uuid(Uuid::from_u128(number))
}

fn report(external: &str, subjects: u64) -> Report {
    let text = |text: &str| Some(text.to_owned());
    let content = Content {
        recipient: text("partner"),
        categories: vec!["location".into(), "device".into(), "location".into()],
        purpose: text("ads"),
        basis: text("consent"),
        subjects: Some(subjects),
        external_id: text(external),
        ..Content::default()
    };
    Report { content, occurred_at: Some(now()), corrects: None, subject: None }
}

fn draft(report: Report) -> Draft {
    let reasons = vec![ReasonCode::NoVersionInForce];
    let judgement = Judgement { conformity: Conformity::Undecided, version: None, reasons };
    Draft { judgement: Some(judgement), ..of_report(report, app(7), None, now()).unwrap() }
}

/// Who reports.
const BY: Actor = Actor::Job("test");

fn job(reports: Vec<Report>, whole: bool) -> Job {
    let drafts = reports.into_iter().map(draft).collect();
    Job { by: BY, drafts, whole }
}

fn alone(draft: Draft) -> Job {
    Job { by: BY, drafts: vec![draft], whole: true }
}

fn id(seq: i64) -> SharingRecordId {
    SharingRecordId { log: log().id, month: 202_611, seq }
}

fn planned(jobs: Vec<Job>) -> Plan {
    plan(&log(), Ground::default(), jobs, now(), &SystemRandom).unwrap()
}

/// The number that each draft got, or why it got none.
fn answers(plan: &Plan) -> Vec<Vec<Result<i64, (ErrorCode, &'static str)>>> {
    let answer = |row: &crate::platform::error::Result<super::Recorded>| match row {
        Ok(recorded) => Ok(recorded.id.seq),
        Err(error) => Err((error.code(), error.message().key)),
    };
    plan.outcomes.iter().map(|outcome| outcome.iter().map(answer).collect()).collect()
}

#[test]
fn one_bad_report_fails_only_its_caller() {
    let conflict = Err((ErrorCode::Conflict, "error-sharing-external-id"));
    let plan = planned(vec![
        job(vec![report("a", 1)], true),
        job(vec![report("b", 1), report("a", 2)], true),
        job(vec![report("c", 1), report("a", 3), report("a", 1)], false),
        job(vec![report("b", 5)], true),
    ]);
    // The second caller's `b` was taken back, so that the fourth's is new.
    let expected = vec![vec![Ok(0)], vec![Ok(1), conflict], vec![Ok(1), conflict, Ok(0)], vec![Ok(2)]];
    assert_eq!(answers(&plan), expected);
    assert_eq!(plan.records.iter().map(|record| record.seq).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(plan.outcomes[2][2].as_ref().unwrap().repeated);
}

#[test]
fn what_is_voided_and_corrected_leaves_the_sums() {
    let void = |seq: i64, reason: &str| of_void(id(seq), reason.into(), None, None).unwrap();
    let correct = |seq: i64, external: &str| {
        let mut report = report(external, 50);
        report.content.recipient = Some("other".into());
        report.content.reason = Some("wrong recipient".into());
        report.corrects = Some(id(seq));
        draft(report)
    };
    let plan = planned(vec![
        job(vec![report("a", 1), report("b", 2), report("c", 4)], true),
        alone(void(0, "test")),
        alone(correct(1, "b2")),
        alone(void(0, "test")),
        alone(void(0, "another reason")),
        alone(correct(0, "a2")),
        alone(void(3, "of a void")),
        alone(void(9, "of nothing")),
    ]);
    let superseded = Err((ErrorCode::IllegalState, "error-sharing-superseded"));
    let expected = vec![
        vec![Ok(0), Ok(1), Ok(2)],
        vec![Ok(3)],
        vec![Ok(4)],
        vec![Ok(3)],
        vec![superseded],
        vec![superseded],
        vec![Err((ErrorCode::IllegalState, "error-sharing-void"))],
        vec![Err((ErrorCode::NotFound, "error-not-found"))],
    ];
    assert_eq!(answers(&plan), expected);
    let sums: BTreeMap<(String, String), (i64, i64)> =
        plan.sums.totals.into_iter().map(|(key, sums)| ((key.recipient, key.category), sums)).collect();
    let sum = |recipient: &str, category: &str, sums| ((recipient.to_owned(), category.to_owned()), sums);
    let expected = [
        sum("other", "", (1, 50)),
        sum("other", "device", (1, 50)),
        sum("other", "location", (1, 50)),
        sum("partner", "", (1, 4)),
        sum("partner", "device", (1, 4)),
        sum("partner", "location", (1, 4)),
    ];
    assert_eq!(sums, BTreeMap::from(expected));
    let reasons: Vec<(String, ReasonCode, i64)> =
        plan.sums.reasons.into_iter().map(|(key, records)| (key.recipient, key.reason, records)).collect();
    let one = |recipient: &str| (recipient.to_owned(), ReasonCode::NoVersionInForce, 1);
    assert_eq!(reasons, [one("other"), one("partner")]);
}

#[test]
fn one_that_voids_what_the_group_itself_records_is_refused_alone() {
    let taken = |seq: i64| of_void(id(seq), "test".into(), Some("taken".into()), None).unwrap();
    let jobs = vec![job(vec![report("a", 1)], true), alone(taken(0)), job(vec![report("b", 1)], true)];
    let ids = ["a", "b", "taken"].map(|id| (app(7), id));
    assert_eq!(named(&jobs, &HashMap::new()), HashSet::from(ids));
    let receipts = HashMap::from([((app(7), "taken".to_owned()), (9, [0; 32]))]);
    let plan = plan(&log(), Ground { receipts, ..Ground::default() }, jobs, now(), &SystemRandom).unwrap();
    let conflict = Err((ErrorCode::Conflict, "error-sharing-external-id"));
    assert_eq!(answers(&plan), [vec![Ok(0)], vec![conflict], vec![Ok(1)]]);
}

#[test]
fn a_bound_key_cites_its_own_app_s_records() {
    let own = of_void(id(0), "test".into(), None, Some(app(7))).unwrap();
    let foreign = of_void(id(0), "test".into(), None, Some(app(8))).unwrap();
    let other_log = SharingRecordId { log: LogId::from_uuid(Uuid::from_u128(3)), ..id(0) };
    let elsewhere = of_void(other_log, "test".into(), None, None).unwrap();
    let other_month =
        of_void(SharingRecordId { month: 202_610, ..id(0) }, "test".into(), None, None).unwrap();
    let jobs = [foreign, elsewhere, other_month, own].map(alone);
    let plan = planned(std::iter::once(job(vec![report("a", 1)], true)).chain(jobs).collect());
    let missing = vec![Err((ErrorCode::NotFound, "error-not-found"))];
    assert_eq!(answers(&plan), vec![vec![Ok(0)], missing.clone(), missing.clone(), missing, vec![Ok(1)]]);
}
