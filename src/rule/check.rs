//! A written rule becomes a checked one, and back.

use indexmap::IndexMap;

use super::form::{ActionName, FieldName, ScopeName};
use super::{Action, Definition, Examples, RuleForm, Scope, Sequence};
use crate::condition::{Audience, Context, Place};

/// Most lines that a rule may look at from each line: what it takes grows with them.
const MAX_LINES: usize = 1000;

/// Most bytes of what takes the place of a finding.
const MAX_WITH: usize = 1000;

impl TryFrom<RuleForm> for Definition {
    type Error = String;

    fn try_from(mut form: RuleForm) -> Result<Self, String> {
        check_id(&form.id)?;
        if form.title.trim().is_empty() {
            return Err("`title` is empty: say in a sentence what the rule finds".to_owned());
        }
        let acts =
            |c: &char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if let Some(c) = form.title.chars().find(acts) {
            return Err(format!(
                "`title` has the character U+{:04X}: write one line that a terminal can show",
                u32::from(c)
            ));
        }
        if !form.weight.is_finite() || form.weight == 0.0 || form.weight.abs() > 10.0 {
            return Err(format!("`weight` is {}, expected a number from -10 to 10, not 0", form.weight));
        }
        let action = form.action()?;
        let scope = form.scope()?;
        form.check_together(&action, &scope)?;
        let audience = Audience { lang: form.lang, site: form.site, valid: form.valid };
        let examples = Examples { hits: form.hits, keeps: form.keeps, todo: form.todo, cases: form.case };
        Ok(Self {
            id: form.id,
            title: form.title,
            category: form.category,
            confidence: form.confidence,
            weight: form.weight,
            action,
            scope,
            audience,
            matcher: form.matcher,
            place: form.place,
            elsewhere: form.elsewhere,
            context: form.context,
            near: form.near,
            unless: form.unless,
            repeats: form.repeats,
            repeats_title: form.equals_field.is_some(),
            tags: form.tags,
            refs: form.refs,
            examples,
        })
    }
}

fn check_id(id: &str) -> Result<(), String> {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
    };
    if id.split('/').all(is_part) {
        Ok(())
    } else {
        Err(format!("`{id}` is no id: use lower-case letters, digits and hyphens"))
    }
}

impl RuleForm {
    fn action(&mut self) -> Result<Action, String> {
        let needs = |key: &str, action: &str| format!("`{key}` goes with `action = \"{action}\"`");
        if self.field.is_some() && self.action != ActionName::Capture {
            return Err(needs("field", "capture"));
        }
        if self.with.is_some() && self.action != ActionName::Replace {
            return Err(needs("with", "replace"));
        }
        if self.severity.is_some() && self.action != ActionName::Flag {
            return Err(needs("severity", "flag"));
        }
        Ok(match self.action {
            ActionName::Remove => Action::Remove,
            ActionName::Keep => Action::Keep,
            ActionName::Flag => Action::Flag(self.severity.unwrap_or_default()),
            ActionName::Replace => {
                let with =
                    self.with.take().ok_or("`action = \"replace\"` needs `with`: what takes the place")?;
                if with.contains(['\n', '\r']) {
                    return Err("`with` must be one line".to_owned());
                }
                if with.len() > MAX_WITH {
                    return Err(format!(
                        "`with` has more than {MAX_WITH} bytes: a text would grow by them at each place"
                    ));
                }
                Action::Replace(with)
            }
            ActionName::Capture => {
                let has_groups = self.matcher.as_ref().is_some_and(|matcher| matcher.patterns.has_groups());
                if self.field.is_none() && !has_groups {
                    return Err(
                        "`action = \"capture\"` needs `field`, or a named group `(?<name>…)` in a pattern"
                            .to_owned(),
                    );
                }
                Action::Capture(self.field.take())
            }
        })
    }

    fn scope(&mut self) -> Result<Scope, String> {
        let given = [
            ("span", self.span.is_some(), ScopeName::Span),
            ("glue", self.glue.is_some(), ScopeName::Span),
            ("region", self.region.is_some(), ScopeName::Region),
            ("run", self.run.is_some(), ScopeName::Run),
            ("sequence", self.sequence.is_some(), ScopeName::Sequence),
            ("classes", !self.classes.is_empty(), ScopeName::Sequence),
        ];
        if let Some((key, _, scope)) =
            given.iter().find(|(_, is_given, scope)| *is_given && *scope != self.scope)
        {
            return Err(format!("`{key}` goes with `scope = \"{}\"`", format!("{scope:?}").to_lowercase()));
        }
        Ok(match self.scope {
            ScopeName::Line => Scope::Line,
            ScopeName::Paragraph => Scope::Paragraph,
            ScopeName::Document => Scope::Document,
            ScopeName::Span => Scope::Span(self.span.take(), self.glue.unwrap_or_default()),
            ScopeName::Region => {
                let region = self
                    .region
                    .take()
                    .ok_or("`scope = \"region\"` needs `region`, such as { end = \"blank\" }")?;
                if region.end.is_some() == region.until.is_some() {
                    return Err("`region` needs either `end` (eof, blank, heading) or `until`".to_owned());
                }
                Scope::Region(Box::new(region))
            }
            ScopeName::Run => {
                let run = self.run.ok_or("`scope = \"run\"` needs `run`, such as { min = 3 }")?;
                if run.min < 2 {
                    return Err("`run` has at least 2 lines: write { min = 2 } or more".to_owned());
                }
                Scope::Run(run)
            }
            ScopeName::Sequence => {
                let pattern = self
                    .sequence
                    .take()
                    .ok_or("`scope = \"sequence\"` needs `sequence`, a pattern over `classes`")?;
                Scope::Sequence(Box::new(Sequence::new(&pattern, std::mem::take(&mut self.classes))?))
            }
        })
    }

    /// How many lines the rule looks at from one on which it holds, by the keys that say so.
    fn reaches(&self, scope: &Scope) -> Vec<(&'static str, usize)> {
        let mut reaches: Vec<(&str, usize)> = self.near.iter().map(|near| ("near", near.within)).collect();
        reaches.extend(self.unless.iter().map(|exception| ("unless", exception.within)));
        if let Scope::Region(region) = scope {
            reaches.push(("region", region.max_lines));
            reaches.extend(region.confirm.iter().map(|confirm| ("region", confirm.within)));
        }
        reaches
    }

    /// Keys that make no sense together.
    fn check_together(&self, action: &Action, scope: &Scope) -> Result<(), String> {
        if matches!(scope, Scope::Sequence(_)) && self.matcher.is_some() {
            return Err("a sequence has `classes` and no `match`".to_owned());
        }
        let asks = self.matcher.is_some()
            || matches!(scope, Scope::Sequence(_))
            || self.equals_field.is_some()
            || self.repeats.is_some();
        if !asks {
            return Err("the rule asks for nothing: it needs `match`, `equals_field` or `repeats`".to_owned());
        }
        if matches!(scope, Scope::Document) && !matches!(action, Action::Flag(_) | Action::Keep) {
            return Err("`scope = \"document\"` goes with `action = \"flag\"` or `\"keep\"` only".to_owned());
        }
        let has_patterns = self.matcher.as_ref().is_some_and(|matcher| !matcher.patterns.is_empty());
        if matches!(scope, Scope::Span(..)) && !has_patterns {
            return Err("`scope = \"span\"` needs a phrase or a pattern".to_owned());
        }
        let place = self.place.unwrap_or_default();
        let shares = [place.after, place.before];
        if self.place == Some(Place::default())
            || shares.iter().flatten().any(|share| !(0.0..=1.0).contains(share))
        {
            return Err("`where` needs `first`, `last`, `head`, `inside`, `tail`, `after` or `before`; the last two are shares from 0 to 1".to_owned());
        }
        if self.context == Some(Context::default()) {
            return Err("`context` needs `prose`, `head`, `tail`, `taken_up` or `in_title`".to_owned());
        }
        if let Some((key, lines)) = self.reaches(scope).into_iter().find(|&(_, lines)| lines > MAX_LINES) {
            return Err(format!("`{key}` looks at {lines} lines, at most {MAX_LINES} are allowed"));
        }
        if self.elsewhere.is_some() && self.place.is_none() {
            return Err("`elsewhere` goes with `where`".to_owned());
        }
        if self.near.as_ref().is_some_and(|near| near.any.is_none() && !near.found) {
            return Err("`near` needs `any`, a matcher, or `found = true`".to_owned());
        }
        Ok(())
    }
}

/// The written form of a checked rule: for the packs that are built in, which need no second check but the types'.
impl From<Definition> for RuleForm {
    fn from(rule: Definition) -> Self {
        let (action, field, with, severity) = match rule.action {
            Action::Keep => (ActionName::Keep, None, None, None),
            Action::Capture(field) => (ActionName::Capture, field, None, None),
            Action::Replace(with) => (ActionName::Replace, None, Some(with), None),
            Action::Remove => (ActionName::Remove, None, None, None),
            Action::Flag(severity) => (ActionName::Flag, None, None, Some(severity)),
        };
        let mut form = Self {
            id: rule.id,
            title: rule.title,
            category: rule.category,
            confidence: rule.confidence,
            action,
            severity,
            field,
            with,
            scope: ScopeName::Line,
            weight: rule.weight,
            lang: rule.audience.lang,
            site: rule.audience.site,
            valid: rule.audience.valid,
            matcher: rule.matcher,
            place: rule.place,
            elsewhere: rule.elsewhere,
            context: rule.context,
            near: rule.near,
            unless: rule.unless,
            repeats: rule.repeats,
            equals_field: rule.repeats_title.then_some(FieldName::Title),
            span: None,
            glue: None,
            region: None,
            run: None,
            sequence: None,
            classes: IndexMap::new(),
            tags: rule.tags,
            refs: rule.refs,
            hits: rule.examples.hits,
            keeps: rule.examples.keeps,
            todo: rule.examples.todo,
            case: rule.examples.cases,
        };
        match rule.scope {
            Scope::Line => {}
            Scope::Paragraph => form.scope = ScopeName::Paragraph,
            Scope::Document => form.scope = ScopeName::Document,
            Scope::Span(span, glue) => {
                (form.scope, form.span, form.glue) = (ScopeName::Span, span, Some(glue));
            }
            Scope::Region(region) => (form.scope, form.region) = (ScopeName::Region, Some(*region)),
            Scope::Run(run) => (form.scope, form.run) = (ScopeName::Run, Some(run)),
            Scope::Sequence(sequence) => {
                form.scope = ScopeName::Sequence;
                form.sequence = Some(sequence.pattern.as_regex().to_owned());
                form.classes = sequence.classes;
            }
        }
        form
    }
}
