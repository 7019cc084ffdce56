//! A regular expression becomes the one that is found in folded text.

use regex_syntax::ast::{self, Ast, ClassSet, ClassSetItem, LiteralKind};
use unicode_normalization::UnicodeNormalization;

use super::pattern::syntax_error;
use crate::text::fold_char;

/// The pattern as it must be to be found in folded text. Only its literals and sets of characters are folded:
/// `\S` stays what it is.
pub(super) fn fold_regex(pattern: &str) -> Result<String, String> {
    let composed: String = pattern.nfc().collect();
    let mut ast = ast::parse::Parser::new()
        .parse(&composed)
        .map_err(|error| syntax_error(&regex_syntax::Error::Parse(error)))?;
    fold_ast(&mut ast);
    Ok(ast.to_string())
}

fn fold_ast(ast: &mut Ast) {
    match ast {
        Ast::Literal(literal) => match fold_char(literal.c) {
            Some(c) => set_literal(literal, c),
            None => *ast = Ast::empty(*ast.span()),
        },
        Ast::ClassBracketed(class) => fold_class(&mut class.kind),
        Ast::Repetition(repetition) => fold_ast(&mut repetition.ast),
        Ast::Group(group) => fold_ast(&mut group.ast),
        Ast::Alternation(alternation) => alternation.asts.iter_mut().for_each(fold_ast),
        Ast::Concat(concat) => concat.asts.iter_mut().for_each(fold_ast),
        Ast::Empty(_)
        | Ast::Flags(_)
        | Ast::Dot(_)
        | Ast::Assertion(_)
        | Ast::ClassUnicode(_)
        | Ast::ClassPerl(_) => {}
    }
}

fn set_literal(literal: &mut ast::Literal, c: char) {
    if c != literal.c {
        literal.c = c;
        literal.kind = literal_kind(c);
    }
}

fn literal_kind(c: char) -> LiteralKind {
    if regex_syntax::is_meta_character(c) { LiteralKind::Meta } else { LiteralKind::Verbatim }
}

fn fold_class(set: &mut ClassSet) {
    match set {
        ClassSet::BinaryOp(op) => {
            fold_class(&mut op.lhs);
            fold_class(&mut op.rhs);
        }
        ClassSet::Item(item) => fold_class_item(item),
    }
}

/// Adds to a set of characters what they fold to; they themselves may stay, for folded text has none of them.
fn fold_class_item(item: &mut ClassSetItem) {
    match item {
        ClassSetItem::Literal(literal) => {
            if let Some(c) = fold_char(literal.c) {
                set_literal(literal, c);
            }
        }
        ClassSetItem::Range(range) => {
            let (from, to) = (range.start.c, range.end.c);
            // Long ranges are scripts, not letters picked by hand; they hold what their letters fold to.
            let folded: Vec<char> = (from..=to).take(1024).filter_map(fold_char).collect();
            let missing = folded.iter().filter(|&&c| !(from..=to).contains(&c));
            let mut items = vec![item.clone()];
            items.extend(missing.map(|&c| {
                let literal = ast::Literal { span: *item.span(), kind: literal_kind(c), c };
                ClassSetItem::Literal(literal)
            }));
            if items.len() > 1 {
                *item = ClassSetItem::Union(ast::ClassSetUnion { span: *item.span(), items });
            }
        }
        ClassSetItem::Bracketed(class) => fold_class(&mut class.kind),
        ClassSetItem::Union(union) => union.items.iter_mut().for_each(fold_class_item),
        ClassSetItem::Empty(_)
        | ClassSetItem::Ascii(_)
        | ClassSetItem::Unicode(_)
        | ClassSetItem::Perl(_) => {}
    }
}
