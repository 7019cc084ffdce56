//! Standard output for a reader: colours, width and pager where it is a terminal.

use std::io::{BufWriter, IsTerminal as _, Write};
use std::process::{Child, Command, Stdio};

use anstream::{AutoStream, ColorChoice};
use deboil::report::table::{Table, TableLine, markdown, text};

use crate::diagnose::{BOLD, DIM, trouble};

/// How standard output is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    pub(crate) is_terminal: bool,
    pub(crate) colours: bool,
    /// Columns to fit; nothing where lines may be as long as they are.
    pub(crate) width: Option<usize>,
}

impl Screen {
    pub(crate) fn new(color: ColorChoice, width: Option<usize>) -> Self {
        let stdout = std::io::stdout();
        let choice = if color == ColorChoice::Auto { AutoStream::choice(&stdout) } else { color };
        let is_terminal = stdout.is_terminal();
        Self { is_terminal, colours: choice != ColorChoice::Never, width: width.or_else(columns) }
    }

    /// Whether what is written may act on a terminal: then what comes from documents must be made safe.
    pub(crate) fn is_seen(&self) -> bool {
        self.is_terminal || self.colours
    }
}

/// Writes tables to standard output: in colours where it is a terminal, or as Markdown.
pub(crate) fn write_tables(tables: &[Table], as_markdown: bool) -> anyhow::Result<()> {
    if as_markdown {
        return Ok(std::io::stdout().lock().write_all(markdown(tables).as_bytes())?);
    }
    let mut stdout = anstream::stdout().lock();
    for line in text(tables) {
        let style = match line {
            TableLine::Title(_) => BOLD,
            TableLine::Head(_) | TableLine::Note(_) => DIM,
            TableLine::Row(_) | TableLine::Blank => anstyle::Style::new(),
        };
        writeln!(stdout, "{style}{}{style:#}", line.text())?;
    }
    Ok(())
}

/// Columns of the terminal that standard output is; nothing where it is none.
pub(crate) fn columns() -> Option<usize> {
    let is_terminal = std::io::stdout().is_terminal();
    is_terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0))
}

/// Where the output goes: standard output, or a pager that shows it.
pub(crate) struct Pages {
    writer: Option<Box<dyn Write + Send>>,
    pager: Option<Child>,
}

impl Pages {
    /// Opens the output, in a pager where it is a terminal and one is there.
    pub(crate) fn open(screen: Screen, with_pager: bool) -> Self {
        let pager = if screen.is_terminal && with_pager { pager() } else { None };
        let Some(mut pager) = pager else {
            return Self { writer: Some(Box::new(BufWriter::new(std::io::stdout()))), pager: None };
        };
        let writer = pager.stdin.take().map(|stdin| Box::new(BufWriter::new(stdin)) as Box<dyn Write + Send>);
        Self { writer, pager: Some(pager) }
    }

    /// Completes the output and waits until the reader has seen enough.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        self.flush()?;
        Ok(())
    }
}

impl Write for Pages {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writer.as_mut().map_or(Ok(bytes.len()), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // The pager sees the end of its input only when the writer is gone.
        self.writer = None;
        if let Some(pager) = &mut self.pager {
            let _ = pager.wait();
        }
    }
}

/// Starts the pager that the environment names, or `less` if it is there; nothing where the output is shown as it is.
fn pager() -> Option<Child> {
    let named = ["DEBOIL_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
    let mut command = match named.as_deref().map(str::trim) {
        Some("" | "cat") => return None,
        Some(line) => shell(line),
        None => Command::new("less"),
    };
    // As git has it: quit where all fits, colours, no clearing of the screen; and leave with us on an interrupt.
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRXK");
    }
    match command.stdin(Stdio::piped()).spawn() {
        Ok(pager) => Some(pager),
        Err(error) => {
            // Nobody asked for `less`, which need not be there.
            if let Some(line) = named {
                trouble(line, error);
            }
            None
        }
    }
}

/// A command line, by the shell where it has more than plain words.
fn shell(line: &str) -> Command {
    let is_plain = |c: char| c.is_alphanumeric() || " -_./+=:,".contains(c);
    let mut words = line.split_whitespace();
    match words.next().filter(|_| line.chars().all(is_plain)) {
        Some(program) => {
            let mut command = Command::new(program);
            command.args(words);
            command
        }
        None if cfg!(windows) => {
            let mut command = Command::new("cmd");
            command.args(["/C", line]);
            command
        }
        None => {
            let mut command = Command::new("sh");
            command.args(["-c", line]);
            command
        }
    }
}
