//! Setting up the demo, and the sign-in that shows it.

use std::fs;

use dbag_demo::DemoError;
use dbag_domain::Role;
use dbag_operations::Dbag;

use super::user::made_up_password;
use crate::clock::now;
use crate::failure::Failure;
use crate::key::write_private;
use crate::out;
use crate::settings::Settings;
use crate::start::ACTOR;

/// Who may sign in to look around.
const EMAIL: &str = "demo@example.com";
/// Keeps the password, so that every start can print it.
const SIGN_IN: &str = "demo-sign-in";

/// Sets up what is missing of the demo; gives the line that says how to sign in.
///
/// # Errors
///
/// When the demo cannot be written.
pub(super) async fn set_up(dbag: &Dbag, settings: &Settings) -> Result<Option<String>, Failure> {
    let folder = settings.file("demo");
    let tell = |line: &str| out::note(line);
    let made = dbag_demo::set_up(dbag, &folder, now(), tell).await;
    made.map_err(|error| {
        let message = format!("the demo cannot be set up: {error}");
        match error {
            DemoError::NamesInUse(_) => Failure::refused(message),
            _ => Failure::Failed(message),
        }
    })?;
    let password = sign_in(dbag, settings).await?;
    Ok(password.map(|password| format!("Sign in as {EMAIL} with the password {password}")))
}

/// The password of the demo's person; none where somebody removed them or changed it.
async fn sign_in(dbag: &Dbag, settings: &Settings) -> Result<Option<String>, Failure> {
    let file = settings.file(SIGN_IN);
    let is_there = dbag
        .users(&ACTOR)
        .await?
        .iter()
        .any(|user| user.email == EMAIL);
    match (fs::read_to_string(&file), is_there) {
        (Ok(kept), true) => Ok(Some(kept.trim().to_owned())),
        (Err(_), false) => {
            let password = made_up_password();
            write_private(&file, &format!("{password}\n"))?;
            dbag.add_user(&ACTOR, EMAIL, Role::Admin, &password, now())
                .await?;
            Ok(Some(password))
        }
        (Ok(_), false) | (Err(_), true) => Ok(None),
    }
}
