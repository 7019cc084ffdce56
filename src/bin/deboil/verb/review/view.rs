//! The state of a review as a screen: what is asked, the text around it, the bill, and the keys.

use deboil::report::diff::Tone;
use deboil::report::queue::{Becomes, Item};
use deboil::report::{excerpt, visible};
use deboil::review::Answer;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span as Piece};
use ratatui::widgets::Paragraph;

use super::context::{Row, rows};
use super::edit::Edit;
use super::state::{By, Mode, State, View};

/// From so many columns on the list stands beside the text, in so many of them.
const WIDE: u16 = 120;
const LIST_COLUMNS: u16 = 46;
/// Rows of the list where it stands above the text.
const LIST_ROWS: u16 = 5;
/// Smaller than this nothing can be shown.
const LEAST: (u16, u16) = (36, 10);

const HELP: &[(&str, &str)] = &[
    ("a y", "accept: the rules are right, and this is not asked again"),
    ("r n", "reject: it stays here, and a rule with its example keeps it"),
    ("N v", "never here: it stays on the whole site"),
    ("e", "edit what goes: move its beginning and its end"),
    ("A", "accept all that is left of this rule"),
    ("u", "take the last decision back"),
    ("s j ↓", "skip it, go on"),
    ("k ↑", "go back"),
    ("g G", "to the first, to the last"),
    ("J K", "move the text, also with PgDn and PgUp"),
    ("o", "order: by doubt, by document, by rule"),
    ("t Tab", "show what goes, the text before, the text after"),
    ("q Esc", "quit; decisions are written as they are made"),
];

/// Whether colours are used; without them signs and brackets say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) colours: bool,
}

impl Look {
    fn style(self, tone: Tone) -> Style {
        let coloured = |color: Color| if self.colours { Style::new().fg(color) } else { Style::new() };
        match tone {
            Tone::Kept => Style::new(),
            Tone::Removed => coloured(Color::Red),
            Tone::Cut => coloured(Color::Red).add_modifier(Modifier::BOLD),
            Tone::Added => coloured(Color::Green),
            Tone::Head => Style::new().add_modifier(Modifier::BOLD),
            Tone::Hunk => coloured(Color::Magenta),
            Tone::Note => Style::new().add_modifier(Modifier::DIM),
        }
    }
}

/// Draws the state.
pub(super) fn draw(frame: &mut Frame<'_>, state: &State, look: Look) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let note =
            format!("{} × {} is too small: at least {} × {}", area.width, area.height, LEAST.0, LEAST.1);
        frame.render_widget(Paragraph::new(note), area);
        return;
    }
    let [head, body, foot] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(1), Constraint::Length(2)]).areas(area);
    frame.render_widget(Paragraph::new(headline(state, head.width)), head);
    frame.render_widget(Paragraph::new(footer(state, look, foot.width)), foot);
    match (&state.mode, state.current()) {
        (Mode::Help, _) => frame.render_widget(Paragraph::new(help()), body),
        (_, None) => frame.render_widget(Paragraph::new("there is nothing to decide"), body),
        (_, Some(now)) if area.width >= WIDE => {
            let [left, bar, right] = Layout::horizontal([
                Constraint::Length(LIST_COLUMNS),
                Constraint::Length(3),
                Constraint::Min(1),
            ])
            .areas(body);
            list(frame, left, state, look);
            let lines: Vec<Line<'_>> = (0..bar.height).map(|_| Line::from(" │ ")).collect();
            frame.render_widget(Paragraph::new(lines).style(look.style(Tone::Note)), bar);
            detail(frame, right, state, now, look);
        }
        (_, Some(now)) if state.by == By::Rule && body.height > 3 * LIST_ROWS => {
            let [above, line, below] =
                Layout::vertical([Constraint::Length(LIST_ROWS), Constraint::Length(1), Constraint::Min(1)])
                    .areas(body);
            list(frame, above, state, look);
            frame.render_widget(Paragraph::new(ruler(line.width, "", look)), line);
            detail(frame, below, state, now, look);
        }
        (_, Some(now)) => detail(frame, body, state, now, look),
    }
}

/// How far the review is.
fn headline(state: &State, width: u16) -> Line<'static> {
    let count = |name: &str| state.answers.iter().flatten().filter(|answer| answer.name() == name).count();
    let mut left = format!(" {} of {}  by {}", state.at + 1, state.order.len(), state.by.name());
    for (name, word) in
        [("accept", "accepted"), ("reject", "rejected"), ("never", "never here"), ("edit", "edited")]
    {
        if count(name) > 0 {
            left = format!("{left}  {} {word}", count(name));
        }
    }
    let right = "deboil review ";
    let room = usize::from(width).saturating_sub(columns(&left) + columns(right));
    let text = if room > 0 { format!("{left}{}{right}", " ".repeat(room)) } else { fit(&left, width.into()) };
    Line::from(Piece::styled(text, Style::new().add_modifier(Modifier::REVERSED)))
}

fn footer(state: &State, look: Look, width: u16) -> Vec<Line<'static>> {
    let keys: &[(&str, &str)] = match &state.mode {
        Mode::Help => &[("any key", "back")],
        Mode::Edit(_) => &[
            ("←→", "by words"),
            (",.", "by characters"),
            ("Tab", "the other end"),
            ("Enter", "this goes"),
            ("Esc", "leave it"),
        ],
        Mode::Ask => &[
            ("a", "accept"),
            ("r", "reject"),
            ("N", "never here"),
            ("e", "edit"),
            ("s", "skip"),
            ("u", "undo"),
            ("?", "help"),
            ("q", "quit"),
            ("A", "rest of rule"),
            ("o", "order"),
            ("t", "text"),
        ],
    };
    let mut shown = Vec::new();
    let mut used = 1;
    for (key, what) in keys {
        let piece = columns(key) + columns(what) + 3;
        // A narrow terminal shows the keys that fit; help has all of them.
        if used + piece > usize::from(width) + 2 {
            continue;
        }
        used += piece;
        shown.push(Piece::raw(if shown.is_empty() { " " } else { "  " }));
        shown.push(Piece::styled((*key).to_owned(), look.style(Tone::Head)));
        shown.push(Piece::raw(format!(" {what}")));
    }
    let message = Line::from(Piece::styled(
        format!(" {}", fit(&visible(&state.message), usize::from(width) - 1)),
        look.style(Tone::Hunk),
    ));
    vec![message, Line::from(shown)]
}

fn help() -> Vec<Line<'static>> {
    let lines = HELP.iter().map(|(keys, what)| Line::from(format!("  {keys:<7} {what}")));
    std::iter::once(Line::default()).chain(lines).collect()
}

/// A line across, with a word in it.
fn ruler(width: u16, word: &str, look: Look) -> Line<'static> {
    let word = if word.is_empty() { String::new() } else { format!(" {word} ") };
    let rest = usize::from(width).saturating_sub(columns(&word) + 2);
    Line::from(Piece::styled(format!("──{word}{}", "─".repeat(rest)), look.style(Tone::Note)))
}

/// What is asked, line by line, with what was decided: all hits of a rule side by side where it is in the order of rules.
fn list(frame: &mut Frame<'_>, area: Rect, state: &State, look: Look) {
    let height = usize::from(area.height);
    let mut lines = Vec::new();
    let mut at_line = 0_usize;
    let mut rule = "";
    for (at, &index) in state.order.iter().enumerate() {
        let item = &state.asked[index].item;
        if state.by == By::Rule && rule != item.rule {
            rule = &item.rule;
            let count = state.asked.iter().filter(|asked| asked.item.rule == item.rule).count();
            let head = fit(&format!("{} ({count})", visible(&item.rule)), area.width.into());
            lines.push(Line::from(Piece::styled(head, look.style(Tone::Hunk))));
        }
        let sign = match &state.answers[index] {
            None => ' ',
            Some(Answer::Accept) => '✓',
            Some(Answer::Reject) => '✗',
            Some(Answer::Never) => 'N',
            Some(Answer::Edit(_)) => 'e',
        };
        let pointer = if at == state.at { '>' } else { ' ' };
        let text = item.raw.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = fit(&format!("{pointer}{sign} {}", visible(&text)), area.width.into());
        let style = if at == state.at { look.style(Tone::Head) } else { Style::new() };
        at_line = if at == state.at { lines.len() } else { at_line };
        lines.push(Line::from(Piece::styled(text, style)));
    }
    let first = at_line.saturating_sub(height / 2).min(lines.len().saturating_sub(height));
    // The name of the rule stays in sight.
    let lines: Vec<Line<'_>> = lines.into_iter().skip(first).take(height).collect();
    frame.render_widget(Paragraph::new(lines), area);
}

/// What is known of an item, and the text around it.
fn detail(frame: &mut Frame<'_>, area: Rect, state: &State, now: usize, look: Look) {
    let asked = &state.asked[now];
    let item = &asked.item;
    let width = usize::from(area.width);
    let head = about(state, now, width, look);
    let bill = bill(item, width, usize::from(area.height), look);
    let word = match (&state.mode, state.view) {
        (Mode::Edit(_), _) => "what goes",
        (_, View::Diff) => "",
        (_, View::Before) => "before",
        (_, View::After) => "after",
    };
    let lengths = [head.len(), 1, 0, 1, bill.len()];
    let fixed: usize = lengths.iter().sum();
    let room = usize::from(area.height).saturating_sub(fixed);
    let text = match &state.mode {
        Mode::Edit(edit) => edited(edit, width),
        _ => rows(asked, state.view, width),
    };
    let text = window(text, room, state.scroll);
    let text: Vec<Line<'_>> = text.into_iter().map(|row| painted(row, look)).collect();
    let mut lines = head;
    lines.push(ruler(area.width, word, look));
    let blank = room.saturating_sub(text.len());
    lines.extend(text);
    lines.extend(std::iter::repeat_n(Line::default(), blank));
    lines.push(ruler(area.width, "", look));
    lines.extend(bill);
    frame.render_widget(Paragraph::new(lines), area);
}

fn about(state: &State, now: usize, width: usize, look: Look) -> Vec<Line<'static>> {
    let asked = &state.asked[now];
    let item = &asked.item;
    let site = item.site.as_ref().map_or_else(String::new, |site| format!("  {site}"));
    let name =
        if asked.article.label == item.document { String::new() } else { format!("  {}", item.document) };
    let place = format!("{}, line {}{name}{site}", asked.article.label, item.line);
    let becomes = match item.becomes {
        Becomes::Removed => "goes",
        Becomes::Captured => "goes, and stays as a field",
        Becomes::Replaced => "is replaced",
        Becomes::Flagged => "is flagged, and stays",
    };
    let answer = state.answers[now].as_ref().map_or_else(String::new, |answer| match answer {
        Answer::Edit(part) => format!("  edited: {} goes", excerpt(part, 30)),
        answer => format!("  {}", told(answer)),
    });
    let doubts = if item.doubts.is_empty() { String::new() } else { format!(": {}", item.doubts.join(", ")) };
    let second = format!("{becomes}; doubt {:.1}{doubts}", item.doubt);
    vec![
        Line::from(vec![
            Piece::styled(
                fit(&visible(&place), width.saturating_sub(columns(&answer))),
                look.style(Tone::Head),
            ),
            Piece::styled(answer, look.style(Tone::Hunk)),
        ]),
        Line::from(fit(&second, width)),
    ]
}

fn told(answer: &Answer) -> &'static str {
    match answer {
        Answer::Accept => "accepted",
        Answer::Reject => "rejected: it stays",
        Answer::Never => "never here",
        Answer::Edit(_) => "edited",
    }
}

/// The evidence, as `explain` has it, and what is captured.
fn bill(item: &Item, width: usize, height: usize, look: Look) -> Vec<Line<'static>> {
    let most = (height / 3).max(3);
    let mut lines: Vec<(Tone, String)> = item
        .why
        .iter()
        .map(|why| (Tone::Kept, format!("{:>+6.2}  {}  {}", why.weight, why.rule, visible(&why.title))))
        .collect();
    if item.why.len() > 1 || (item.score - 1.0).abs() > 0.001 {
        lines.push((Tone::Kept, format!("{:>+6.2}  is the sum; from 1 on it acts", item.score)));
    }
    for (field, values) in &item.fields {
        lines.push((Tone::Added, format!("     +  {field}: {}", visible(&values.join("; ")))));
    }
    if lines.len() > most {
        let more = lines.len() - most + 1;
        lines.truncate(most - 1);
        lines.push((Tone::Note, format!("        and {more} more")));
    }
    lines
        .into_iter()
        .map(|(tone, text)| Line::from(Piece::styled(fit(&text, width), look.style(tone))))
        .collect()
}

/// The lines with brackets around what goes, and the end that moves marked.
fn edited(edit: &Edit, width: usize) -> Vec<Row> {
    let [from, to] = if edit.moves_end { ["[", "<]"] } else { ["[>", "]"] };
    super::context::marked(&edit.lines, edit.part, [from, to], width)
}

/// So many rows of a text, its main rows in the middle of them.
fn window(rows: Vec<Row>, height: usize, scroll: isize) -> Vec<Row> {
    let first = rows.iter().position(|row| row.is_main).unwrap_or(0);
    let main = rows.iter().filter(|row| row.is_main).count();
    let start = first.saturating_sub(height.saturating_sub(main) / 2);
    let last = rows.len().saturating_sub(height);
    let start = start.min(last).saturating_add_signed(scroll).min(last);
    rows.into_iter().skip(start).take(height).collect()
}

fn painted(row: Row, look: Look) -> Line<'static> {
    Line::from(
        row.line
            .parts
            .into_iter()
            .map(|(tone, text)| Piece::styled(text, look.style(tone)))
            .collect::<Vec<_>>(),
    )
}

fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

/// The beginning of a text, so many columns of it.
fn fit(text: &str, width: usize) -> String {
    super::context::fit(text, width)
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::buffer::Buffer;

    use super::super::state::Key;
    use super::super::state::tests::state;
    use super::*;

    fn buffer(state: &State, width: u16, height: u16, colours: bool) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(frame, state, Look { colours })).unwrap();
        terminal.backend().buffer().clone()
    }

    fn screen(state: &State, width: u16, height: u16) -> String {
        let buffer = buffer(state, width, height, false);
        let row = |y: u16| {
            let mut text = String::new();
            let mut skip = 0;
            for x in 0..width {
                let symbol = buffer[(x, y)].symbol();
                if skip == 0 {
                    text.push_str(symbol);
                    skip = columns(symbol).max(1);
                }
                skip -= 1;
            }
            text.trim_end().to_owned() + "\n"
        };
        (0..height).map(row).collect()
    }

    fn after(by: By, keys: &str) -> State {
        let mut state = state(by);
        for c in keys.chars() {
            state.press(if c == '\n' { Key::Enter } else { Key::Char(c) });
        }
        state
    }

    #[test]
    fn shows_what_is_asked_at_80_by_24() {
        snapbox::assert_data_eq!(
            screen(&after(By::Document, "ss"), 80, 24),
            snapbox::file!["snapshots/document-80x24.txt"]
        );
        snapbox::assert_data_eq!(
            screen(&after(By::Rule, "a"), 80, 24),
            snapbox::file!["snapshots/rule-80x24.txt"]
        );
        snapbox::assert_data_eq!(
            screen(&after(By::Document, "sselll"), 80, 24),
            snapbox::file!["snapshots/edit-80x24.txt"]
        );
        snapbox::assert_data_eq!(
            screen(&after(By::Doubt, "?"), 80, 24),
            snapbox::file!["snapshots/help-80x24.txt"]
        );
    }

    #[test]
    fn shows_the_list_beside_the_text_at_200_by_50() {
        snapbox::assert_data_eq!(
            screen(&after(By::Rule, "arsu"), 200, 50),
            snapbox::file!["snapshots/rule-200x50.txt"]
        );
        snapbox::assert_data_eq!(
            screen(&after(By::Document, "ssst"), 200, 50),
            snapbox::file!["snapshots/before-200x50.txt"]
        );
    }

    #[test]
    fn shows_as_escapes_what_would_act_on_the_terminal() {
        for (width, height) in [(80, 24), (200, 50)] {
            for keys in ["", "t", "tt", "e"] {
                let screen = screen(&after(By::Document, keys), width, height);
                assert!(screen.contains("\\u{202e}") || keys == "tt", "{screen}");
                assert!(!screen.contains(['\u{1b}', '\u{202e}']), "{screen}");
            }
        }
    }

    #[test]
    fn says_the_same_without_colours() {
        for keys in ["", "ss", "e", "?"] {
            let state = after(By::Rule, keys);
            let [plain, coloured] = [false, true].map(|colours| buffer(&state, 80, 24, colours));
            assert!(plain.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
            let text = |buffer: &Buffer| {
                buffer.content().iter().map(|cell| cell.symbol().to_owned()).collect::<String>()
            };
            assert_eq!(text(&plain), text(&coloured));
        }
        let coloured = buffer(&after(By::Rule, ""), 80, 24, true);
        assert!(coloured.content().iter().any(|cell| cell.fg == Color::Red));
    }

    #[test]
    fn no_size_of_a_terminal_makes_it_panic() {
        for keys in ["", "?", "e", "ot", "ooJJJKK"] {
            let state = after(By::Doubt, keys);
            for width in [1, 20, 36, 37, 60, 119, 120, 300] {
                for height in [1, 9, 10, 11, 15, 24, 80] {
                    screen(&state, width, height);
                }
            }
        }
    }
}
