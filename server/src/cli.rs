//! The command line.

use std::ffi::OsStr;
use std::process::ExitCode;

use clap::builder::Resettable;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use dbag_operations::Registry;

use crate::commands::{
    Backfill, Backup, Collect, Cron, Dashboard, Doctor, Embed, Export, Fake, Import, Init, Metric,
    Migrate, Object, Push, Restore, Serve, Share, Source, User, Verify,
};
use crate::failure::Failure;
use crate::log;
use crate::settings::{Settings, VARIABLES};
use crate::start::Context;

/// Remembers one number a day for anything you can count.
#[derive(Debug, Parser)]
#[command(name = "dbag", version, after_help = VARIABLES, subcommand_required = true)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages and collect every day; the one command that is needed
    Serve(Serve),
    /// Add a few metrics to start with, or the demo
    Init(Init),
    /// Add and look after databases to ask
    #[command(subcommand)]
    Source(Source),
    /// Add and look after metrics
    #[command(subcommand)]
    Metric(Metric),
    /// Show, import and remove dashboards
    #[command(subcommand)]
    Dashboard(Dashboard),
    /// Show dashboards and panels in other sites, by signed tokens
    #[command(subcommand)]
    Embed(Embed),
    /// Show dashboards to people without an account, by links
    #[command(subcommand)]
    Share(Share),
    /// List, name and describe objects
    #[command(subcommand)]
    Object(Object),
    /// Add and look after the people who may sign in
    #[command(subcommand)]
    User(User),
    /// Ask metrics now
    Collect(Collect),
    /// Ask the past days of a metric
    Backfill(Backfill),
    /// Ask past days again and say what differs, writing nothing
    Verify(Verify),
    /// Send the value of a metric that others send
    Push(Push),
    /// Read values from a file
    Import(Import),
    /// Write values to a file
    Export(Export),
    /// Make up values to see how things look, and remove them again
    Fake(Fake),
    /// Print what lets cron or systemd collect, in place of a running `serve`
    Cron(Cron),
    /// Copy the database to a file, while it is in use
    Backup(Backup),
    /// Put a backup in the place of the database
    Restore(Restore),
    /// Bring the database up to this program's version
    Migrate(Migrate),
    /// Look for what is wrong
    Doctor(Doctor),
}

fn parse() -> Result<Cli, clap::Error> {
    let matches = without_empty_variables(Cli::command()).try_get_matches()?;
    Cli::from_arg_matches(&matches)
}

/// A variable that is set to nothing is not set.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|text| text.is_empty());
    let command = command.mut_args(|arg| match arg.get_env() {
        Some(name) if is_empty(name) => arg.env(Resettable::Reset),
        _ => arg,
    });
    command.mut_subcommands(without_empty_variables)
}

/// Does what the command line says, with the metric types of a registry.
///
/// The whole program: reads the arguments, works until it is done or told to stop, says on
/// standard error what went wrong, and gives the exit code.
pub fn run(registry: Registry) -> ExitCode {
    let cli = match parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help that nobody reads is no failure.
            _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    keep_files_private();
    match run_to_end(cli, registry) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run_to_end(cli: Cli, registry: Registry) -> Result<(), Failure> {
    log::start(match &cli.command {
        Command::Serve(_) => log::OF_A_SERVER,
        _ => log::OF_A_COMMAND,
    })?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Failed(format!("cannot start: {error}")))?;
    let context = Context {
        settings: cli.settings,
        registry,
    };
    let outcome = runtime.block_on(dispatch(cli.command, &context));
    // A driver's thread that hangs must not keep the program.
    runtime.shutdown_background();
    outcome
}

async fn dispatch(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Serve(command) => command.run(context).await,
        Command::Init(command) => command.run(context).await,
        Command::Source(command) => command.run(context).await,
        Command::Metric(command) => command.run(context).await,
        Command::Dashboard(command) => command.run(context).await,
        Command::Embed(command) => command.run(context).await,
        Command::Share(command) => command.run(context).await,
        Command::Object(command) => command.run(context).await,
        Command::User(command) => command.run(context).await,
        Command::Collect(command) => command.run(context).await,
        Command::Backfill(command) => command.run(context).await,
        Command::Push(command) => command.run(context).await,
        Command::Import(command) => command.run(context).await,
        Command::Export(command) => command.run(context).await,
        Command::Fake(command) => command.run(context).await,
        Command::Cron(command) => command.run(context),
        Command::Backup(command) => command.run(context).await,
        Command::Restore(command) => command.run(context).await,
        Command::Migrate(command) => command.run(context).await,
        Command::Verify(command) => command.run(context).await,
        Command::Doctor(command) => command.run(context).await,
    }
}

/// R8: the database holds hashes and sealed secrets; what Dbag writes is for its owner alone.
#[cfg(unix)]
fn keep_files_private() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

#[cfg(not(unix))]
fn keep_files_private() {}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
