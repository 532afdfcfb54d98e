//! Silence, "none" and a value are three different facts.
//!
//! A member that is absent (or null) is *unstated*: the tenant said nothing. `[]` for a list, `{none: true}`
//! elsewhere, is *none*: the tenant said that there is none. A generator never fills a silence.

use std::{borrow::Cow, fmt, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, IntoDeserializer, MapAccess, SeqAccess, Visitor},
    ser::SerializeMap,
};

/// The word that says "none" in a file: `{none: true}`.
const NONE: &str = "none";

/// A fact that may be unstated, stated to be absent, or given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stated<T> {
    /// Nothing was said.
    #[default]
    Unstated,
    /// It was said that there is none.
    None,
    /// It was said what it is.
    Value(T),
}

impl<T> Stated<T> {
    /// The value, where one was given.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unstated | Self::None => None,
        }
    }

    /// Whether nothing was said.
    pub fn is_unstated(&self) -> bool {
        matches!(self, Self::Unstated)
    }

    /// Whether it was said that there is none.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

impl<T> From<Option<T>> for Stated<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unstated, Self::Value)
    }
}

impl<T: Serialize> Serialize for Stated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // Stripped by `manifest::write`; a reader of this form takes null for unstated as well.
            Self::Unstated => serializer.serialize_none(),
            Self::None => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(NONE, &true)?;
                map.end()
            }
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Stated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // `deserialize_option` lets a missing member read as unstated without an attribute on every field.
        deserializer.deserialize_option(StatedVisitor(PhantomData))
    }
}

struct StatedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for StatedVisitor<T> {
    type Value = Stated<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or {none: true}")
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Stated::Unstated)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Stated::Unstated)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Value)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Value)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Stated::Value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        T::deserialize(de::value::SeqAccessDeserializer::new(seq)).map(Stated::Value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let first = map.next_key::<String>()?;
        if first.as_deref() == Some(NONE) {
            if !map.next_value::<bool>()? || map.next_key::<String>()?.is_some() {
                return Err(de::Error::custom("`none` stands alone and is true"));
            }
            return Ok(Stated::None);
        }
        T::deserialize(de::value::MapAccessDeserializer::new(Replay { first, map })).map(Stated::Value)
    }
}

/// A map whose first key was already read.
struct Replay<A> {
    first: Option<String>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Replay<A> {
    type Error = A::Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<T: JsonSchema> JsonSchema for Stated<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Stated_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<T>();
        json_schema!({
            "x-stated": true,
            "anyOf": [
                value,
                {
                    "description": "States that there is none.",
                    "type": "object",
                    "properties": { "none": { "const": true } },
                    "required": ["none"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

/// `Stated` for lists: unstated, none (`[]`), or the items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Listed<T> {
    /// Nothing was said.
    #[default]
    Unstated,
    /// It was said what there is; an empty list says that there is none.
    Items(Vec<T>),
}

impl<T> Listed<T> {
    /// The items; none where nothing was said.
    pub fn items(&self) -> &[T] {
        match self {
            Self::Unstated => &[],
            Self::Items(items) => items,
        }
    }

    /// The items, to change them; silence becomes an empty list.
    pub fn items_mut(&mut self) -> &mut Vec<T> {
        if self.is_unstated() {
            *self = Self::Items(Vec::new());
        }
        match self {
            Self::Items(items) => items,
            Self::Unstated => unreachable!("made a list above"),
        }
    }

    /// The items in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items().iter()
    }

    /// Whether nothing was said.
    pub fn is_unstated(&self) -> bool {
        matches!(self, Self::Unstated)
    }

    /// Whether it was said that there is none.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::Items(items) if items.is_empty())
    }

    /// Whether there is nothing to show: silence or none.
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
    }
}

impl<T> From<Option<Vec<T>>> for Listed<T> {
    fn from(items: Option<Vec<T>>) -> Self {
        items.map_or(Self::Unstated, Self::Items)
    }
}

impl<'a, T> IntoIterator for &'a Listed<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: Serialize> Serialize for Listed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unstated => serializer.serialize_none(),
            Self::Items(items) => items.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<Vec<T>>::deserialize(deserializer).map(Self::from)
    }
}

impl<T: JsonSchema> JsonSchema for Listed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Listed_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let items = generator.subschema_for::<T>();
        json_schema!({ "x-listed": true, "type": "array", "items": items })
    }
}
