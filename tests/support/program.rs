//! The program, run in a folder of its own.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A run that takes longer hangs.
const LIMIT: Duration = Duration::from_mins(2);

/// A text with damage that the program repairs …
pub const DAMAGED: &str = "Liz Terrace resigned after 44 days as prime minister.\n";
/// … and what becomes of it.
pub const REPAIRED: &str = "Liz Truss resigned after 44 days as prime minister.\n";

/// The program, without the user's configuration and colours.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ungarble"));
    command.env_remove("CLICOLOR_FORCE").env("NO_COLOR", "1");
    command
}

/// A new empty folder, removed in the end.
pub struct Folder {
    folder: tempfile::TempDir,
}

/// How a run ended and what it said.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Folder {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The folder with one more file in it.
    pub fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs the program here, with nothing on standard input.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.pipe(arguments, b"")
    }

    /// Runs the program here and feeds it `input`.
    pub fn pipe(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self.start(arguments);
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        thread::scope(|scope| {
            scope.spawn(move || {
                // Who has read enough closes the pipe: no failure of ours.
                let _ = stdin.write_all(input);
            });
            let out = scope.spawn(move || text_of(&mut stdout));
            let err = scope.spawn(move || text_of(&mut stderr));
            let code = wait(&mut child, arguments);
            Ran { code, out: out.join().unwrap(), err: err.join().unwrap() }
        })
    }

    /// Starts the program here with all three streams as pipes.
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = program();
        command.args(arguments).current_dir(self.root());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

impl Ran {
    /// Asserts the exit code and that standard error says each of `messages`.
    #[track_caller]
    pub fn ends(self, code: i32, messages: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        for message in messages {
            assert!(self.err.contains(message), "no “{message}” in: {self:#?}");
        }
        self
    }

    /// Asserts that standard output is `expected`.
    #[track_caller]
    pub fn prints(self, expected: &str) -> Self {
        assert_eq!(self.out, expected, "{}", self.err);
        self
    }
}

fn text_of(stream: &mut impl Read) -> String {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn wait(child: &mut Child, arguments: &[&str]) -> Option<i32> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if start.elapsed() > LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("`ungarble {}` hangs", arguments.join(" "));
        }
        thread::sleep(Duration::from_millis(2));
    }
}
