//! The command line. Exit codes: 0 fine, 1 refused (it says why on standard error), 2 usage.

mod backup;
mod health;
mod owner;
mod prices;
mod secrets;
mod setup;
mod summary;
mod transfer;

use std::{
    env,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};

use crate::{
    config::{Config, Environment, Flags, LogSettings},
    http, simulator, startup, telemetry,
};

/// Runs what the command line of this process asks for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match cli.dispatch(&environment()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("routex: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// AI API router and load balancer
#[derive(Debug, Parser)]
#[command(name = "routex", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// `routex` alone serves, so it takes the flags of `serve`.
    #[command(flatten)]
    flags: Flags,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve; what happens when no command is given
    Serve(Flags),
    /// Serve with a built-in provider simulator: no account, no key, no network
    Demo(Flags),
    /// Run the provider simulator alone; the model name chooses its behaviour (sim-ok, sim-tools, sim-429, …)
    Simulate(Simulate),
    /// Make the first channel, choose the strategy, the user name and the password
    Setup(Files),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Ask the Routex that runs here whether it is well; exit code 1 says no
    Health(health::HealthArgs),
    /// Print the OpenAPI document of the admin API
    Openapi,
    /// Bring the database to this version, or ask whether it is
    #[command(subcommand)]
    Migrate(MigrateCommand),
    /// Look after prices and what requests cost by them
    #[command(subcommand)]
    Prices(prices::PricesCommand),
    /// Look after the key that seals the stored secrets
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Write a copy of the database to a file, also beside a Routex that runs
    Backup(backup::BackupArgs),
    /// Put a backup in the place of the database; Routex must not be running
    Restore(backup::RestoreArgs),
    /// Print the configuration as JSON, to be imported elsewhere
    Export(transfer::ExportArgs),
    /// Take over an export, a LiteLLM config.yaml or a ccflare database; Routex must not be running
    Import(transfer::ImportArgs),
}

#[derive(Debug, Args)]
struct Simulate {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 4010)]
    port: u16,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Tell every problem at once, or what is configured
    Check(Files),
}

#[derive(Debug, Subcommand)]
enum MigrateCommand {
    /// Apply what is missing
    Up(Files),
    /// Tell what is applied and what is missing
    Status(Files),
}

#[derive(Debug, Subcommand)]
enum SecretsCommand {
    /// Make a new master key and seal everything with it; Routex must not be running
    Rotate(Rotate),
}

#[derive(Debug, Args)]
struct Rotate {
    #[command(flatten)]
    files: Files,
    /// Change from ROUTEX_MASTER_KEY to the key in ROUTEX_NEW_MASTER_KEY
    #[arg(long)]
    new_key: bool,
}

/// The flags of commands that do not listen.
#[derive(Debug, Clone, Args)]
struct Files {
    /// Configuration file; otherwise ROUTEX_CONFIG, ./routex.toml or routex.toml in the data directory
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where database, journal and keys live
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

impl From<Files> for Flags {
    fn from(files: Files) -> Self {
        Self {
            config: files.config,
            data_dir: files.data_dir,
            ..Self::default()
        }
    }
}

impl Cli {
    fn dispatch(self, env: &Environment) -> anyhow::Result<()> {
        match self.command.unwrap_or(Command::Serve(self.flags)) {
            Command::Serve(flags) => {
                let config = load_and_log(&flags, env)?;
                owner::become_if_root(&config.data_dir, env)?;
                let env = env.clone();
                startup::serve(&config, Box::new(move || Config::load(&flags, &env)))
            }
            Command::Demo(flags) => {
                start_log(LogSettings::default(), env)?;
                startup::demo(flags)
            }
            Command::Simulate(Simulate { host, port }) => {
                start_log(LogSettings::default(), env)?;
                simulator::run(&host, port)
            }
            Command::Setup(files) => setup::run(&load_and_log(&files.into(), env)?),
            Command::Config(ConfigCommand::Check(files)) => {
                let config = Config::load(&files.into(), env)?;
                print!("{}", summary::Summary(&config));
                Ok(())
            }
            Command::Health(arguments) => {
                let config = Config::load(&arguments.files.clone().into(), env)?;
                health::check(&config, &arguments)
            }
            Command::Openapi => print_document(&http::openapi::document().to_pretty_json()?),
            Command::Migrate(MigrateCommand::Up(files)) => {
                startup::migrate_up(&load_and_log(&files.into(), env)?)
            }
            Command::Migrate(MigrateCommand::Status(files)) => {
                startup::migrate_status(&load_and_log(&files.into(), env)?)
            }
            Command::Secrets(SecretsCommand::Rotate(rotate)) => {
                let config = load_and_log(&rotate.files.into(), env)?;
                secrets::rotate(&config, rotate.new_key)
            }
            Command::Prices(prices::PricesCommand::Recompute(arguments)) => {
                let config = load_and_log(&arguments.files.clone().into(), env)?;
                prices::recompute(&config, &arguments)
            }
            Command::Prices(prices::PricesCommand::Convert(arguments)) => {
                prices::convert(&arguments)
            }
            Command::Backup(arguments) => {
                let config = load_and_log(&arguments.files.clone().into(), env)?;
                backup::backup(&config, &arguments)
            }
            Command::Restore(arguments) => {
                let config = load_and_log(&arguments.files.clone().into(), env)?;
                backup::restore(&config, &arguments)
            }
            Command::Export(arguments) => {
                let config = load_and_log(&arguments.files.clone().into(), env)?;
                transfer::export(&config, &arguments)
            }
            Command::Import(arguments) => {
                let config = load_and_log(&arguments.files.clone().into(), env)?;
                transfer::import(&config, &arguments)
            }
        }
    }
}

/// Prints a document. Whoever reads it may leave half way, as `head` does.
fn print_document(text: &str) -> anyhow::Result<()> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

fn load_and_log(flags: &Flags, env: &Environment) -> anyhow::Result<Config> {
    let config = Config::load(flags, env)?;
    start_log(config.log, env)?;
    Ok(config)
}

fn start_log(log: LogSettings, env: &Environment) -> anyhow::Result<()> {
    Ok(telemetry::init(
        log,
        env.get("RUST_LOG").map(String::as_str),
    )?)
}

/// The environment of this process, without what is not Unicode: no setting could be made of that.
fn environment() -> Environment {
    env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, error::ErrorKind};

    use super::*;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn routex_alone_is_serve() {
        let bare = parse("routex --port 9000 --config r.toml").unwrap();
        assert!(bare.command.is_none());

        let Some(Command::Serve(flags)) = parse("routex serve --port 9000 --config r.toml")
            .unwrap()
            .command
        else {
            panic!("serve is a command");
        };
        assert_eq!(bare.flags, flags);
        assert_eq!(flags.port, Some(9000));
        assert_eq!(flags.config, Some("r.toml".into()));
    }

    #[test]
    fn every_command_is_understood() {
        for line in [
            "routex",
            "routex serve --host ::1 --data-dir /tmp/x",
            "routex demo --port 0",
            "routex simulate --port 0",
            "routex setup --data-dir /tmp/x",
            "routex config check --config r.toml",
            "routex migrate up",
            "routex openapi",
            "routex health --ready --port 9000",
            "routex health --config r.toml --data-dir /tmp/x",
            "routex migrate status --data-dir /tmp/x",
            "routex secrets rotate --config r.toml --data-dir /tmp/x",
            "routex secrets rotate --new-key",
            "routex backup routex-backup.db --data-dir /tmp/x",
            "routex restore routex-backup.db --replace",
            "routex export --secrets",
            "routex import config.yaml --format litellm --dry-run --on-conflict replace",
        ] {
            assert!(parse(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn misuse_is_refused_as_usage() {
        for line in [
            "routex --port 70000",
            "routex serve --prot 1",
            "routex fly",
            "routex config",
            "routex --port 1 serve",
        ] {
            assert_eq!(parse(line).unwrap_err().exit_code(), 2, "{line}");
        }
        let version = parse("routex --version").unwrap_err();
        assert_eq!(version.kind(), ErrorKind::DisplayVersion);
    }

    #[test]
    fn config_check_refuses_with_every_problem() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("routex.toml");
        std::fs::write(&file, "[server]\nport = 1.5\nprot = 2\n").unwrap();
        let check = |file: &std::path::Path| {
            let cli = Cli::try_parse_from([
                "routex".as_ref(),
                "config".as_ref(),
                "check".as_ref(),
                "--config".as_ref(),
                file.as_os_str(),
            ]);
            cli.unwrap().dispatch(&Environment::new())
        };

        let told = check(&file).unwrap_err().to_string();
        assert!(told.contains("2 problems"), "{told}");

        std::fs::write(&file, "[server]\nport = 1\n").unwrap();
        assert!(check(&file).is_ok());
    }
}
