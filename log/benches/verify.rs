//! What verifying an export costs, beside one stream of SHA-256 over the same bytes: `cargo bench -p sharing-log`.
//!
//! Both read the files of records from the disk. The ratio of the two is what is looked at; the records are as long as
//! those of a back end that reports single events.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    thread::available_parallelism,
};

use aws_lc_rs::digest::{Context, SHA256};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sharing_log::{
    Checkpoint, Hash,
    entry::{Body, Parts, Salt},
    export::{Writer, verify},
    tree::Frontier,
};
use tempfile::TempDir;

const RECORDS: u64 = 200_000;

fn parts(number: u64) -> Parts {
    let id = Hash::of(&[&number.to_be_bytes()]);
    let content = format!(
        "{{\"basis\":\"cn_consent\",\"categories\":[\"device_info\",\"ip_address\"],\"consent\":\"c-{number}\",\
         \"externalId\":\"evt-{number}\",\"method\":\"api\",\"occurredAt\":\"2026-11-28T08:00:00.000Z\",\
         \"purpose\":\"analytics\",\"recipient\":\"umeng\",\"region\":\"CN\",\"subject\":\"{}\"}}",
        id.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    );
    let header = "{\"app\":\"app_01jdq3v0q0e0f8k3f5m4tq6w8z\",\"kind\":\"RECORD\",\
                  \"recordedAt\":\"2026-11-28T08:00:00.000Z\",\"v\":1}";
    Parts { header: header.into(), body: Body::Kept { salt: Salt(id.0), content } }
}

fn written() -> (TempDir, Checkpoint) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut frontier = Frontier::default();
    let mut writer = Writer::new(folder.path(), 1_000_000);
    for number in 0..RECORDS {
        let parts = parts(number);
        frontier.append(parts.leaf());
        writer.append(&parts).expect("the disk takes it");
    }
    let checkpoint = Checkpoint { origin: "log.example/a".into(), size: RECORDS, root: frontier.root() };
    writer.finish(&checkpoint).expect("the checkpoint is that of the records");
    (folder, checkpoint)
}

/// One stream of the fastest SHA-256 at hand.
fn digest(path: &Path) -> [u8; 32] {
    let mut file = File::open(path).expect("the file is there");
    let mut context = Context::new(&SHA256);
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer).expect("the file can be read") {
            0 => break,
            read => context.update(&buffer[..read]),
        }
    }
    context.finish().as_ref().try_into().expect("32 bytes")
}

fn benches(criterion: &mut Criterion) {
    let (folder, checkpoint) = written();
    let file: PathBuf = folder.path().join("records-0000.ndjson");
    let bytes = file.metadata().expect("the file is there").len();
    let threads = available_parallelism().map_or(1, usize::from);
    let mut group = criterion.benchmark_group("export");
    group.throughput(Throughput::Bytes(bytes)).sample_size(10);
    group.bench_function("sha256, one stream", |bencher| bencher.iter(|| digest(&file)));
    for threads in [1, threads] {
        group.bench_function(format!("verify, {threads} hashing"), |bencher| {
            bencher.iter(|| {
                let report =
                    verify(folder.path(), &checkpoint, threads, &mut |_| ()).expect("it can be read");
                assert_eq!((report.records, report.problem), (RECORDS, None));
            });
        });
    }
    group.finish();
}

criterion_group!(verifying, benches);
criterion_main!(verifying);
