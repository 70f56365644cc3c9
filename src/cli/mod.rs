//! The command line: the only part that reads, writes and prints.

use std::io::{Write, stdout};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

mod args;
mod config;
mod dict;
mod explain;
mod failure;
mod fix;
mod input;
mod run;
mod session;
mod show;
mod write;

use args::{Cli, Command};
use failure::Failure;
use session::Session;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// All went well and there is nothing to say.
    Clean,
    /// All went well and there is something: findings, a difference, an example that does not hold.
    Something,
    /// Something could not be done; the user was told.
    Trouble,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Clean => Self::SUCCESS,
            Ending::Something => Self::from(1),
            Ending::Trouble => Self::from(2),
        }
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match execute(&cli) {
        Ok(ending) => ending.into(),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            run::complain(&failure);
            Ending::Trouble.into()
        }
    }
}

fn execute(cli: &Cli) -> Result<Ending, Failure> {
    let global = &cli.global;
    if let Some(threads) = global.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
        pool.build_global().map_err(|error| Failure::new(error.to_string()))?;
    }
    match &cli.command {
        Command::Check { input, format } => show::check(&Session::new(global, &[])?, input, *format),
        Command::Diff { input, format, exit_code } => show::diff(&Session::new(global, &[])?, input, *format, *exit_code),
        Command::Fix { input, output } => fix::fix(&Session::new(global, &[])?, input, output.as_deref()),
        Command::Detect { input, format } => show::detect(&Session::new(global, &[])?, input, *format),
        Command::Explain { rule } => explain::explain(&Session::new(global, &[])?, rule),
        Command::Dict(command) => dict::dict(global, command),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "ungarble", &mut script);
            print(&script)?;
            Ok(Ending::Clean)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(|error| Failure::output(&error))?;
            print(&page)?;
            Ok(Ending::Clean)
        }
    }
}

/// Writes to standard output.
fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Failure::output(&error))
}

/// The command line as clap knows it, for the documentation's own tests.
pub fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command().debug_assert();
    }
}
