//! Ed25519 keys: reading, making, publishing.

use std::{io, path::Path};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::platform::{
    config::Secret,
    secret_file::{is_exposed, make_folder, write_whole},
};

/// The key's file in the data folder of the embedded database.
const FILE: &str = "token-key.pem";
const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// A key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text holds no PEM block `PRIVATE KEY`, or one is cut off or no base64.
    #[error("expected PEM blocks of PKCS#8 private keys")]
    NotPem,
    /// A block is no Ed25519 private key.
    #[error("expected Ed25519 private keys")]
    NotEd25519,
    /// The same key stands twice.
    #[error("a key stands twice")]
    Twice,
    /// A key could not be made.
    #[error("no key could be made")]
    NotMade,
    /// The key's file could not be read or written.
    #[error("the key's file: {0}")]
    File(#[from] io::Error),
    /// Others than the owner may read the key's file.
    #[error("the key's file may be read by others than its owner")]
    Exposed,
}

/// The keys of a gateway: the first signs, all verify, so that one can be replaced while its tokens live.
pub struct TokenKeys {
    signing: EncodingKey,
    keys: Vec<PublicKey>,
    salt: [u8; 32],
}

struct PublicKey {
    id: String,
    verifying: DecodingKey,
    jwk: Jwk,
}

/// A public key as others fetch it (RFC 7517, RFC 8037).
#[derive(Debug, Clone, Serialize)]
struct Jwk {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    kid: String,
    x: String,
}

/// The ids of the keys only.
impl std::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl TokenKeys {
    /// Reads one or more PEM blocks.
    ///
    /// # Errors
    /// A block is missing, malformed, of another kind of key, or stands twice.
    pub fn from_pem(pem: &Secret) -> Result<Self, KeyError> {
        let blocks = blocks(pem.expose())?;
        let first = blocks.first().ok_or(KeyError::NotPem)?;
        let mut keys: Vec<PublicKey> = Vec::with_capacity(blocks.len());
        for block in &blocks {
            let key = PublicKey::of(block)?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(KeyError::Twice);
            }
            keys.push(key);
        }
        let salt = Sha256::new().chain_update(b"candor payer salt").chain_update(first).finalize().into();
        Ok(Self { signing: EncodingKey::from_ed_der(first), keys, salt })
    }

    /// The key in a data folder, made there if there is none yet, readable by its owner alone.
    ///
    /// # Errors
    /// The file cannot be read or written, is readable by others, or holds no key.
    pub fn in_folder(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(pem) => {
                if is_exposed(&path)? {
                    return Err(KeyError::Exposed);
                }
                Self::from_pem(&Secret::new(pem))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folder(folder)?;
                let pem = make_pem()?;
                write_whole(&path, pem.expose())?;
                Self::from_pem(&pem)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The public keys as a JSON Web Key Set, for `/.well-known/jwks.json`.
    pub fn jwks(&self) -> serde_json::Value {
        serde_json::json!({ "keys": self.keys.iter().map(|key| &key.jwk).collect::<Vec<_>>() })
    }

    /// Secret bytes that all gateways with this key share: they keep hashes of addresses from being guessed.
    pub fn salt(&self) -> &[u8] {
        &self.salt
    }

    pub(super) fn signing(&self) -> (&str, &EncodingKey) {
        // `from_pem` refuses an empty list.
        (&self.keys[0].id, &self.signing)
    }

    pub(super) fn verifying(&self, id: &str) -> Option<&DecodingKey> {
        self.keys.iter().find(|key| key.id == id).map(|key| &key.verifying)
    }
}

impl PublicKey {
    fn of(pkcs8: &[u8]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| KeyError::NotEd25519)?;
        let public = pair.public_key().as_ref();
        let x = URL_SAFE_NO_PAD.encode(public);
        // The thumbprint of RFC 7638: its members in alphabetical order, without spaces.
        let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
        let id = URL_SAFE_NO_PAD.encode(thumbprint);
        let jwk = Jwk { kty: "OKP", crv: "Ed25519", alg: "EdDSA", usage: "sig", kid: id.clone(), x };
        Ok(Self { id, verifying: DecodingKey::from_ed_der(public), jwk })
    }
}

fn blocks(pem: &str) -> Result<Vec<Vec<u8>>, KeyError> {
    pem.split(BEGIN)
        .skip(1)
        .map(|rest| {
            let (body, _) = rest.split_once(END).ok_or(KeyError::NotPem)?;
            let digits: String = body.split_ascii_whitespace().collect();
            STANDARD.decode(digits).map_err(|_| KeyError::NotPem)
        })
        .collect()
}

fn make_pem() -> Result<Secret, KeyError> {
    // Version 1 is what other tools read; its 48 bytes are one line of PEM.
    let document = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).map_err(|_| KeyError::NotMade)?;
    Ok(Secret::new(format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(document.as_ref()))))
}
