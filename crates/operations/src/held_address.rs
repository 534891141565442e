//! An address that was typed and comes back to be changed or saved, without its password.
//!
//! The form gets two texts: the address with `***` where the password was, and the whole of it
//! sealed. What comes back with the stars still in it gets the password back.

use std::ops::Range;

use dbag_collector::is_password_parameter;
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
        passwords(text)
            .iter()
            .any(|one| !matches!(one.of(text), "" | STARS))
    }

    /// Holds what a person typed.
    pub(crate) fn new(vault: &Vault, actor: &Actor, typed: &str) -> Self {
        if typed.is_empty() {
            return Self::default();
        }
        let hidden = |one: &Password| match one.of(typed) {
            "" => "",
            _ => STARS,
        };
        Self {
            shown: with_passwords(typed, hidden),
            sealed: vault.seal(&row(actor), typed),
        }
    }

    /// The address that a person means by what came back.
    pub(crate) fn restore(&self, vault: &Vault, actor: &Actor) -> String {
        let Ok(typed) = vault.open(&row(actor), &self.sealed) else {
            return self.shown.clone();
        };
        let known = passwords(&typed);
        with_passwords(&self.shown, |shown| {
            let same = known.iter().find(|one| one.place == shown.place);
            match (shown.of(&self.shown), same) {
                (STARS, Some(same)) => same.of(&typed),
                (other, _) => other,
            }
        })
    }
}

/// Nobody can use what another person's form holds.
fn row(actor: &Actor) -> String {
    format!("address typed by {}", actor.name())
}

/// Where a password stands in an address, whether or not that can be understood.
struct Password {
    place: Place,
    range: Range<usize>,
}

/// What a password is a part of.
#[derive(PartialEq, Eq)]
enum Place {
    /// `postgres://user:password@host`.
    User,
    /// `postgres://host/database?password=…`, the first or another of several.
    Parameter(usize),
}

impl Password {
    fn of<'a>(&self, text: &'a str) -> &'a str {
        &text[self.range.clone()]
    }
}

/// All passwords of an address, in order.
fn passwords(text: &str) -> Vec<Password> {
    let user = of_user(text);
    let rest = user.as_ref().map_or(0, |range| range.end);
    let parameters = of_parameters(text, rest).enumerate();
    let parameters = parameters.map(|(at, range)| (Place::Parameter(at), range));
    let user = user.map(|range| (Place::User, range));
    let all = user.into_iter().chain(parameters);
    all.map(|(place, range)| Password { place, range })
        .collect()
}

/// The password of a user may hold any sign, `@` too.
fn of_user(text: &str) -> Option<Range<usize>> {
    let start = text.find("://")? + 3;
    let end = text.rfind('@').filter(|end| *end >= start)?;
    let colon = start + text[start..end].find(':')?;
    Some(colon + 1..end)
}

fn of_parameters(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> + use<'_> {
    let mut at = from;
    std::iter::from_fn(move || {
        while let Some(found) = text[at..].find(['?', '&']) {
            let name = at + found + 1;
            let length = text[name..].find(['=', '&', '?']).unwrap_or(0);
            at = name + length;
            if text[at..].starts_with('=') && is_password_parameter(&text[name..at]) {
                let start = at + 1;
                at = start + text[start..].find('&').unwrap_or(text.len() - start);
                return Some(start..at);
            }
        }
        None
    })
}

/// An address with other texts where its passwords are.
fn with_passwords<'a>(text: &'a str, other: impl Fn(&Password) -> &'a str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut at = 0;
    for password in passwords(text) {
        written.push_str(&text[at..password.range.start]);
        written.push_str(other(&password));
        at = password.range.end;
    }
    written.push_str(&text[at..]);
    written
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
            "postgres://ann:@host/db?password=canary",
            "postgres://ann:***@host/db?password=canary&password=canary2",
            "mysql://ann@host/db?PASSWORD=canary",
            "postgres://ann@host/db?sslmode=require&sslpassword=canary&SslPassword=canary2",
            "mysql://ann@host/db?pass%77ord=canary&pwd=ca?password=canary",
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
        let both = HeldAddress::new(&vault, &ann, "postgres://ann:one@host/db?password=two");
        assert_eq!(both.shown, "postgres://ann:***@host/db?password=***");
        let one = HeldAddress {
            shown: "postgres://ann:new@right/db?password=***".to_owned(),
            ..both
        };
        assert_eq!(
            one.restore(&vault, &ann),
            "postgres://ann:new@right/db?password=two"
        );
        let anew = changed("postgres://bob:other@host/db").restore(&vault, &ann);
        assert_eq!(anew, "postgres://bob:other@host/db");
        let stranger = held.restore(&vault, &admin("bob@example.com"));
        assert_eq!(stranger, "postgres://ann:***@host/wrong");
    }
}
