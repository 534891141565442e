//! `dbag embed`.

use clap::Subcommand;

use super::embed_check::Check;
use super::embed_key::Key;
use super::embed_sign::Sign;
use crate::failure::Failure;
use crate::start::Context;

#[derive(Debug, Subcommand)]
pub(crate) enum Embed {
    /// Make, list and revoke the keys that sites sign tokens with
    #[command(subcommand, visible_alias = "keys")]
    Key(Key),
    /// Sign a token, as your site would
    Sign(Sign),
    /// Say what a token would show, or what each panel of a dashboard would show to outsiders
    Check(Check),
}

impl Embed {
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let dbag = context.open().await?;
        match self {
            Self::Key(key) => key.run(&dbag).await,
            Self::Sign(sign) => sign.run(&dbag).await,
            Self::Check(check) => check.run(&dbag).await,
        }
    }
}
