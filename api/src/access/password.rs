//! Passwords: what may be one, and hashing with Argon2id (RFC 9106).
//!
//! Hashing takes memory and time on purpose. It runs where it holds up no requests, and no more than a few at once, so
//! that a flood of sign-ins costs time and not all of the memory.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;

use crate::platform::{
    Random,
    config::{PasswordConfig, Secret},
    error::{AppError, Result},
};

/// Characters of a password at least (NIST SP 800-63B-4, section 3.1.1.2: 15 where it is the only factor, 8 beside
/// another; a second factor is the holder's choice here).
pub const SHORTEST: usize = 12;
/// Bytes of a password at most. More is refused before anything is computed.
pub const LONGEST: usize = 1024;
/// Hashes computed at once; each takes the configured memory.
const AT_ONCE: usize = 4;
const SALT: usize = 16;

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    gate: Arc<Semaphore>,
    /// The hash of nothing: verified where there is no account, so that both take the same time.
    decoy: Arc<str>,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

impl Passwords {
    /// With the configured memory and passes.
    ///
    /// # Errors
    /// `INTERNAL` where Argon2 does not take the parameters.
    pub fn new(config: &PasswordConfig, random: &dyn Random) -> Result<Self> {
        let kibibytes = u32::try_from(config.memory.0 / 1024).unwrap_or(u32::MAX);
        let params = Params::new(kibibytes, config.passes, 1, None).map_err(AppError::internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut nobody = [0; 32];
        random.fill(&mut nobody);
        let decoy = hash(&argon2, &nobody, random)?.into();
        Ok(Self { argon2, gate: Arc::new(Semaphore::new(AT_ONCE)), decoy })
    }

    /// The hash of a password, in PHC string form.
    ///
    /// # Errors
    /// `INVALID` (`error-password`) for one that is too short, too long, or made of one character.
    pub async fn hash(&self, password: &Secret, random: &Arc<dyn Random>) -> Result<String> {
        check(password)?;
        let (argon2, password, random) = (self.argon2.clone(), password.clone(), Arc::clone(random));
        self.compute(move || hash(&argon2, password.expose().as_bytes(), &*random)).await
    }

    /// Whether this is the password of a hash. Without a hash it is not, which takes as long.
    ///
    /// # Errors
    /// `INTERNAL` for a hash that is none.
    pub async fn verify(&self, password: &Secret, stored: Option<String>) -> Result<bool> {
        let long = password.expose().len() > LONGEST;
        let known = stored.is_some() && !long;
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        // A long one is compared as if it were another, so that its length tells nothing of the account.
        let (argon2, password) =
            (self.argon2.clone(), if long { Secret::new(String::new()) } else { password.clone() });
        let matches = self
            .compute(move || {
                let stored = PasswordHash::new(&stored).map_err(AppError::internal)?;
                Ok(argon2.verify_password(password.expose().as_bytes(), &stored).is_ok())
            })
            .await?;
        Ok(matches && known)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let _turn = self.gate.acquire().await.map_err(AppError::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
    }
}

fn hash(argon2: &Argon2<'_>, password: &[u8], random: &dyn Random) -> Result<String> {
    let mut salt = [0; SALT];
    random.fill(&mut salt);
    let hash = argon2.hash_password_with_salt(password, &salt).map_err(AppError::internal)?;
    Ok(hash.to_string())
}

fn check(password: &Secret) -> Result<()> {
    let text = password.expose();
    let refused = || {
        AppError::invalid("error-password").arg("shortest", SHORTEST as u64).arg("longest", LONGEST as u64)
    };
    if text.len() > LONGEST {
        return Err(refused());
    }
    let mut letters: Vec<char> = text.chars().collect();
    let length = letters.len();
    letters.sort_unstable();
    letters.dedup();
    if length < SHORTEST || letters.len() < 4 { Err(refused()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{SystemRandom, config::ByteSize};

    fn passwords() -> Passwords {
        Passwords::new(&PasswordConfig { memory: ByteSize(8 * 1024), passes: 1 }, &SystemRandom).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let (passwords, random): (_, Arc<dyn Random>) = (passwords(), Arc::new(SystemRandom));
        let secret = |text: &str| Secret::new(text);
        let stored = passwords.hash(&secret("correct horse battery"), &random).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{stored}");
        let is = async |text: &str, stored: Option<&String>| {
            passwords.verify(&secret(text), stored.cloned()).await.unwrap()
        };
        assert!(is("correct horse battery", Some(&stored)).await);
        for other in ["correct horse batterY", "", &"x".repeat(LONGEST + 1)] {
            assert!(!is(other, Some(&stored)).await);
            assert!(!is(other, None).await);
        }
    }

    #[tokio::test]
    async fn what_is_too_short_too_long_or_one_letter_is_refused() {
        let (passwords, random): (_, Arc<dyn Random>) = (passwords(), Arc::new(SystemRandom));
        for text in ["", "elevenchars", "aaaaaaaaaaaaaaaa", &"long".repeat(300), &"megabyte".repeat(131_072)]
        {
            let error = passwords.hash(&Secret::new(text), &random).await.unwrap_err();
            assert_eq!(error.message().key, "error-password");
        }
        assert!(passwords.hash(&Secret::new("十二个汉字也是好密码的呀"), &random).await.is_ok());
    }
}
