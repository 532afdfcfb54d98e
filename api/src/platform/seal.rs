//! Sealing what must not be read from a database alone: identities, secrets of a second factor.
//!
//! AES-256-GCM under a data key that lives outside of the database. A sealed value names its key, so that keys can be
//! replaced: the first seals, all open. It is bound to a context, such as its table, tenant and row, and opens in no
//! other. What has to be found again without being readable has a fingerprint, which only holders of the key can compute.

use std::{fmt, io, path::Path, sync::Arc};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{
    AppError, Random,
    config::Secret,
    error::Result,
    secret_file::{is_exposed, write_whole},
};

/// The key's file in the data folder of the embedded database.
const FILE: &str = "data-key";

/// Bytes of a key.
const KEY: usize = 32;

/// A data key that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SealKeyError {
    /// The text is no list of keys.
    #[error("expected one or more keys of 32 bytes in base64, apart by white space")]
    Malformed,
    /// The same key stands twice.
    #[error("a key stands twice")]
    Twice,
    /// The key's file could not be read or written.
    #[error("the key's file: {0}")]
    File(#[from] io::Error),
    /// Others than the owner may read the key's file.
    #[error("the key's file may be read by others than its owner")]
    Exposed,
}

/// A sealed value, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Nonce, ciphertext and tag.
    pub ciphertext: Vec<u8>,
    /// Names the key.
    pub key_id: String,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

struct DataKey {
    id: String,
    cipher: LessSafeKey,
    fingerprints: hmac::Key,
}

/// The data keys of a gateway. Cheap to clone.
#[derive(Clone)]
pub struct Sealer {
    keys: Arc<[DataKey]>,
}

/// The ids of the keys only.
impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl Sealer {
    /// Reads keys of 32 bytes in base64, apart by white space; the first seals.
    ///
    /// # Errors
    /// There is none, one is malformed, or one stands twice.
    pub fn from_text(text: &Secret) -> Result<Self, SealKeyError> {
        let mut keys: Vec<DataKey> = Vec::new();
        for word in text.expose().split_ascii_whitespace() {
            let key = DataKey::read(word).ok_or(SealKeyError::Malformed)?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(SealKeyError::Twice);
            }
            keys.push(key);
        }
        if keys.is_empty() { Err(SealKeyError::Malformed) } else { Ok(Self { keys: keys.into() }) }
    }

    /// The key in a data folder, made there if there is none yet, readable by its owner alone.
    ///
    /// # Errors
    /// The file cannot be read or written, is readable by others, or holds no key.
    pub fn in_folder(folder: &Path, random: &dyn Random) -> Result<Self, SealKeyError> {
        let path = folder.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(_) if is_exposed(&path)? => Err(SealKeyError::Exposed),
            Ok(text) => Self::from_text(&Secret::new(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0; KEY];
                random.fill(&mut key);
                let text = format!("{}\n", STANDARD.encode(key));
                write_whole(&path, &text)?;
                Self::from_text(&Secret::new(text))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Seals `plain` for `context`, with the first key.
    ///
    /// # Errors
    /// `INTERNAL` for what is longer than the cipher takes (64 GiB).
    pub fn seal(&self, context: &[u8], plain: &[u8], random: &dyn Random) -> Result<Sealed> {
        let key = &self.keys[0];
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce);
        let mut sealed = plain.to_vec();
        key.cipher
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)
            .map_err(|_| AppError::internal("a value could not be sealed"))?;
        Ok(Sealed { ciphertext: [&nonce[..], &sealed].concat(), key_id: key.id.clone() })
    }

    /// Opens what was sealed for the same context.
    ///
    /// # Errors
    /// `INTERNAL` where the key is not here, or the value was changed or moved.
    pub fn open(&self, context: &[u8], sealed: &Sealed) -> Result<Vec<u8>> {
        let key = self.keys.iter().find(|key| key.id == sealed.key_id);
        let key = key.ok_or_else(|| AppError::internal(format!("no data key {}", sealed.key_id)))?;
        let broken = || AppError::internal("a sealed value does not open");
        let (nonce, rest) = sealed.ciphertext.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
        let mut rest = rest.to_vec();
        let plain = key.cipher.open_in_place(nonce, Aad::from(context), &mut rest).map_err(|_| broken())?;
        Ok(plain.to_vec())
    }

    /// What `value` is stored as where it has to be found again: equal for equal values of one context, and telling
    /// nothing without the key. One for each key, that of the first in front: store it, look up by all.
    pub fn fingerprints(&self, context: &[u8], value: &[u8]) -> Vec<[u8; 32]> {
        let of = |key: &DataKey| {
            let mut message = hmac::Context::with_key(&key.fingerprints);
            message.update(&(context.len() as u64).to_be_bytes());
            message.update(context);
            message.update(value);
            let mut fingerprint = [0; 32];
            fingerprint.copy_from_slice(message.sign().as_ref());
            fingerprint
        };
        self.keys.iter().map(of).collect()
    }
}

impl DataKey {
    /// Each use has a key of its own, derived from the one that is given.
    fn read(text: &str) -> Option<Self> {
        let bytes: [u8; KEY] = STANDARD.decode(text).ok()?.try_into().ok()?;
        let given = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        let derive = |usage: &str| hmac::sign(&given, format!("candor data key: {usage}").as_bytes());
        let id = hex::encode(&Sha256::digest(derive("id"))[..8]);
        let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, derive("seal").as_ref()).ok()?);
        let fingerprints = hmac::Key::new(hmac::HMAC_SHA256, derive("fingerprint").as_ref());
        Some(Self { id, cipher, fingerprints })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::SystemRandom;

    fn key(byte: u8) -> String {
        STANDARD.encode([byte; KEY])
    }

    fn sealer(keys: &[u8]) -> Sealer {
        let text: Vec<String> = keys.iter().map(|byte| key(*byte)).collect();
        Sealer::from_text(&Secret::new(text.join("\n"))).expect("keys")
    }

    #[test]
    fn what_was_sealed_opens_in_its_context_and_nowhere_else() {
        let sealer = sealer(&[1]);
        let sealed = sealer.seal(b"row 1", "张三".as_bytes(), &SystemRandom).expect("seals");
        assert_eq!(sealer.open(b"row 1", &sealed).expect("opens"), "张三".as_bytes());
        assert_ne!(sealer.seal(b"row 1", "张三".as_bytes(), &SystemRandom).expect("seals"), sealed);
        assert!(sealer.open(b"row 2", &sealed).is_err());
        for place in 0..sealed.ciphertext.len() {
            let mut broken = sealed.clone();
            broken.ciphertext[place] ^= 1;
            assert!(sealer.open(b"row 1", &broken).is_err(), "byte {place}");
        }
        let short = Sealed { ciphertext: vec![0; NONCE_LEN - 1], ..sealed };
        assert!(sealer.open(b"row 1", &short).is_err());
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let (old, both, new) = (sealer(&[1]), sealer(&[2, 1]), sealer(&[2]));
        let sealed = old.seal(b"c", b"value", &SystemRandom).expect("seals");
        assert_eq!(both.open(b"c", &sealed).expect("opens"), b"value");
        assert!(new.open(b"c", &sealed).is_err());
        let sealed = both.seal(b"c", b"value", &SystemRandom).expect("seals");
        assert_eq!(new.open(b"c", &sealed).expect("opens"), b"value");
        let (before, after) = (old.fingerprints(b"c", b"value"), both.fingerprints(b"c", b"value"));
        assert_eq!((before.len(), after.len(), before[0]), (1, 2, after[1]));
        assert_ne!(old.fingerprints(b"cv", b"alue"), before);
    }

    #[test]
    fn keys_are_read_with_care_and_never_shown() {
        let read = |text: &str| Sealer::from_text(&Secret::new(text)).map(drop);
        for text in ["", " \n", "AAAA", &key(1)[1..], "ü"] {
            assert!(matches!(read(text), Err(SealKeyError::Malformed)), "{text:?}");
        }
        assert!(matches!(read(&format!("{} {}", key(1), key(1))), Err(SealKeyError::Twice)));
        let sealer = sealer(&[1]);
        let sealed = sealer.seal(b"c", b"value", &SystemRandom).expect("seals");
        assert_eq!(format!("{sealer:?}"), format!("[{:?}]", sealed.key_id));
        assert_eq!(format!("{sealed:?}"), format!("Sealed {{ key_id: {:?}, .. }}", sealed.key_id));
    }

    #[test]
    fn a_folder_keeps_its_key() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || Sealer::in_folder(folder.path(), &SystemRandom).expect("a key");
        let sealed = open().seal(b"c", b"value", &SystemRandom).expect("seals");
        assert_eq!(open().open(b"c", &sealed).expect("opens"), b"value");
    }
}
