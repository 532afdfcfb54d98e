//! `factsheet FILE` prints the manifest of a fact sheet as JSON (`--yaml`: as YAML; `--translations SAMPLE` takes over
//! the Chinese texts of an earlier manifest), `factsheet --back MANIFEST` prints the sheet, `factsheet --excepted` the
//! patterns of what is left out on both sides, one a line. `-` reads from standard input. Exit code 2 where a file
//! cannot be read; what is wrong with it goes to standard error, one problem a line.

use std::{
    io::{Read, Write},
    process::ExitCode,
};

use disclosure::{
    catalog::Catalog,
    manifest::{Format, Limits, Manifest, Problems, from_value, read, to_value},
};
use fact_sheet::{EXCEPTED, carry_translations, to_manifest, to_sheet, to_yaml};
use serde_json::Value;

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(text) => match std::io::stdout().write_all(text.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(2),
        },
        Err(reason) => {
            // Nothing is left to do where standard error is closed as well.
            let _ = writeln!(std::io::stderr(), "{reason}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Vec<String>) -> Result<String, String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--excepted"] => Ok(EXCEPTED.iter().map(|pattern| format!("{pattern}\n")).collect()),
        ["--back", file] => Ok(format!("{:#}\n", to_sheet(&manifest(file)?))),
        ["--yaml", file] => Ok(to_yaml(&converted(file)?)),
        ["--yaml", "--translations", sample, file] => {
            let mut value = converted(file)?;
            carry_translations(&mut value, &to_value(&manifest(sample)?));
            // Read once more: members in their order, and a sample that is valid.
            let whole = from_value(&value, &Limits::default(), Catalog::builtin())
                .map_err(|problems| lines(file, &problems))?;
            Ok(to_yaml(&to_value(&whole)))
        }
        [file] if !file.starts_with("--") => Ok(format!("{:#}\n", converted(file)?)),
        _ => Err("factsheet [--yaml [--translations SAMPLE]] FILE | --back MANIFEST | --excepted".into()),
    }
}

fn converted(file: &str) -> Result<Value, String> {
    let sheet: Value = serde_json::from_slice(&bytes(file)?).map_err(|error| format!("{file}: {error}"))?;
    let manifest = to_manifest(&sheet, Catalog::builtin()).map_err(|error| format!("{file}: {error}"))?;
    Ok(to_value(&manifest))
}

fn manifest(file: &str) -> Result<Manifest, String> {
    let bytes = bytes(file)?;
    // An object in braces is JSON whatever the file is called.
    let json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let format = if json { Format::Json } else { Format::Yaml };
    read(&bytes, format, &Limits::default(), Catalog::builtin()).map_err(|problems| lines(file, &problems))
}

fn lines(file: &str, problems: &Problems) -> String {
    let lines = problems.0.iter().map(|problem| format!("{file}: {problem:?}"));
    lines.collect::<Vec<_>>().join("\n")
}

fn bytes(file: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if file == "-" {
        std::io::stdin().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(file).map(|read| bytes = read)
    };
    read.map(|()| bytes).map_err(|error| format!("{file}: {error}"))
}
