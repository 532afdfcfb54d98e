//! Whether what is shared is what was disclosed.
//!
//! Owns no table. A declaration says with whom data is shared; read so, it is a list of standing [`Relation`]s: the
//! register. A record of a sharing, or a question asked before one, is [`judge`]d against the relations of the version that
//! was in force when it occurred. A version never changes, and neither do the relations of one: [`Registers`] keeps them.
//!
//! # Relations
//!
//! A recipient has one relation for each declared flow that ends with it, and one for what its own entry says beyond
//! them; without a flow, one. What a flow does not state is what the recipient's entry states. An SDK is read like a
//! recipient, under `sdk:<key>`, and so are parties to which a flow goes. A flow to `all_recipients` is one to each. Only a
//! relation that passes data on is in the register and lets a record conform: movements within the tenant and notices about
//! data are declared, but no published list shows them as sharing. The
//! conditions of sharing are what readers are told of all recipients together; no record says which of them held, so
//! that they are not compared.
//!
//! # Rules
//!
//! A record conforms where it agrees with one relation of its recipient. Otherwise the relation that comes nearest gives
//! the reasons, of which one that deviates decides. What the declaration leaves unstated makes nothing deviate: it is
//! passed over, or nobody can decide, as the table says. What is stated to be none is a statement: nothing agrees with
//! it. What the record leaves out is passed over, but for consent, where consent is declared, and the entity, where a class is.
//!
//! | in the record | stated otherwise | unstated | in own words without a code |
//! |---|---|---|---|
//! | recipient | `RECIPIENT_NOT_DECLARED`, as no relation is no disclosure, whether a list exists or not | the same | agrees with the same words only |
//! | entity | `ENTITY_DIFFERS`; none named for a class: `ENTITY_NOT_NAMED` | passed over | agrees with the same words only |
//! | SDK | `SDK_NOT_DECLARED`, also where the flow goes by another | any declared one agrees | |
//! | category | `CATEGORY_NOT_DECLARED` | `NOT_STATED` | `NOT_COMPARABLE` |
//! | item | `ITEM_NOT_DECLARED` | `NOT_STATED` | `NOT_COMPARABLE` |
//! | purpose | `PURPOSE_NOT_DECLARED` | `NOT_STATED` | `NOT_COMPARABLE` |
//! | basis | `BASIS_DIFFERS` | passed over: readers need not be told it | `NOT_COMPARABLE` |
//! | consent | `CONSENT_MISSING` where a form of consent or consent as the basis is declared | passed over | passed over |
//! | method | `METHOD_DIFFERS` | passed over | `NOT_COMPARABLE` |
//! | region | `REGION_NOT_DECLARED` | mainland China passed over; abroad `NOT_STATED`, or `REGION_NOT_DECLARED` where nothing is said to go abroad | `NOT_COMPARABLE` |
//! | contract | `CONTRACT_DIFFERS`; by its days `CONTRACT_NOT_YET_SIGNED`, `CONTRACT_EXPIRED` | passed over | |
//!
//! A code agrees with itself, with its other spellings in the catalogue and with what it is declared to stand for: an own
//! purpose with the catalogue's, a phrase for a basis with the bases it means, a category with its cases. So a declared
//! category covers the data and the own categories that are cases of it, while a declared datum covers no other; a record
//! by categories agrees with the categories of declared data. A declared phrase without a category, such as "necessary data", leaves
//! open what it covers: `NOT_COMPARABLE`. Codes are read by the catalogue in the revision that the version names: what
//! was added later means nothing in it, so that a record is judged tomorrow as it is today.

mod declared;
mod derive;
mod judge;
mod model;
mod region;
mod register;
mod registers;
mod relation;
mod relations;
mod service;
#[cfg(test)]
mod tests;
mod weight;
mod word;

pub use declared::Declared;
pub use derive::relations;
pub use judge::judge;
pub use model::{Conformity, Decision, Judgement, Observed, Reason, ReasonCode, Step};
pub use register::{Register, Row};
pub use registers::Registers;
pub use relation::{Data, Entry, Observability, Relation, Route};
pub use relations::{Named, Relations};
pub use service::{
    Decided, InForce, Stretch, all_in_force, chosen_in_force, decide, declared_between, in_force, judge_by,
    registers_of, stretches,
};
pub use word::Word;
