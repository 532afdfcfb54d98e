//! Source files with every path that they name, resolved to where it leads.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use syn::{
    Attribute, Item, ItemMod, ItemUse, Macro, Meta, UseTree,
    buffer::{Cursor, TokenBuffer},
    visit::{self, Visit},
};

/// A file of one of our crates.
#[derive(Clone)]
pub struct Source {
    /// From the workspace's root, such as `api/src/apps/store.rs`.
    pub file: String,
    /// The crate and the modules down to the file: `api`, `apps`, `store`.
    pub module: Vec<String>,
    /// Whether it is compiled for tests only.
    pub for_tests: bool,
    /// The modules that it declares in files of their own.
    pub children: Vec<String>,
    /// Every path in it: from the name of a crate on; `crate`, `super` and imported names are resolved.
    pub paths: BTreeSet<Vec<String>>,
}

impl Source {
    /// Reads a file's text.
    pub fn parse(file: &str, text: &str) -> Self {
        let (module, for_tests) = module_of(file);
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut reader =
            Reader { module: module.clone(), imports: HashMap::new(), raw: Vec::new(), children: Vec::new() };
        reader.visit_file(&parsed);
        let paths = reader.raw.iter().filter_map(|(module, path)| reader.resolve(module, path)).collect();
        Self { file: file.into(), module, for_tests, children: reader.children, paths }
    }
}

/// All files of our crates; benches and the suite are users of the crates and may name what they like.
pub fn workspace() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the suite lies in the workspace");
    let mut sources = Vec::new();
    for name in ["disclosure", "entities", "migration", "api"] {
        read_folder(root, &root.join(name).join("src"), &mut sources);
    }
    sources
}

fn read_folder(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(root, &path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let file = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            sources.push(Source::parse(&file, &fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The modules down to a file, and whether it is one of tests.
fn module_of(file: &str) -> (Vec<String>, bool) {
    let (name, rest) = file.split_once("/src/").unwrap();
    let mut module = vec![name.to_owned()];
    module.extend(rest.trim_end_matches(".rs").split('/').map(str::to_owned));
    if module.len() > 1 && matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    let for_tests = module.iter().any(|part| part == "tests");
    (module, for_tests)
}

struct Reader {
    module: Vec<String>,
    /// Imported names of the file, with the path each stands for.
    imports: HashMap<String, Vec<String>>,
    /// Paths as written, with the module they are written in.
    raw: Vec<(Vec<String>, Vec<String>)>,
    children: Vec<String>,
}

impl Reader {
    /// From the name of a crate on; None for an empty path.
    fn resolve(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let path = self.unimport(path);
        let (here, rest) = match path.first()?.as_str() {
            "crate" => (&module[..1], &path[1..]),
            "self" => (module, &path[1..]),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                (&module[..module.len().saturating_sub(up)], &path[up..])
            }
            _ => (&module[..0], path.as_slice()),
        };
        Some([here, rest].concat())
    }

    /// With an imported name at its start replaced by what was imported; that may start with one again.
    fn unimport(&self, path: &[String]) -> Vec<String> {
        let mut path = path.to_vec();
        for _ in 0..3 {
            match path.first().and_then(|name| self.imports.get(name)) {
                Some(target) if target.first() != path.first() => {
                    path.splice(..1, target.iter().cloned());
                }
                _ => break,
            }
        }
        path
    }

    fn note(&mut self, path: Vec<String>) {
        self.raw.push((self.module.clone(), path));
    }

    fn import(&mut self, tree: &UseTree, prefix: &[String]) {
        let with = |name: &dyn ToString| [prefix, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, prefix)),
            UseTree::Glob(_) => self.note(with(&"*")),
            UseTree::Name(name) => {
                let path = if name.ident == "self" { prefix.to_vec() } else { with(&name.ident) };
                self.bring(path.last().cloned().unwrap_or_default(), path);
            }
            UseTree::Rename(rename) => {
                let path = if rename.ident == "self" { prefix.to_vec() } else { with(&rename.ident) };
                self.bring(rename.rename.to_string(), path);
            }
        }
    }

    fn bring(&mut self, name: String, path: Vec<String>) {
        // What is relative to an inner module is told apart where it is noted; a name means one thing a file.
        self.imports.insert(name, path.clone());
        self.note(path);
    }

    /// Paths among tokens that are no syntax yet: the insides of macros and attributes.
    fn scan(&mut self, mut cursor: Cursor<'_>) {
        let mut path = Vec::new();
        while !cursor.eof() {
            if let Some((ident, rest)) = cursor.ident() {
                path.push(ident.to_string());
                cursor = rest;
                if let Some(rest) = double_colon(cursor) {
                    cursor = rest;
                    continue;
                }
            } else if let Some((inside, _, _, rest)) = cursor.any_group() {
                self.scan(inside);
                cursor = rest;
            } else if let Some((_, rest)) = cursor.token_tree() {
                cursor = rest;
            }
            if path.len() > 1 {
                self.note(std::mem::take(&mut path));
            }
            path.clear();
        }
    }
}

fn double_colon(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let (first, rest) = cursor.punct()?;
    let (second, rest) = rest.punct()?;
    (first.as_char() == ':' && second.as_char() == ':').then_some(rest)
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.import(&item.tree, &[]);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.content.is_none() {
            self.children.push(item.ident.to_string());
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item(&mut self, item: &'ast Item) {
        // A definition of a macro is a pattern, not code; its uses are read.
        if !matches!(item, Item::Macro(definition) if definition.ident.is_some()) {
            visit::visit_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // A single name is a local one, or was noted where it was imported.
        if path.segments.len() > 1 {
            self.note(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invocation: &'ast Macro) {
        self.scan(TokenBuffer::new2(invocation.tokens.clone()).begin());
        visit::visit_macro(self, invocation);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.scan(TokenBuffer::new2(list.tokens.clone()).begin());
        }
        visit::visit_attribute(self, attribute);
    }
}
