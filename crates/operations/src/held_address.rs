//! An address that was typed and comes back to be changed or saved, without its password.
//!
//! The form gets two texts: the address with `***` where the password was, and the whole of it
//! sealed. What comes back with the stars still in it gets the password back.

use dbag_store::Vault;

use crate::Actor;

/// What a form holds of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldAddress {
    /// The address without its password.
    pub shown: String,
    /// All of it, for nobody but us and only for the person who typed it.
    pub sealed: String,
}

const STARS: &str = "***";

impl HeldAddress {
    /// Whether a text is an address with a password that can be read in it.
    pub fn has_password(text: &str) -> bool {
        let password = Parts::of(text).password;
        password.is_some_and(|password| !password.is_empty() && password != STARS)
    }

    /// Holds what a person typed.
    pub(crate) fn new(vault: &Vault, actor: &Actor, typed: &str) -> Self {
        if typed.is_empty() {
            return Self::default();
        }
        Self {
            shown: Parts::of(typed).written_with(STARS),
            sealed: vault.seal(&row(actor), typed),
        }
    }

    /// The address that a person means by what came back.
    pub(crate) fn restore(&self, vault: &Vault, actor: &Actor) -> String {
        let Ok(typed) = vault.open(&row(actor), &self.sealed) else {
            return self.shown.clone();
        };
        match (Parts::of(&typed).password, Parts::of(&self.shown)) {
            (Some(password), shown) if shown.password == Some(STARS) => {
                shown.written_with(password)
            }
            _ => self.shown.clone(),
        }
    }
}

/// Nobody can use what another person's form holds.
fn row(actor: &Actor) -> String {
    format!("address typed by {}", actor.name())
}

/// An address around its password, whether or not it can be understood.
struct Parts<'a> {
    before: &'a str,
    password: Option<&'a str>,
    after: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Self {
        Self::around_user(text)
            .or_else(|| Self::around_parameter(text))
            .unwrap_or(Self {
                before: text,
                password: None,
                after: "",
            })
    }

    /// `postgres://user:password@host`; a password may hold any sign, `@` too.
    fn around_user(text: &'a str) -> Option<Self> {
        let start = text.find("://")? + 3;
        let end = text.rfind('@').filter(|end| *end >= start)?;
        let colon = start + text[start..end].find(':')?;
        Some(Self {
            before: &text[..=colon],
            password: Some(&text[colon + 1..end]),
            after: &text[end..],
        })
    }

    /// `postgres://host/database?password=…`.
    fn around_parameter(text: &'a str) -> Option<Self> {
        let name = ["?password=", "&password="]
            .iter()
            .find_map(|name| Some(text.find(name)? + name.len()))?;
        let length = text[name..].find('&').unwrap_or(text.len() - name);
        Some(Self {
            before: &text[..name],
            password: Some(&text[name..name + length]),
            after: &text[name + length..],
        })
    }

    fn written_with(&self, password: &str) -> String {
        match self.password {
            Some(_) => format!("{}{password}{}", self.before, self.after),
            None => self.before.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dbag_domain::Role;
    use dbag_store::InstanceKey;

    fn admin(email: &str) -> Actor {
        Actor::User {
            email: email.to_owned(),
            role: Role::Admin,
        }
    }

    #[test]
    fn r18_an_address_comes_back_whole_and_is_shown_without_its_password() {
        let (vault, ann) = (Vault::new(&InstanceKey::random()), admin("ann@example.com"));
        for typed in [
            "postgres://ann:canary@host/db",
            "mysql://ann:can:ary@x@host/db",
            "postgres://ann:canary@host:port/db",
            "postgres://host/db?sslmode=require&password=canary&x=y",
            "sqlite:///srv/shop.db",
            "nonsense",
            "",
        ] {
            let held = HeldAddress::new(&vault, &ann, typed);
            assert!(!format!("{held:?}").contains("canary"), "{held:?}");
            assert_eq!(held.restore(&vault, &ann), typed);
        }
    }

    #[test]
    fn what_is_changed_beside_the_stars_keeps_the_password() {
        let (vault, ann) = (Vault::new(&InstanceKey::random()), admin("ann@example.com"));
        let held = HeldAddress::new(&vault, &ann, "postgres://ann:secret@host/wrong");
        let changed = |shown: &str| HeldAddress {
            shown: shown.to_owned(),
            sealed: held.sealed.clone(),
        };
        let mended = changed("postgres://ann:***@host/right").restore(&vault, &ann);
        assert_eq!(mended, "postgres://ann:secret@host/right");
        let anew = changed("postgres://bob:other@host/db").restore(&vault, &ann);
        assert_eq!(anew, "postgres://bob:other@host/db");
        let stranger = held.restore(&vault, &admin("bob@example.com"));
        assert_eq!(stranger, "postgres://ann:***@host/wrong");
    }
}
