//! Signed notes after C2SP signed-note, with Ed25519.

use std::{fmt, str::FromStr};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::Hash;

/// The largest note that is read.
pub const MAX_NOTE: usize = 1_000_000;
/// The most signatures a note may carry.
pub const MAX_SIGNATURES: usize = 100;
const ED25519_TYPE: u8 = 1;

/// Why a note was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a signed note.
    #[error("malformed note")]
    Malformed,
    /// Not a key's name or text form.
    #[error("malformed key")]
    Key,
    /// No signature by the key.
    #[error("not signed by the key")]
    Unsigned,
    /// A signature in the key's name that is wrong.
    #[error("the key's signature is wrong")]
    Forged,
}

/// One signature line. Of unknown keys too, so that witnesses may sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The key's name.
    pub name: String,
    /// The key's id.
    pub id: [u8; 4],
    /// What follows the id.
    pub bytes: Vec<u8>,
}

/// A text with the signatures over it, none of them checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// An unsigned note; the text ends with a line feed and holds no other control character.
    pub fn new(text: String) -> Result<Self, NoteError> {
        if !text.ends_with('\n') || text.chars().any(|c| c != '\n' && c < ' ') {
            return Err(NoteError::Malformed);
        }
        Ok(Self { text, signatures: Vec::new() })
    }

    /// What the signatures are over. Worth nothing before [`Note::verify`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signatures, also of unknown keys.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds the signer's signature.
    pub fn sign(&mut self, signer: &Signer) {
        let Verifier { name, id, .. } = signer.verifier();
        let bytes = signer.pair.sign(self.text.as_bytes()).as_ref().to_vec();
        self.signatures.push(Signature { name, id, bytes });
    }

    /// Succeeds where the key has signed and every signature in its name and id is right; others are ignored.
    pub fn verify(&self, key: &Verifier) -> Result<(), NoteError> {
        let mut own = self.signatures.iter().filter(|s| s.name == key.name && s.id == key.id).peekable();
        own.peek().ok_or(NoteError::Unsigned)?;
        let public = UnparsedPublicKey::new(&ED25519, key.public);
        own.try_for_each(|s| public.verify(self.text.as_bytes(), &s.bytes).map_err(|_| NoteError::Forged))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|s| {
            let bytes = STANDARD.encode([&s.id[..], &s.bytes].concat());
            writeln!(f, "— {} {bytes}", s.name)
        })
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE {
            return Err(NoteError::Malformed);
        }
        let split = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let lines = note[split + 2..].strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let mut parsed = Self::new(note[..=split].to_owned())?;
        parsed.signatures = lines.split('\n').map(parse_signature).collect::<Result<_, _>>()?;
        if parsed.signatures.len() > MAX_SIGNATURES { Err(NoteError::Malformed) } else { Ok(parsed) }
    }
}

fn parse_signature(line: &str) -> Result<Signature, NoteError> {
    let (name, bytes) =
        line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(NoteError::Malformed)?;
    let bytes = STANDARD.decode(bytes).map_err(|_| NoteError::Malformed)?;
    match bytes.split_first_chunk::<4>() {
        Some((id, rest)) if is_name(name) && !rest.is_empty() => {
            Ok(Signature { name: name.to_owned(), id: *id, bytes: rest.to_vec() })
        }
        _ => Err(NoteError::Malformed),
    }
}

/// A key's name: not empty, no white space, no plus sign.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

/// A public key with its name; its text form is the `vkey`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: [u8; 4],
    public: [u8; 32],
}

impl Verifier {
    /// The key of that name.
    pub fn new(name: &str, public: [u8; 32]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::Key);
        }
        let hash = Hash::of(&[name.as_bytes(), b"\n", &[ED25519_TYPE], &public]);
        let id = *hash.0.first_chunk().expect("32 bytes have four");
        Ok(Self { name: name.to_owned(), id, public })
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = STANDARD.encode([&[ED25519_TYPE][..], &self.public].concat());
        write!(f, "{}+{}+{key}", self.name, hex::encode(self.id))
    }
}

impl FromStr for Verifier {
    type Err = NoteError;

    fn from_str(vkey: &str) -> Result<Self, NoteError> {
        let (name, rest) = vkey.split_once('+').ok_or(NoteError::Key)?;
        let (id, key) = rest.split_once('+').ok_or(NoteError::Key)?;
        let key = STANDARD.decode(key).map_err(|_| NoteError::Key)?;
        let (&kind, public) = key.split_first().ok_or(NoteError::Key)?;
        let verifier = Self::new(name, public.try_into().map_err(|_| NoteError::Key)?)?;
        if kind == ED25519_TYPE && hex::encode(verifier.id) == id {
            Ok(verifier)
        } else {
            Err(NoteError::Key)
        }
    }
}

/// A private key with its name.
pub struct Signer {
    name: String,
    pair: Ed25519KeyPair,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Signer {
    /// The key of this seed of 32 random bytes.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| NoteError::Key)?;
        if is_name(name) { Ok(Self { name: name.to_owned(), pair }) } else { Err(NoteError::Key) }
    }

    /// The public half.
    pub fn verifier(&self) -> Verifier {
        let public = self.pair.public_key().as_ref().try_into().expect("an Ed25519 key has 32 bytes");
        Verifier::new(&self.name, public).expect("the name was checked")
    }
}
