//! The contract as data: its types and fields, read from the SDL, so that tests find what they have to cover.

use std::collections::BTreeMap;

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition},
};

/// An argument or an input's member.
#[derive(Debug, Clone)]
pub struct Input {
    pub name: String,
    pub of: String,
    pub list: bool,
    pub required: bool,
}

/// A field of an object or interface.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub args: Vec<Input>,
    pub of: String,
}

/// All types by name.
#[derive(Debug)]
pub struct Sdl {
    objects: BTreeMap<String, Vec<Field>>,
    inputs: BTreeMap<String, Vec<Input>>,
}

fn base(ty: &Type) -> (String, bool) {
    match &ty.base {
        BaseType::Named(name) => (name.to_string(), false),
        BaseType::List(inner) => (base(inner).0, true),
    }
}

fn input(definition: &InputValueDefinition) -> Input {
    let (of, list) = base(&definition.ty.node);
    let required = !definition.ty.node.nullable && definition.default_value.is_none();
    Input { name: definition.name.node.to_string(), of, list, required }
}

fn field(definition: &FieldDefinition) -> Field {
    Field {
        name: definition.name.node.to_string(),
        args: definition.arguments.iter().map(|arg| input(&arg.node)).collect(),
        of: base(&definition.ty.node).0,
    }
}

impl Sdl {
    /// Of the schema that is served.
    pub fn served() -> Self {
        let document = parse_schema(api::graphql::sdl()).expect("our own SDL");
        let mut sdl = Self { objects: BTreeMap::new(), inputs: BTreeMap::new() };
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            match definition.node.kind {
                TypeKind::Object(object) => {
                    sdl.objects.insert(name, object.fields.iter().map(|it| field(&it.node)).collect());
                }
                TypeKind::Interface(interface) => {
                    sdl.objects.insert(name, interface.fields.iter().map(|it| field(&it.node)).collect());
                }
                TypeKind::InputObject(object) => {
                    sdl.inputs.insert(name, object.fields.iter().map(|it| input(&it.node)).collect());
                }
                TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::Union(_) => {}
            }
        }
        sdl
    }

    /// The root fields: `query` or `mutation` with each.
    pub fn roots(&self) -> impl Iterator<Item = (&'static str, &Field)> {
        let of = |operation, name: &str| self.fields(name).iter().map(move |field| (operation, field));
        of("query", "Query").chain(of("mutation", "Mutation"))
    }

    /// The fields of a type; none of a scalar or an enum.
    pub fn fields(&self, name: &str) -> &[Field] {
        self.objects.get(name).map_or(&[], Vec::as_slice)
    }

    /// All objects and interfaces with their fields.
    pub fn objects(&self) -> impl Iterator<Item = (&str, &[Field])> {
        self.objects.iter().map(|(name, fields)| (name.as_str(), fields.as_slice()))
    }

    /// Every value that a field takes, however deep in an input: its path, such as `input.draftId`, with what it is.
    pub fn values(&self, field: &Field) -> Vec<(String, Input)> {
        let mut found = Vec::new();
        self.collect("", &field.args, &mut found);
        found
    }

    fn collect(&self, path: &str, inputs: &[Input], found: &mut Vec<(String, Input)>) {
        for input in inputs {
            let path = if path.is_empty() { input.name.clone() } else { format!("{path}.{}", input.name) };
            match self.inputs.get(&input.of) {
                Some(members) => self.collect(&path, members, found),
                None => found.push((path, input.clone())),
            }
        }
    }

    /// A selection of everything that a type tells without arguments, `depth` objects deep; pages of connections are
    /// asked with `first: 2`, languages with `en`.
    pub fn selection(&self, of: &str, depth: usize) -> String {
        let mut parts = vec!["__typename".to_owned()];
        for field in self.fields(of) {
            let Some(args) = arguments(field) else { continue };
            let leaf = self.fields(&field.of).is_empty();
            if leaf {
                parts.push(format!("{}{args}", field.name));
            } else if depth > 0 && !matches!(field.name.as_str(), "edges") {
                // A connection and its nodes are one step, as its reader sees it.
                let step = if field.name == "nodes" { depth } else { depth - 1 };
                parts.push(format!("{}{args} {}", field.name, self.selection(&field.of, step)));
            }
        }
        format!("{{ {} }}", parts.join(" "))
    }
}

/// The arguments that a field cannot be asked without; none where they are not to be guessed.
fn arguments(field: &Field) -> Option<String> {
    let mut args = Vec::new();
    for arg in &field.args {
        match arg.name.as_str() {
            "locale" if arg.required => args.push(r#"locale: "en""#.to_owned()),
            "first" => args.push("first: 2".to_owned()),
            _ if arg.required => return None,
            _ => {}
        }
    }
    Some(if args.is_empty() { String::new() } else { format!("({})", args.join(", ")) })
}
