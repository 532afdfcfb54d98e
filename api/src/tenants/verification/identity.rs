//! Identities of people: what is asked, what is shown of it.

use std::{collections::BTreeMap, fmt};

use entities::EmailAddress;
use serde::{Deserialize, Serialize};

use crate::platform::error::{AppError, Result};

/// A value that tells who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentityField {
    /// Name of the legal representative.
    RepresentativeName,
    /// Name of the tenant's administrator.
    AdministratorName,
    /// Number of the administrator's identity document.
    AdministratorIdNumber,
    /// The administrator's phone.
    AdministratorPhone,
    /// The administrator's e-mail address.
    AdministratorEmail,
}

impl IdentityField {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::RepresentativeName,
        Self::AdministratorName,
        Self::AdministratorIdNumber,
        Self::AdministratorPhone,
        Self::AdministratorEmail,
    ];

    /// Its code, as it stands in audit events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RepresentativeName => "REPRESENTATIVE_NAME",
            Self::AdministratorName => "ADMINISTRATOR_NAME",
            Self::AdministratorIdNumber => "ADMINISTRATOR_ID_NUMBER",
            Self::AdministratorPhone => "ADMINISTRATOR_PHONE",
            Self::AdministratorEmail => "ADMINISTRATOR_EMAIL",
        }
    }

    /// The input field that brings it.
    const fn input(self) -> &'static str {
        match self {
            Self::RepresentativeName => "representativeName",
            Self::AdministratorName => "administratorName",
            Self::AdministratorIdNumber => "administratorIdNumber",
            Self::AdministratorPhone => "administratorPhone",
            Self::AdministratorEmail => "administratorEmail",
        }
    }

    fn fits(self, value: &str) -> bool {
        let length = value.chars().count();
        match self {
            Self::RepresentativeName | Self::AdministratorName => {
                (1..=200).contains(&length) && !value.contains(char::is_control)
            }
            Self::AdministratorIdNumber => {
                (4..=40).contains(&length) && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            }
            Self::AdministratorPhone => {
                let written = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')');
                (5..=30).contains(&length) && value.chars().all(written)
            }
            Self::AdministratorEmail => value.parse::<EmailAddress>().is_ok(),
        }
    }

    /// What is shown of a value: the first letter of a name, the last four of a number, the domain of an address.
    pub fn mask(self, value: &str) -> String {
        let first: String = value.chars().take(1).collect();
        match self {
            Self::RepresentativeName | Self::AdministratorName => format!("{first}*"),
            Self::AdministratorIdNumber | Self::AdministratorPhone => {
                let digits: Vec<char> = value.chars().filter(char::is_ascii_alphanumeric).collect();
                // Of a short one four would be nearly all.
                let shown = if digits.len() >= 8 { &digits[digits.len() - 4..] } else { &[] };
                format!("****{}", shown.iter().collect::<String>())
            }
            Self::AdministratorEmail => {
                let domain = value.rsplit_once('@').map_or("", |(_, domain)| domain);
                format!("{first}***@{domain}")
            }
        }
    }
}

/// Who stands behind a submission. Personal data: `Debug` shows nothing of it, and it is stored sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identity(BTreeMap<IdentityField, String>);

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(..)")
    }
}

impl Identity {
    /// The values that are given, trimmed: both names, and a phone or an e-mail address.
    ///
    /// # Errors
    /// `INVALID` (`error-identity`) at the field that is missing or cannot be what it should.
    pub fn new(values: impl IntoIterator<Item = (IdentityField, Option<String>)>) -> Result<Self> {
        let mut given = BTreeMap::new();
        for (field, value) in values {
            let Some(value) = value.map(|value| value.trim().to_owned()) else { continue };
            if !field.fits(&value) {
                return Err(AppError::invalid("error-identity").at([field.input()]));
            }
            given.insert(field, value);
        }
        let reached = [IdentityField::AdministratorPhone, IdentityField::AdministratorEmail];
        let missing = [IdentityField::RepresentativeName, IdentityField::AdministratorName]
            .into_iter()
            .find(|field| !given.contains_key(field))
            .or_else(|| (!reached.iter().any(|field| given.contains_key(field))).then_some(reached[0]));
        match missing {
            Some(field) => Err(AppError::invalid("error-identity").at([field.input()])),
            None => Ok(Self(given)),
        }
    }

    /// The values, each with what it is.
    pub fn values(&self) -> impl Iterator<Item = (IdentityField, &str)> {
        self.0.iter().map(|(field, value)| (*field, value.as_str()))
    }
}
