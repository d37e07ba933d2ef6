//! What the command line may override.

use std::path::PathBuf;

/// Flags that stand above file and environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args)]
pub struct Flags {
    /// Configuration file; otherwise ROUTEX_CONFIG, ./routex.toml or routex.toml in the data directory
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address to listen on
    #[arg(long)]
    pub host: Option<String>,
    /// Port to listen on; 0 takes a free one
    #[arg(long)]
    pub port: Option<u16>,
    /// Where database, journal and keys live
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}
