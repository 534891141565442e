//! `dbag user`.

use clap::{Args, Subcommand};
use dbag_domain::Role;
use serde_json::{Value as Json, json};

use super::stdin::first_line;
use super::table::aligned;
use crate::clock::now;
use crate::failure::Failure;
use crate::out;
use crate::start::{ACTOR, Context};

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add a person
    Add(Add),
    /// List everybody
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show one person
    Show {
        /// Their address
        email: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Give a person another password; ends their sessions
    Password {
        /// Their address
        email: String,
        #[command(flatten)]
        password: PasswordFlags,
    },
    /// Remove a person
    Remove {
        /// Their address
        email: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Their address
    email: String,
    /// What they may do: viewer, editor, admin
    #[arg(long, default_value = "viewer")]
    role: Role,
    #[command(flatten)]
    password: PasswordFlags,
}

#[derive(Debug, Args)]
pub(crate) struct PasswordFlags {
    /// Read the password from standard input; else one is made up and printed once
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(context).await,
            Self::List { json } => list(context, json).await,
            Self::Show { email, json } => show(context, &email, json).await,
            Self::Password { email, password } => {
                let (password, is_made_up) = password.read()?;
                let dbag = context.open().await?;
                dbag.set_password(&ACTOR, &email, &password, now())
                    .await
                    .map_err(at_argument)?;
                tell(
                    &format!("changed the password of {email}"),
                    &password,
                    is_made_up,
                )
            }
            Self::Remove { email } => {
                let dbag = context.open().await?;
                dbag.remove_user(&ACTOR, &email.trim().to_lowercase(), now())
                    .await?;
                out::line(format_args!("removed {email}"))
            }
        }
    }
}

impl Add {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        let (password, is_made_up) = self.password.read()?;
        let dbag = context.open().await?;
        let added = dbag
            .add_user(&ACTOR, &self.email, self.role, &password, now())
            .await;
        let user = added.map_err(at_argument)?;
        tell(
            &format!("added {} as {}", user.email, user.role),
            &password,
            is_made_up,
        )
    }
}

impl PasswordFlags {
    /// The password, and whether nobody knows it yet.
    fn read(&self) -> Result<(String, bool), Failure> {
        if self.password_stdin {
            return first_line("the password").map(|password| (password, false));
        }
        Ok((made_up_password(), true))
    }
}

/// Random letters and digits that are not mistaken for one another: 100 bits.
pub(super) fn made_up_password() -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = || char::from(ALPHABET[usize::from(rand::random::<u8>() % 32)]);
    std::iter::repeat_with(letter).take(20).collect()
}

fn tell(what: &str, password: &str, is_made_up: bool) -> Result<(), Failure> {
    out::line(what)?;
    if is_made_up {
        out::line(format_args!("password, shown only now: {password}"))?;
    }
    Ok(())
}

async fn list(context: &Context, as_json: bool) -> Result<(), Failure> {
    let users = context.open().await?.users(&ACTOR).await?;
    if as_json {
        return out::json(&users.iter().map(to_json).collect::<Vec<_>>());
    }
    if users.is_empty() {
        out::note("nobody yet; add yourself with `dbag user add <e-mail> --role admin`");
        return Ok(());
    }
    let row = |user: &dbag_operations::User| vec![user.email.clone(), user.role.to_string()];
    out::line(aligned(&users.iter().map(row).collect::<Vec<_>>()))
}

async fn show(context: &Context, email: &str, as_json: bool) -> Result<(), Failure> {
    let users = context.open().await?.users(&ACTOR).await?;
    let wanted = email.trim().to_lowercase();
    let user = users.iter().find(|user| user.email == wanted);
    let user = user.ok_or_else(|| Failure::refused(format!("user `{email}` does not exist")))?;
    if as_json {
        return out::json(&to_json(user));
    }
    let since = user.created_at.format("%Y-%m-%d");
    out::line(format_args!("{}  {}  since {since}", user.email, user.role))
}

fn to_json(user: &dbag_operations::User) -> Json {
    json!({"email": user.email, "role": user.role, "created_at": user.created_at})
}

fn at_argument(problem: dbag_domain::Problem) -> Failure {
    Failure::at_flags(vec![problem], str::to_uppercase)
}
