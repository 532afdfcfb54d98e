//! From a declaration to its relations.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use disclosure::{
    Pointer,
    catalog::Catalog,
    manifest::{
        CrossBorder, Declaration, Flow, Listed, Party, Recipient, RecipientForm, SdkDeclaration, Stated,
        Term,
        term::{Kind, kind},
    },
};

use super::{
    relation::{Abroad, Codes, Data, Observability, Places, Relation, Relations, Route},
    word::{self, Word},
};

/// Ends of flows that are the tenant itself or the person.
const OWN_ENDS: [&str; 5] = ["tenant", "app", "server", "user", "device"];
/// Stands for every declared recipient.
const ALL_RECIPIENTS: &str = "all_recipients";
/// Before the key of an SDK as an end of a flow.
const SDK: &str = "sdk:";
/// Methods that no back end takes part in.
const FROM_DEVICE: [&str; 3] = ["sdk_collection", "client_transfer", "page_redirect"];

/// All standing relations of a declaration, its codes read by this catalogue.
pub fn relations(declaration: &Declaration, catalog: &Arc<Catalog>) -> Relations {
    let reader = Reader { declaration, catalog };
    let mut all = Vec::new();
    for recipient in &declaration.recipients {
        let entry = reader.recipient(recipient);
        let general = reader.flows_to(|end| end == ALL_RECIPIENTS);
        all.extend(general.map(|flow| reader.along(&entry, flow)).collect::<Vec<_>>());
        all.extend(reader.expand(entry, &recipient.key));
    }
    for sdk in &declaration.sdks {
        all.extend(reader.expand(reader.sdk(sdk), &format!("{SDK}{}", sdk.key)));
    }
    all.extend(reader.parties());
    Relations::new(all, reader.codes())
}

struct Reader<'a> {
    declaration: &'a Declaration,
    catalog: &'a Arc<Catalog>,
}

impl<'a> Reader<'a> {
    fn codes(&self) -> Codes {
        let mut items: HashMap<String, BTreeSet<String>> = HashMap::new();
        for item in self.declaration.functions.iter().flat_map(|function| &function.data) {
            let category = item.category.value().and_then(|term| term.as_code());
            for name in [item.key.as_str(), item.datum()] {
                items.entry(name.to_owned()).or_default().extend(category.map(ToOwned::to_owned));
            }
        }
        let mut sdks: HashMap<String, BTreeSet<String>> = HashMap::new();
        for sdk in &self.declaration.sdks {
            for name in self.sdk_names(sdk) {
                sdks.entry(name).or_default().insert(sdk.key.clone());
            }
        }
        let purposes = self.declaration.purposes.iter();
        let purposes =
            purposes.filter_map(|own| Some((own.key.clone(), own.catalog.value()?.clone()))).collect();
        let abroad = abroad(&self.declaration.cross_border);
        Codes { catalog: Arc::clone(self.catalog), sdks, items, purposes, abroad }
    }

    /// Everything that names an SDK: its key, and those of the catalogue's entry that it is, merged ones included.
    fn sdk_names(&self, sdk: &SdkDeclaration) -> Vec<String> {
        let known = sdk.catalog.value().map(|key| {
            let keys = self.catalog.sdk_keys(key);
            if keys.is_empty() { vec![key.as_str()] } else { keys }
        });
        let known = known.unwrap_or_default().into_iter().map(ToOwned::to_owned);
        std::iter::once(sdk.key.clone()).chain(known).collect()
    }

    fn flows_to(&self, is_end: impl Fn(&str) -> bool + 'a) -> impl Iterator<Item = &'a Flow> {
        self.declaration.flows.iter().filter(move |flow| flow.to.as_code().is_some_and(&is_end))
    }

    /// The relations of one recipient: along each flow that ends with it, and what its entry says beyond them.
    fn expand(&self, entry: Relation, end: &str) -> Vec<Relation> {
        let end = end.to_owned();
        let flows: Vec<&Flow> = self.flows_to(move |to| to == end).collect();
        let mut all: Vec<Relation> = flows.iter().map(|flow| self.along(&entry, flow)).collect();
        if all.is_empty() {
            return vec![entry];
        }
        let carried: BTreeSet<&String> =
            all.iter().flat_map(|it| it.data.words.iter()).flat_map(Word::names).collect();
        let beyond = |word: &&Word| !word.names().iter().any(|name| carried.contains(name));
        let rest: Vec<Word> = entry.data.words.iter().filter(beyond).cloned().collect();
        // A flow that states no data carries all that the entry names.
        if !rest.is_empty() {
            let data = self.data_of(Listed::Items(rest));
            all.push(Relation { data, ..entry });
        }
        all
    }

    /// What an entry says, changed by what a flow states.
    fn along(&self, entry: &Relation, flow: &Flow) -> Relation {
        let here = Pointer::root().child("flows").child(&flow.key);
        let stated = |unstated: bool, name: &str, entry: &Pointer| {
            if unstated { entry.clone() } else { here.child(name) }
        };
        let places = Places {
            sdk: here.child("from"),
            data: stated(flow.data.is_unstated(), "data", &entry.places.data),
            basis: stated(flow.basis.is_unstated(), "basis", &entry.places.basis),
            method: stated(flow.method.is_unstated(), "method", &entry.places.method),
            region: stated(flow.region.is_unstated(), "region", &entry.places.region),
            ..entry.places.clone()
        };
        let from = self.word(&flow.from);
        let by = from.code.as_deref().and_then(|code| code.strip_prefix(SDK));
        let sdk = entry.sdk.clone().or_else(|| by.map(ToOwned::to_owned));
        let method = or_else(self.one(&flow.method), &entry.method);
        let observability = observability(sdk.is_some(), from.code.as_deref(), &method);
        let data = match &flow.data {
            Listed::Unstated => entry.data.clone(),
            Listed::Items(_) => self.data(&flow.data),
        };
        Relation {
            key: format!("{}/{}", entry.recipient, flow.key),
            sdk,
            mode: flow.mode.value().copied().or(entry.mode),
            data,
            basis: or_else(self.one(&flow.basis), &entry.basis),
            region: or_else(self.one(&flow.region), &entry.region),
            method,
            route: Some(Route { flow: flow.key.clone(), from, trigger: self.one(&flow.trigger) }),
            observability,
            path: here,
            places,
            ..entry.clone()
        }
    }

    fn recipient(&self, recipient: &Recipient) -> Relation {
        let here = Pointer::root().child("recipients").child(&recipient.key);
        let method = self.one(&recipient.method);
        Relation {
            form: recipient.form.value().copied(),
            entity: recipient.legal_name.value().cloned(),
            role: recipient.role.value().copied(),
            mode: recipient.mode.value().copied(),
            data: self.data(&recipient.data),
            purposes: self.one(&recipient.purpose),
            basis: self.one(&recipient.basis),
            consent: recipient.consent.value().copied(),
            region: self.one(&recipient.region),
            contract: recipient.contract.value().cloned(),
            frequency: self.one(&recipient.frequency),
            observability: observability(false, None, &method),
            method,
            ..blank(recipient.key.clone(), here, ["legalName", "purpose"])
        }
    }

    fn sdk(&self, sdk: &SdkDeclaration) -> Relation {
        let here = Pointer::root().child("sdks").child(&sdk.key);
        let method = self.one(&sdk.method);
        let names = self.sdk_names(sdk);
        let prefixed = names.iter().map(|name| format!("{SDK}{name}")).collect::<Vec<_>>();
        Relation {
            form: Some(RecipientForm::Entity),
            entity: sdk.vendor_legal_name.value().cloned(),
            sdk: Some(sdk.key.clone()),
            data: self.data(&sdk.data),
            purposes: self.purposes(&sdk.purposes),
            frequency: self.one(&sdk.frequency),
            observability: observability(true, None, &method),
            method,
            names: prefixed.into_iter().chain(names).collect(),
            ..blank(format!("{SDK}{}", sdk.key), here, ["vendorLegalName", "purposes"])
        }
    }

    /// Relations along flows to whoever is neither a recipient nor an SDK nor one of us.
    fn parties(&self) -> Vec<Relation> {
        let declaration = self.declaration;
        let known: BTreeSet<&str> = OWN_ENDS
            .into_iter()
            .chain([ALL_RECIPIENTS])
            .chain(declaration.platforms.iter().map(|platform| platform.key.as_str()))
            .chain(declaration.recipients.iter().map(|recipient| recipient.key.as_str()))
            .collect();
        let outside = declaration.flows.iter().filter(|flow| match flow.to.as_code() {
            Some(code) => !known.contains(code) && !code.starts_with(SDK),
            None => true,
        });
        outside.map(|flow| self.along(&self.party(flow), flow)).collect()
    }

    fn party(&self, flow: &Flow) -> Relation {
        let here = Pointer::root().child("flows").child(&flow.key);
        let to = self.word(&flow.to);
        let key = to.code.clone().or_else(|| to.names().first().cloned()).unwrap_or_default();
        let declared = |party: &&Party| Some(&party.key) == to.code.as_ref();
        let here = match self.declaration.parties.iter().find(declared) {
            Some(party) => Pointer::root().child("parties").child(&party.key),
            None => here,
        };
        Relation { names: to.names().to_vec(), ..blank(key, here, ["name", "purpose"]) }
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
        let own = |code: &str| self.declaration.purposes.iter().find(|purpose| purpose.key == code);
        let read = |term: &Term<kind::Purpose>| {
            let word = self.word(term);
            let code = word.code.as_deref();
            let catalog = code.and_then(own).and_then(|purpose| purpose.catalog.value().cloned());
            word.meaning(catalog)
        };
        listed(terms, read)
    }

    fn data(&self, terms: &Listed<Term<kind::Data>>) -> Data {
        self.data_of(listed(terms, |term| self.datum(term)))
    }

    /// A datum is named by its key and by its fine name.
    fn datum(&self, term: &Term<kind::Data>) -> Word {
        let word = self.word(term);
        let items = self.declaration.functions.iter().flat_map(|function| &function.data);
        let same: Vec<String> = items
            .filter(|item| word.is_named(&item.key) || word.is_named(item.datum()))
            .flat_map(|item| [item.key.clone(), item.datum().to_owned()])
            .collect();
        word.named(same)
    }

    fn data_of(&self, words: Listed<Word>) -> Data {
        let mut data = Data::default();
        for word in &words {
            let mut known = false;
            let items = self.declaration.functions.iter().flat_map(|function| &function.data);
            for item in items.filter(|item| word.is_named(&item.key) || word.is_named(item.datum())) {
                known = true;
                let category = item.category.value().and_then(|term| term.as_code());
                data.partly.extend(category.map(ToOwned::to_owned));
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

/// A relation about which nothing is stated yet.
fn blank(recipient: String, here: Pointer, [entity, purposes]: [&str; 2]) -> Relation {
    let places = Places {
        entity: here.child(entity),
        sdk: here.clone(),
        data: here.child("data"),
        purposes: here.child(purposes),
        basis: here.child("basis"),
        consent: here.child("consent"),
        method: here.child("method"),
        region: here.child("region"),
        contract: here.child("contract"),
    };
    Relation {
        key: recipient.clone(),
        names: vec![recipient.clone()],
        recipient,
        form: None,
        entity: None,
        sdk: None,
        role: None,
        mode: None,
        data: Data::default(),
        purposes: Listed::Unstated,
        basis: Listed::Unstated,
        consent: None,
        method: Listed::Unstated,
        region: Listed::Unstated,
        route: None,
        contract: None,
        frequency: Listed::Unstated,
        observability: Observability::Reported,
        path: here,
        places,
    }
}

/// Whether a back end sees it: not where an SDK sends it, unless it starts at our servers or goes by a way of back ends.
fn observability(by_sdk: bool, from: Option<&str>, method: &Listed<Word>) -> Observability {
    let code = method.iter().find_map(|word| word.code.as_deref());
    let device = match code {
        Some("sdk_collection") => true,
        Some(code) => by_sdk && FROM_DEVICE.contains(&code),
        None => by_sdk && !matches!(from, Some("server" | "tenant")),
    };
    if device { Observability::DeviceOnly } else { Observability::Reported }
}

fn listed<T>(terms: &Listed<T>, read: impl Fn(&T) -> Word) -> Listed<Word> {
    match terms {
        Listed::Unstated => Listed::Unstated,
        Listed::Items(terms) => Listed::Items(terms.iter().map(read).collect()),
    }
}

fn or_else(stated: Listed<Word>, otherwise: &Listed<Word>) -> Listed<Word> {
    if stated.is_unstated() { otherwise.clone() } else { stated }
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
