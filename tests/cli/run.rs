//! A folder with a manifest in it, and the command run on it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use api::cli::compile::{Compile, CompileError, Printer, run};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder of one test's own.
pub struct Workshop {
    folder: TempDir,
    manifest: PathBuf,
}

/// What a run printed and how it ended.
pub struct Ran {
    /// 0, 1 or 2.
    pub exit_code: u8,
    pub error: Option<CompileError>,
    pub results: String,
    pub problems: String,
}

impl Workshop {
    /// With a manifest of that name and content.
    pub fn new(name: &str, manifest: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, manifest).unwrap();
        Self { folder, manifest: path }
    }

    /// With a manifest in JSON.
    pub fn of(manifest: &Value) -> Self {
        Self::new("manifest.json", manifest.to_string())
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// The command with its defaults.
    pub fn command(&self) -> Compile {
        Compile { manifest: self.manifest.clone(), out: self.out(), locales: Vec::new(), published: false }
    }

    /// Compiles with the defaults.
    pub fn compile(&self) -> Ran {
        ran(&self.command(), false)
    }

    /// Compiles for the languages of the tags.
    pub fn compile_in(&self, tags: &[&str]) -> Ran {
        let locales = tags.iter().map(|tag| tag.parse().unwrap()).collect();
        ran(&Compile { locales, ..self.command() }, false)
    }

    /// What the run printed, with this folder's own path as `…`.
    pub fn shorten(&self, printed: &str) -> String {
        printed.replace(self.folder.path().to_str().unwrap(), "…")
    }

    /// Every file under the output folder, by its path in it.
    pub fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.out()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            for path in entries.map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.out()).unwrap().to_str().unwrap().to_owned();
                    files.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        files
    }
}

/// Runs the command.
pub fn ran(command: &Compile, colour: bool) -> Ran {
    let (mut results, mut problems) = (Vec::new(), Vec::new());
    let mut printer = Printer { results: &mut results, problems: &mut problems, colour };
    let error = run(command, &mut printer).err();
    Ran {
        exit_code: error.as_ref().map_or(0, CompileError::exit_code),
        error,
        results: String::from_utf8(results).unwrap(),
        problems: String::from_utf8(problems).unwrap(),
    }
}

/// A tenant with one app that says a little.
pub fn sample() -> Value {
    json!({
        "schema": "candor.manifest/1",
        "tenant": {
            "slug": "acme",
            "name": { "zh-CN": "极光影像", "en": "Acme Imaging" },
            "kind": "app_developer",
            "legalEntities": [{ "key": "acme", "name": { "zh-CN": "极光有限公司", "en": "Acme Ltd" } }],
            "contacts": [{ "key": "mail", "kind": "email", "value": "privacy@acme.example" }]
        },
        "apps": [app("lamp")]
    })
}

/// A small declaration.
pub fn app(slug: &str) -> Value {
    json!({
        "slug": slug,
        "name": { "zh-CN": "灯", "en": "Lamp" },
        "platforms": [{ "key": "app", "name": { "zh-CN": "应用", "en": "App" }, "kind": { "zh-CN": "应用", "en": "app" } }],
        "functions": [{
            "key": "switch",
            "name": { "zh-CN": "开关", "en": "Switch" },
            "platforms": ["app"],
            "data": [{ "key": "ip", "category": "ip_address", "label": { "zh-CN": "网络地址", "en": "Network address" }, "requirement": "required" }]
        }],
        "sdks": [{ "key": "stats", "name": { "zh-CN": "统计", "en": "Statistics" }, "policyUrl": "https://stats.example/privacy" }],
        "recipients": [{ "key": "cloud", "name": { "zh-CN": "云", "en": "Cloud" }, "mode": "provide", "data": [{ "zh-CN": "照片", "en": "Photo" }] }]
    })
}
