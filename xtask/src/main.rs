//! The project's own commands: `cargo xtask --help` lists them.

mod bench;
mod book;
mod browser;
mod deny;
mod deploy;
mod docs;
mod install;
mod ledger;
mod prices;
mod process;
mod serve;
mod test;
mod web;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Routex's own commands"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build and serve with a built-in provider simulator: no account, key or network needed
    Demo(serve::Args),
    /// Build with optimisations and serve; arguments go to `routex serve`
    Run(serve::Args),
    /// Run every test: Rust with nextest, then the official SDKs and a browser against the binary, and its image
    Test(test::Args),
    /// Build the dashboard into web-ui/dist
    Web(web::Args),
    /// Take pictures of every page of the dashboard for docs/screenshots
    Screenshots(browser::Args),
    /// Measure Routex beside HAProxy and nginx before the same simulator (Linux)
    Bench(bench::Args),
    /// Make a log of millions of requests, measure the admin API on it, and a clean-up of it
    Ledger(ledger::Args),
    /// Check licences, banned crates and sources of all dependencies with cargo-deny
    Deny,
    /// Write the shipped price catalogue anew from a list of the genai-prices project
    Prices(prices::Args),
    /// Write the generated part of docs/ anew: openapi.json, and api.md, configuration.md, metrics.md in English
    Docs,
    /// Build the documentation as books, English and Chinese
    Book,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Demo(args) => serve::demo(&args),
        Command::Run(args) => serve::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Web(args) => web::run(&args),
        Command::Screenshots(args) => browser::screenshots(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Ledger(args) => ledger::run(&args),
        Command::Deny => deny::run(),
        Command::Prices(args) => prices::run(&args),
        Command::Docs => docs::run(),
        Command::Book => book::build(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
