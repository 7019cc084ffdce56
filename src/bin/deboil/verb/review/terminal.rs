//! A terminal for a full screen: keys and signals come in, screens go out, and it is left as it was found whatever happens.

use std::time::Duration;

use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};

use super::state::{Key, State, Step};
use super::view::{Look, draw};
use crate::interrupt::Interrupt;

/// So often signals are looked for.
const TICK: Duration = Duration::from_millis(150);

/// Goes through a review. `changed` writes what was decided, and says what there is to say of that.
pub(super) fn go_through(
    state: &mut State,
    look: Look,
    mut changed: impl FnMut(&State) -> anyhow::Result<Option<String>>,
) -> anyhow::Result<Option<u8>> {
    let interrupt = Interrupt::watch()?;
    // It has a panic give the terminal back before it is told of.
    let mut terminal = ratatui::try_init()?;
    let result = turns(&mut terminal, state, look, &interrupt, &mut changed);
    ratatui::try_restore()?;
    result
}

fn turns(
    terminal: &mut DefaultTerminal,
    state: &mut State,
    look: Look,
    interrupt: &Interrupt,
    changed: &mut impl FnMut(&State) -> anyhow::Result<Option<String>>,
) -> anyhow::Result<Option<u8>> {
    loop {
        terminal.draw(|frame| draw(frame, state, look))?;
        let key = loop {
            if interrupt.signal().is_some() {
                break Key::Stop;
            }
            if event::poll(TICK)? {
                match event::read()? {
                    Event::Key(key) if key.kind != KeyEventKind::Release => {
                        if let Some(key) = known(key.code, key.modifiers) {
                            break key;
                        }
                    }
                    Event::Resize(..) => {
                        terminal.draw(|frame| draw(frame, state, look))?;
                    }
                    _ => {}
                }
            }
        };
        match state.press(key) {
            Step::Stay => {}
            Step::Quit => return Ok(interrupt.signal()),
            Step::Changed => {
                if let Some(message) = changed(state)? {
                    state.message = message;
                }
            }
        }
    }
}

fn known(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
    if modifiers.contains(KeyModifiers::CONTROL) {
        return matches!(code, KeyCode::Char('c' | 'd')).then_some(Key::Stop);
    }
    Some(match code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab | KeyCode::BackTab => Key::Tab,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    })
}
