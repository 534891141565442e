//! The vault: secrets encrypted with the instance key.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::RngCore;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The instance key: 32 random bytes, written as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct InstanceKey([u8; 32]);

/// Why a key or a secret cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VaultError {
    /// Not 64 hexadecimal digits.
    #[error("the instance key must be 64 hexadecimal digits, as `dbag serve` writes it")]
    NotAKey,
    /// A key that can be guessed.
    #[error("the instance key is too simple; remove it and let Dbag make one")]
    WeakKey,
    /// Sealed with another key, for another row, or damaged.
    #[error("a secret cannot be opened with this instance key")]
    Sealed,
}

impl std::fmt::Debug for InstanceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InstanceKey(…)")
    }
}

impl InstanceKey {
    /// A new random key.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits; refuses keys with too few different bytes.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let text = text.trim();
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(VaultError::NotAKey);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16)
                .map_err(|_| VaultError::NotAKey)?;
        }
        let different = bytes
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        // 32 random bytes have 30 different ones on average and never as few as 16.
        if different < 16
            || bytes
                .windows(2)
                .all(|pair| pair[1] == pair[0].wrapping_add(1))
        {
            return Err(VaultError::WeakKey);
        }
        Ok(Self(bytes))
    }

    /// The 64 digits, to be written to a file that only the owner reads.
    pub fn expose(&self) -> String {
        hex(&self.0)
    }

    /// What can be shown and stored to recognise the key.
    pub fn fingerprint(&self) -> String {
        hex(&Sha256::digest([b"dbag fingerprint".as_slice(), &self.0].concat())[..8])
    }
}

/// Seals and opens secrets; each belongs to one row of one table.
#[derive(Clone)]
pub struct Vault {
    cipher: XChaCha20Poly1305,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

const NONCE_LEN: usize = 24;

impl Vault {
    /// A vault with the instance key.
    pub fn new(key: &InstanceKey) -> Self {
        let derived = Sha256::digest([b"dbag credentials".as_slice(), &key.0].concat());
        Self {
            cipher: XChaCha20Poly1305::new(&derived),
        }
    }

    /// Encrypts `secret` for the row `row`, as `v1:<hexadecimal>`.
    pub fn seal(&self, row: &str, secret: &str) -> String {
        let mut nonce = [0; NONCE_LEN];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: row.as_bytes(),
        };
        let sealed = self
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a secret is far shorter than the cipher's limit");
        format!("v1:{}{}", hex(&nonce), hex(&sealed))
    }

    /// Decrypts what `seal` made for the same row.
    pub fn open(&self, row: &str, sealed: &str) -> Result<String, VaultError> {
        let bytes = sealed
            .strip_prefix("v1:")
            .and_then(unhex)
            .ok_or(VaultError::Sealed)?;
        let (nonce, text) = bytes
            .split_at_checked(NONCE_LEN)
            .ok_or(VaultError::Sealed)?;
        let nonce: [u8; NONCE_LEN] = nonce.try_into().map_err(|_| VaultError::Sealed)?;
        let payload = Payload {
            msg: text,
            aad: row.as_bytes(),
        };
        let plain = self
            .cipher
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| VaultError::Sealed)?;
        String::from_utf8(plain).map_err(|_| VaultError::Sealed)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_with_its_key_and_row() {
        let vault = Vault::new(&InstanceKey::random());
        let sealed = vault.seal("source 7", "postgres://ann:canary@host/db");
        assert!(!sealed.contains("canary"));
        assert_eq!(
            vault.open("source 7", &sealed).as_deref(),
            Ok("postgres://ann:canary@host/db")
        );
        assert_eq!(vault.open("source 8", &sealed), Err(VaultError::Sealed));
        let other = Vault::new(&InstanceKey::random());
        assert_eq!(other.open("source 7", &sealed), Err(VaultError::Sealed));
        assert_eq!(vault.open("source 7", "v1:00"), Err(VaultError::Sealed));
    }

    #[test]
    fn r08_simple_keys_are_refused() {
        assert_eq!(InstanceKey::parse("changeme"), Err(VaultError::NotAKey));
        assert_eq!(
            InstanceKey::parse(&"0".repeat(64)),
            Err(VaultError::WeakKey)
        );
        assert_eq!(
            InstanceKey::parse(&"0123456789abcdef".repeat(4)),
            Err(VaultError::WeakKey)
        );
        let counting: String = (0..32).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(InstanceKey::parse(&counting), Err(VaultError::WeakKey));
        let key = InstanceKey::random();
        assert_eq!(InstanceKey::parse(&key.expose()), Ok(key));
    }

    #[test]
    fn r18_keys_are_not_shown() {
        let key = InstanceKey::random();
        assert!(!format!("{key:?} {:?}", Vault::new(&key)).contains(&key.expose()));
        assert!(!key.expose().contains(&key.fingerprint()));
    }
}
