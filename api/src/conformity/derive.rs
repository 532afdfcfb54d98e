//! From a declaration to its relations.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use disclosure::{
    Pointer,
    catalog::Catalog,
    manifest::{
        CrossBorder, Declaration, Flow, Listed, Recipient, RecipientForm, SdkDeclaration, Stated, Term,
        term::{Kind, kind},
    },
};

use super::{
    relation::{Abroad, Codes, Data, Entry, Facts, Relation, Route},
    relations::{Everyone, Relations},
    word::{self, Word},
};

/// Ends of flows that are the tenant itself or the person.
const OWN_ENDS: [&str; 5] = ["tenant", "app", "server", "user", "device"];
/// Stands for every declared recipient.
const ALL_RECIPIENTS: &str = "all_recipients";
/// Before the key of an SDK as an end of a flow.
const SDK: &str = "sdk:";

/// All standing relations of a declaration, its codes read by this catalogue.
pub fn relations(declaration: &Declaration, catalog: &Arc<Catalog>) -> Relations {
    let reader = Reader::new(declaration, catalog);
    let mut own = Vec::new();
    let mut recipients = Vec::new();
    for recipient in &declaration.recipients {
        let entry = Arc::new(reader.recipient(recipient));
        own.extend(reader.expand(&entry, &recipient.key));
        recipients.push(entry);
    }
    for sdk in &declaration.sdks {
        own.extend(reader.expand(&Arc::new(reader.sdk(sdk)), &format!("{SDK}{}", sdk.key)));
    }
    own.extend(reader.parties());
    let routes = reader.flows_to(ALL_RECIPIENTS).collect::<Vec<_>>();
    let everyone = if routes.is_empty() { Everyone::default() } else { Everyone { recipients, routes } };
    Relations::new(own, everyone, reader.codes)
}

struct Reader<'a> {
    declaration: &'a Declaration,
    catalog: &'a Arc<Catalog>,
    codes: Codes,
    /// Flows by their end.
    flows: HashMap<&'a str, Vec<&'a Flow>>,
}

impl<'a> Reader<'a> {
    fn new(declaration: &'a Declaration, catalog: &'a Arc<Catalog>) -> Self {
        let mut flows: HashMap<&str, Vec<&Flow>> = HashMap::new();
        for flow in &declaration.flows {
            if let Some(end) = flow.to.as_code() {
                flows.entry(end).or_default().push(flow);
            }
        }
        Self { declaration, catalog, codes: codes(declaration, catalog), flows }
    }

    fn flows_to(&self, end: &str) -> impl Iterator<Item = Arc<Route>> {
        let flows = self.flows.get(end).map_or(&[][..], Vec::as_slice);
        flows.iter().map(|flow| Arc::new(self.route(flow)))
    }

    /// The relations of one recipient: along each flow that ends with it, and what its entry says beyond them.
    fn expand(&self, entry: &Arc<Entry>, end: &str) -> Vec<Relation> {
        let mut all: Vec<Relation> =
            self.flows_to(end).map(|route| Relation::along(Arc::clone(entry), route)).collect();
        if all.is_empty() {
            return vec![Relation::of(Arc::clone(entry), None)];
        }
        // A flow that states no data carries all that the entry names.
        if all.iter().any(|it| it.route().is_some_and(|route| route.facts.data.words.is_unstated())) {
            return all;
        }
        let carried: HashSet<&str> =
            all.iter().flat_map(|it| it.data().words.iter()).flat_map(|word| self.alike(word)).collect();
        let beyond = |word: &&Word| !self.alike(word).any(|name| carried.contains(name));
        let rest: Vec<Word> = entry.facts.data.words.iter().filter(beyond).cloned().collect();
        if !rest.is_empty() {
            let rest = Arc::new(self.data_of(Listed::Items(rest)));
            all.push(Relation::of(Arc::clone(entry), Some(rest)));
        }
        all
    }

    /// The names of a word, and the other names of the app's own data that it means.
    fn alike<'b>(&'b self, word: &'b Word) -> impl Iterator<Item = &'b str> {
        let names = word.names().iter();
        names.flat_map(|name| {
            let kin = self.codes.kin.get(name).into_iter().flatten();
            std::iter::once(name).chain(kin).map(String::as_str)
        })
    }

    fn route(&self, flow: &Flow) -> Route {
        let from = self.word(&flow.from);
        let sdk = from.code.as_deref().and_then(|code| code.strip_prefix(SDK)).map(ToOwned::to_owned);
        Route {
            flow: flow.key.clone(),
            trigger: self.one(&flow.trigger),
            from,
            sdk,
            facts: Facts {
                mode: flow.mode.value().copied(),
                data: self.data(&flow.data),
                basis: self.one(&flow.basis),
                method: self.one(&flow.method),
                region: self.one(&flow.region),
            },
            path: Pointer::root().child("flows").child(&flow.key),
        }
    }

    fn recipient(&self, recipient: &Recipient) -> Entry {
        let here = Pointer::root().child("recipients").child(&recipient.key);
        Entry {
            form: recipient.form.value().copied(),
            entity: recipient.legal_name.value().cloned(),
            role: recipient.role.value().copied(),
            purposes: self.one(&recipient.purpose),
            consent: recipient.consent.value().copied(),
            contract: recipient.contract.value().cloned(),
            frequency: self.one(&recipient.frequency),
            facts: Facts {
                mode: recipient.mode.value().copied(),
                data: self.data(&recipient.data),
                basis: self.one(&recipient.basis),
                method: self.one(&recipient.method),
                region: self.one(&recipient.region),
            },
            ..blank(recipient.key.clone(), here, ["legalName", "purpose"])
        }
    }

    fn sdk(&self, sdk: &SdkDeclaration) -> Entry {
        let here = Pointer::root().child("sdks").child(&sdk.key);
        let names = sdk_names(sdk, self.catalog);
        let prefixed = names.iter().map(|name| format!("{SDK}{name}")).collect::<Vec<_>>();
        let (data, method) = (self.data(&sdk.data), self.one(&sdk.method));
        Entry {
            form: Some(RecipientForm::Entity),
            entity: sdk.vendor_legal_name.value().cloned(),
            sdk: Some(sdk.key.clone()),
            purposes: self.purposes(&sdk.purposes),
            frequency: self.one(&sdk.frequency),
            facts: Facts { data, method, ..Facts::default() },
            names: prefixed.into_iter().chain(names).collect(),
            ..blank(format!("{SDK}{}", sdk.key), here, ["vendorLegalName", "purposes"])
        }
    }

    /// Relations along flows to whoever is neither a recipient nor an SDK nor one of us.
    fn parties(&self) -> Vec<Relation> {
        let declaration = self.declaration;
        let known: HashSet<&str> = OWN_ENDS
            .into_iter()
            .chain([ALL_RECIPIENTS])
            .chain(declaration.platforms.iter().map(|platform| platform.key.as_str()))
            .chain(declaration.recipients.iter().map(|recipient| recipient.key.as_str()))
            .collect();
        let parties: HashSet<&str> = declaration.parties.iter().map(|party| party.key.as_str()).collect();
        let outside = declaration.flows.iter().filter(|flow| match flow.to.as_code() {
            Some(code) => !known.contains(code) && !code.starts_with(SDK),
            None => true,
        });
        let along = |flow| Relation::along(Arc::new(self.party(flow, &parties)), Arc::new(self.route(flow)));
        outside.map(along).collect()
    }

    fn party(&self, flow: &Flow, parties: &HashSet<&str>) -> Entry {
        let to = self.word(&flow.to);
        let key = to.code.clone().or_else(|| to.names().first().cloned()).unwrap_or_default();
        let (list, place) = match to.code.as_deref().filter(|code| parties.contains(code)) {
            Some(code) => ("parties", code),
            None => ("flows", flow.key.as_str()),
        };
        let here = Pointer::root().child(list).child(place);
        Entry { names: to.names().to_vec(), ..blank(key, here, ["name", "purpose"]) }
    }

    fn word<K: Kind>(&self, term: &Term<K>) -> Word {
        Word::new(term, self.catalog)
    }

    fn one<K: Kind>(&self, term: &Stated<Term<K>>) -> Listed<Word> {
        match term {
            Stated::Unstated => Listed::Unstated,
            Stated::None => Listed::Items(Vec::new()),
            Stated::Value(term) => Listed::Items(vec![self.meant(term)]),
        }
    }

    /// The word with the catalogue's entry of which it is the code.
    fn meant<K: Kind>(&self, term: &Term<K>) -> Word {
        let word = self.word(term);
        let bases = K::NAME == <kind::LegalBasis as Kind>::NAME;
        let basis = word.code.as_ref().filter(|code| bases && self.catalog.legal_bases.contains(code));
        let basis = basis.cloned();
        word.meaning(basis)
    }

    fn purposes(&self, terms: &Listed<Term<kind::Purpose>>) -> Listed<Word> {
        let read = |term: &Term<kind::Purpose>| {
            let word = self.word(term);
            let catalog = word.code.as_ref().and_then(|code| self.codes.purposes.get(code)).cloned();
            word.meaning(catalog)
        };
        listed(terms, read)
    }

    fn data(&self, terms: &Listed<Term<kind::Data>>) -> Data {
        self.data_of(listed(terms, |term| self.word(term)))
    }

    fn data_of(&self, words: Listed<Word>) -> Data {
        let mut data = Data::default();
        for word in &words {
            let mut known = false;
            for categories in word.names().iter().filter_map(|name| self.codes.items.get(name)) {
                known = true;
                data.partly.extend(categories.iter().cloned());
            }
            for code in word.code.iter() {
                if self.catalog.data_categories.contains(code) {
                    known = true;
                    data.whole.insert(code.clone());
                }
                let phrase = word::entry(self.catalog, <kind::Data as Kind>::NAME, code);
                if let Some(category) = phrase.and_then(|entry| entry.category.clone()) {
                    known = true;
                    data.partly.insert(category);
                }
            }
            data.names.extend(word.names().iter().cloned());
            data.vague |= !known;
        }
        Data { words, ..data }
    }
}

fn codes(declaration: &Declaration, catalog: &Arc<Catalog>) -> Codes {
    let mut items: HashMap<String, BTreeSet<String>> = HashMap::new();
    let mut kin: HashMap<String, BTreeSet<String>> = HashMap::new();
    for item in declaration.functions.iter().flat_map(|function| &function.data) {
        let category = item.category.value().and_then(|term| term.as_code());
        let (key, datum) = (item.key.as_str(), item.datum());
        for name in [key, datum] {
            items.entry(name.to_owned()).or_default().extend(category.map(ToOwned::to_owned));
        }
        if key != datum {
            kin.entry(key.to_owned()).or_default().insert(datum.to_owned());
            kin.entry(datum.to_owned()).or_default().insert(key.to_owned());
        }
    }
    let mut sdks: HashMap<String, BTreeSet<String>> = HashMap::new();
    for sdk in &declaration.sdks {
        for name in sdk_names(sdk, catalog) {
            sdks.entry(name).or_default().insert(sdk.key.clone());
        }
    }
    let purposes = declaration.purposes.iter();
    let purposes = purposes.filter_map(|own| Some((own.key.clone(), own.catalog.value()?.clone()))).collect();
    let abroad = abroad(&declaration.cross_border);
    Codes { catalog: Arc::clone(catalog), sdks, items, kin, purposes, abroad }
}

/// Everything that names an SDK: its key, and those of the catalogue's entry that it is, merged ones included.
fn sdk_names(sdk: &SdkDeclaration, catalog: &Catalog) -> Vec<String> {
    let known = sdk.catalog.value().map(|key| {
        let keys = catalog.sdk_keys(key);
        if keys.is_empty() { vec![key.as_str()] } else { keys }
    });
    let known = known.unwrap_or_default().into_iter().map(ToOwned::to_owned);
    std::iter::once(sdk.key.clone()).chain(known).collect()
}

/// An entry that states nothing yet.
fn blank(recipient: String, path: Pointer, members: [&'static str; 2]) -> Entry {
    Entry {
        names: vec![recipient.clone()],
        recipient,
        form: None,
        entity: None,
        sdk: None,
        role: None,
        purposes: Listed::Unstated,
        consent: None,
        contract: None,
        frequency: Listed::Unstated,
        facts: Facts::default(),
        path,
        members,
    }
}

fn listed<T>(terms: &Listed<T>, read: impl Fn(&T) -> Word) -> Listed<Word> {
    match terms {
        Listed::Unstated => Listed::Unstated,
        Listed::Items(terms) => Listed::Items(terms.iter().map(read).collect()),
    }
}

fn abroad(cross_border: &Stated<CrossBorder>) -> Abroad {
    let none = |code: &str| matches!(code, "none" | "none_now");
    match cross_border {
        Stated::None => Abroad::Excluded,
        Stated::Value(stated) if stated.status.is_none() => Abroad::Excluded,
        Stated::Value(stated) => match stated.status.value().and_then(|status| status.as_code()) {
            Some(code) if none(code) => Abroad::Excluded,
            _ => Abroad::Open,
        },
        Stated::Unstated => Abroad::Open,
    }
}
