//! The state of a review: keys go in, what a person has decided comes out. Nothing here reads, writes or draws.

use std::sync::Arc;

use deboil::Span;
use deboil::report::queue::{Becomes, Item};
use deboil::review::Answer;

use super::edit::Edit;

/// A document of which something is asked.
#[derive(Debug)]
pub(super) struct Article {
    /// How messages call it.
    pub(super) label: String,
    pub(super) text: String,
    /// What the rules make of it: each cut, and what takes its place.
    pub(super) edits: Vec<(Span, String)>,
}

/// What a person is asked.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) item: Item,
    pub(super) article: Arc<Article>,
}

/// The order of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Doubt,
    Document,
    Rule,
}

/// How the text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// What goes, in what stands around it.
    Diff,
    /// As it is.
    Before,
    /// As the rules would leave it.
    After,
}

/// A key, or a signal that asks for an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    Enter,
    Esc,
    Tab,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    /// Control and C, or a signal.
    Stop,
}

/// What is done with the keys.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mode {
    Ask,
    Edit(Edit),
    Help,
}

/// What comes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing that lasts.
    Stay,
    /// Something was decided, or taken back: it is to be written.
    Changed,
    /// The person has seen enough.
    Quit,
}

/// The state of a review.
#[derive(Debug)]
pub(super) struct State {
    pub(super) asked: Vec<Asked>,
    /// What was decided on each, in this session.
    pub(super) answers: Vec<Option<Answer>>,
    /// Indexes of `asked` in the order in which they are gone through.
    pub(super) order: Vec<usize>,
    /// The place in `order`.
    pub(super) at: usize,
    pub(super) by: By,
    pub(super) view: View,
    pub(super) mode: Mode,
    /// Rows by which the text is moved.
    pub(super) scroll: isize,
    /// What is said of the last key.
    pub(super) message: String,
    done: Vec<Done>,
}

/// What was decided at once, so that it can be taken back at once.
#[derive(Debug)]
struct Done {
    /// The item that was asked about.
    now: usize,
    /// Items, and what was decided on them before.
    before: Vec<(usize, Option<Answer>)>,
}

impl State {
    pub(super) fn new(asked: Vec<Asked>, by: By) -> Self {
        let answers = vec![None; asked.len()];
        let mut state = Self {
            asked,
            answers,
            order: Vec::new(),
            at: 0,
            by,
            view: View::Diff,
            mode: Mode::Ask,
            scroll: 0,
            message: String::new(),
            done: Vec::new(),
        };
        state.sort();
        state
    }

    /// The item that is asked about now, by its index; none where there are none.
    pub(super) fn current(&self) -> Option<usize> {
        self.order.get(self.at).copied()
    }

    /// What is asked, in order.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &Asked> {
        self.order.iter().map(|&at| &self.asked[at])
    }

    /// How many are decided.
    pub(super) fn decided(&self) -> usize {
        self.answers.iter().flatten().count()
    }

    /// Whether another text like that of an item stands on the same site, of which it was not decided that it stays.
    pub(super) fn has_like(&self, at: usize) -> bool {
        let item = &self.asked[at].item;
        let stays = |other: usize| matches!(self.answers[other], Some(Answer::Reject | Answer::Never));
        let is_like = |other: &Item| other.text == item.text && other.site == item.site;
        (0..self.asked.len()).any(|other| other != at && !stays(other) && is_like(&self.asked[other].item))
    }

    /// What comes of a key.
    pub(super) fn press(&mut self, key: Key) -> Step {
        if key == Key::Stop {
            return Step::Quit;
        }
        self.message.clear();
        match &mut self.mode {
            Mode::Help => {
                self.mode = Mode::Ask;
                Step::Stay
            }
            Mode::Edit(edit) => {
                if key == Key::Esc || key == Key::Char('q') {
                    self.mode = Mode::Ask;
                    return Step::Stay;
                }
                if key != Key::Enter {
                    edit.press(key);
                    return Step::Stay;
                }
                let edit = edit.clone();
                self.mode = Mode::Ask;
                self.confirm(&edit)
            }
            Mode::Ask => self.ask(key),
        }
    }

    fn ask(&mut self, key: Key) -> Step {
        match key {
            Key::Char('q') | Key::Esc => return Step::Quit,
            Key::Char('a' | 'y') => return self.decide(Answer::Accept),
            Key::Char('r' | 'n') => return self.decide(Answer::Reject),
            Key::Char('N' | 'v') => return self.decide(Answer::Never),
            Key::Char('A') => return self.accept_rest(),
            Key::Char('u') => return self.undo(),
            Key::Char('e') => self.edit(),
            Key::Char('s' | ' ' | 'j') | Key::Down | Key::Right => self.go(self.at + 1),
            Key::Char('k') | Key::Up | Key::Left => self.go(self.at.saturating_sub(1)),
            Key::Char('g') | Key::Home => self.go(0),
            Key::Char('G') | Key::End => self.go(self.order.len()),
            Key::PageDown | Key::Char('J') => self.scroll += 5,
            Key::PageUp | Key::Char('K') => self.scroll -= 5,
            Key::Char('o') => self.turn(),
            Key::Char('t') | Key::Tab => {
                self.view = match self.view {
                    View::Diff => View::Before,
                    View::Before => View::After,
                    View::After => View::Diff,
                }
            }
            Key::Char('?' | 'h') => self.mode = Mode::Help,
            Key::Char(_) | Key::Enter | Key::Stop => {
                "no such key: ? lists them".clone_into(&mut self.message);
            }
        }
        Step::Stay
    }

    fn go(&mut self, at: usize) {
        if at >= self.order.len() {
            "this is the last one".clone_into(&mut self.message);
        }
        self.at = at.min(self.order.len().saturating_sub(1));
        self.scroll = 0;
    }

    fn decide(&mut self, answer: Answer) -> Step {
        let Some(now) = self.current() else { return Step::Stay };
        self.done.push(Done { now, before: vec![(now, self.answers[now].clone())] });
        self.answers[now] = Some(answer);
        self.next();
        Step::Changed
    }

    fn confirm(&mut self, edit: &Edit) -> Step {
        let Some(now) = self.current() else { return Step::Stay };
        let item = &self.asked[now].item;
        match edit.selected() {
            part if part.trim().is_empty() => self.decide(Answer::Reject),
            part if part.trim() == item.raw.trim() => self.decide(Answer::Accept),
            part => {
                let part = part.trim().to_owned();
                self.decide(Answer::Edit(part))
            }
        }
    }

    fn accept_rest(&mut self) -> Step {
        let Some(now) = self.current() else { return Step::Stay };
        let rule = self.asked[now].item.rule.clone();
        let rest: Vec<usize> = (0..self.asked.len())
            .filter(|&at| self.answers[at].is_none() && self.asked[at].item.rule == rule)
            .collect();
        if rest.is_empty() {
            "nothing of this rule is left".clone_into(&mut self.message);
            return Step::Stay;
        }
        self.done.push(Done { now, before: rest.iter().map(|&at| (at, None)).collect() });
        for &at in &rest {
            self.answers[at] = Some(Answer::Accept);
        }
        let count = rest.len();
        self.next();
        self.message = format!("{count} of {rule} accepted; u takes it back");
        Step::Changed
    }

    fn undo(&mut self) -> Step {
        let Some(Done { now, before }) = self.done.pop() else {
            "nothing to take back".clone_into(&mut self.message);
            return Step::Stay;
        };
        for (item, answer) in before {
            self.answers[item] = answer;
        }
        // The order may be another one by now.
        self.at = self.order.iter().position(|&item| item == now).unwrap_or(0);
        self.scroll = 0;
        "taken back".clone_into(&mut self.message);
        Step::Changed
    }

    fn edit(&mut self) {
        let Some(now) = self.current() else { return };
        let Asked { item, article } = &self.asked[now];
        if item.becomes == Becomes::Flagged {
            "a flag removes nothing: accept or reject it".clone_into(&mut self.message);
            return;
        }
        self.mode = Mode::Edit(Edit::new(&article.text, item.span));
    }

    /// Goes on to the next that is not decided.
    fn next(&mut self) {
        self.scroll = 0;
        let after = (self.at + 1..self.order.len()).chain(0..=self.at);
        let open = after.into_iter().find(|&at| self.answers[self.order[at]].is_none());
        match open {
            Some(at) => self.at = at,
            None => "all are decided: q quits, u takes back".clone_into(&mut self.message),
        }
    }

    fn turn(&mut self) {
        self.by = match self.by {
            By::Doubt => By::Document,
            By::Document => By::Rule,
            By::Rule => By::Doubt,
        };
        let now = self.current();
        self.sort();
        self.at = self.order.iter().position(|&at| Some(at) == now).unwrap_or(0);
        self.message = format!("in the order of {}", self.by.name());
    }

    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.asked.len()).collect();
        let item = |at: usize| &self.asked[at].item;
        let place = |at: usize| (&item(at).document, item(at).span);
        match self.by {
            By::Doubt => order.sort_by(|&a, &b| {
                item(b).doubt.total_cmp(&item(a).doubt).then_with(|| place(a).cmp(&place(b)))
            }),
            By::Document => order.sort_by(|&a, &b| place(a).cmp(&place(b))),
            By::Rule => {
                // The rule that is doubted most comes first.
                let doubt = |at: usize| {
                    let same = self.asked.iter().filter(|asked| asked.item.rule == item(at).rule);
                    same.map(|asked| asked.item.doubt).fold(0.0, f64::max)
                };
                let doubts: Vec<f64> = order.iter().map(|&at| doubt(at)).collect();
                order.sort_by(|&a, &b| {
                    let by_rule =
                        doubts[b].total_cmp(&doubts[a]).then_with(|| item(a).rule.cmp(&item(b).rule));
                    by_rule.then_with(|| place(a).cmp(&place(b)))
                });
            }
        }
        self.order = order;
    }
}

impl By {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Doubt => "doubt",
            Self::Document => "documents",
            Self::Rule => "rules",
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use deboil::decision::Limits;
    use deboil::report::queue::items;
    use deboil::{Cleaner, Document};

    use super::*;

    const ARTICLES: [(&str, &str); 2] = [
        (
            "ferry.txt",
            "The people of Lower Sandal voted by a wide margin on Sunday to keep the night ferry running, although it has not earned its fuel in six years.\n\nRead more: Why The Ferry Is Painted Green\n\n“Without it we would be an island again after ten in the evening,” said the harbour master, who has taken the last boat home for most of her life.\n\nThose who were against it argued that a bus over the new causeway would cost a third as much. The council must now find the money in its spring budget. Sign up for our newsletter and never miss a story from the coast.\n\nImage Via Shutterstock\n",
        ),
        (
            "bakery.txt",
            "The oldest oven of the town is cold since Monday, and the baker, who is eighty-one, says that it will stay so until somebody young comes.\n\nRead more: Why Bread Is\u{202e} Round \u{1b}[31m\n\nNobody has come so far, although a school in the next valley teaches the trade and nine of its pupils want to work by the sea.\n",
        ),
    ];

    /// A queue of real removals.
    pub(in super::super) fn state(by: By) -> State {
        let cleaner = Cleaner::builtin();
        let mut asked = Vec::new();
        for (name, text) in ARTICLES {
            let document = Document {
                path: Some(name),
                lang: Some("en"),
                site: Some("coast.test"),
                ..Document::new(text)
            };
            let outcome = cleaner.clean(&document);
            let edits = outcome.edits.iter().map(|edit| (edit.span, edit.with.clone())).collect();
            let article = Arc::new(Article { label: name.to_owned(), text: text.to_owned(), edits });
            let items = items(&outcome, &document, cleaner.rules(), Limits::default());
            asked.extend(items.into_iter().map(|item| Asked { item, article: Arc::clone(&article) }));
        }
        State::new(asked, by)
    }

    fn press(state: &mut State, keys: &str) -> Step {
        keys.chars()
            .map(|c| state.press(if c == '\n' { Key::Enter } else { Key::Char(c) }))
            .last()
            .expect("there are keys")
    }

    fn told(state: &State) -> Vec<(&str, Option<&'static str>)> {
        let answer = |at: &usize| state.answers[*at].as_ref().map(Answer::name);
        state
            .order
            .iter()
            .map(|at| (state.asked[*at].item.raw.split(' ').next().unwrap(), answer(at)))
            .collect()
    }

    #[test]
    fn asks_about_the_most_doubtful_first() {
        let state = state(By::Doubt);
        let doubts: Vec<f64> = state.order.iter().map(|&at| state.asked[at].item.doubt).collect();
        assert_eq!(doubts.len(), 4);
        assert!(doubts.is_sorted_by(|a, b| a >= b), "{doubts:?}");
    }

    #[test]
    fn goes_on_to_what_is_open_and_takes_back() {
        let mut state = state(By::Document);
        assert_eq!(press(&mut state, "a"), Step::Changed);
        assert_eq!(state.at, 1);
        press(&mut state, "srN");
        assert_eq!(state.decided(), 3);
        assert_eq!(state.at, 1, "back to what was skipped");
        assert_eq!(press(&mut state, "a"), Step::Changed);
        assert!(state.message.starts_with("all are decided"));
        assert_eq!(press(&mut state, "uu"), Step::Changed);
        assert_eq!(
            told(&state),
            [("Read", Some("accept")), ("Read", None), ("Sign", Some("reject")), ("Image", None)]
        );
        assert_eq!(state.at, 3);
        press(&mut state, "uu");
        assert_eq!(press(&mut state, "u"), Step::Stay, "{}", state.message);
        assert_eq!(state.decided(), 0);
    }

    #[test]
    fn accepts_the_rest_of_a_rule_and_takes_all_of_it_back() {
        let mut state = state(By::Rule);
        let teaser = state
            .order
            .iter()
            .position(|&at| state.asked[at].item.rule.ends_with("teaser-headline"))
            .unwrap();
        state.go(teaser);
        assert_eq!(press(&mut state, "A"), Step::Changed);
        assert_eq!(state.decided(), 2);
        assert_eq!(press(&mut state, "u"), Step::Changed);
        assert_eq!((state.decided(), state.at), (0, teaser));
    }

    #[test]
    fn keeps_its_place_when_the_order_changes() {
        let mut state = state(By::Doubt);
        press(&mut state, "ss");
        let now = state.current();
        for _ in 0..3 {
            assert_eq!(press(&mut state, "o"), Step::Stay);
            assert_eq!(state.current(), now);
        }
    }

    #[test]
    fn an_edit_is_a_part_or_all_or_nothing() {
        let edited = |keys: &str| {
            let mut state = state(By::Document);
            press(&mut state, keys);
            state.answers[state.order[0]].clone()
        };
        assert_eq!(edited("e\n"), Some(Answer::Accept));
        // The beginning moves on by two words and a colon.
        assert!(matches!(edited("elll\n"), Some(Answer::Edit(part)) if part.starts_with("Why Bread")));
        assert_eq!(edited("eq"), None);
        let mut state = state(By::Document);
        press(&mut state, "e");
        state.press(Key::Esc);
        assert_eq!((state.decided(), &state.mode), (0, &Mode::Ask));
    }

    #[test]
    fn a_signal_ends_it_whatever_it_is_doing() {
        let mut state = state(By::Doubt);
        press(&mut state, "e");
        assert_eq!(state.press(Key::Stop), Step::Quit);
        assert_eq!(press(&mut state, "\n"), Step::Changed);
    }
}
