//! A single line is set into a short neutral article, where it would stand on a page.

use super::line::{LineWord, text_lines};
use super::{Label, Line, words};
use crate::text::Span;

/// Where a line stands in an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Before the first paragraph.
    Before,
    /// In the middle, where it is boilerplate.
    Inside,
    /// In the middle, where it is content.
    Within,
    /// After the last paragraph.
    After,
}

impl Position {
    /// So many paragraphs stand before it.
    fn paragraphs(self) -> usize {
        match self {
            Self::Before => 0,
            Self::Within => 2,
            Self::Inside => 3,
            Self::After => ENGLISH.len(),
        }
    }
}

/// A line in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framed {
    /// The article with the line.
    pub text: String,
    /// Where the line stands in it.
    pub line: Span,
    /// Where the part of it stands that is spoken of.
    pub part: Span,
}

impl Framed {
    /// A line in an article of its language, or else in English. `part` is what is spoken of; where the line does not have it,
    /// the whole line is.
    pub fn new(line: &str, part: Option<&str>, lang: Option<&str>, position: Position) -> Self {
        let mut paragraphs = article(lang).to_vec();
        let at = position.paragraphs();
        let start = paragraphs.iter().take(at).map(|paragraph| paragraph.len() + "\n\n".len()).sum();
        paragraphs.insert(at, line);
        let whole = Span::new(start, start + line.len());
        let found = part.and_then(|part| Some(Span::new(0, part.len()).shift(start + line.find(part)?)));
        Self { text: paragraphs.join("\n\n") + "\n", line: whole, part: found.unwrap_or(whole) }
    }

    /// The lines of the article: paragraphs are content, the line is what it is.
    pub fn lines(&self, label: Label) -> Vec<Line> {
        let labelled = |span: Span| {
            let is_line = self.line.contains(span);
            let is_content = !is_line || label == Label::Content;
            let words = words(&self.text, span).iter().map(|word| LineWord::new(word, is_content)).collect();
            let label = if is_line { label } else { Label::Content };
            Line { span, label, words, chars: span.slice(&self.text).chars().count() }
        };
        text_lines(&self.text).map(labelled).collect()
    }
}

/// The paragraphs of the article in a language: prose that no rule speaks of.
fn article(lang: Option<&str>) -> &'static [&'static str; 5] {
    match lang.map(|lang| lang.split(['-', '_']).next().unwrap_or_default()) {
        Some("de") => &GERMAN,
        Some("es") => &SPANISH,
        Some("fr") => &FRENCH,
        _ => &ENGLISH,
    }
}

const ENGLISH: [&str; 5] = [
    "The mill at the upper weir ground its last sack of rye on a Thursday in September, after the miller had looked in vain \
     for somebody who would take it over from him.",
    "It had been built by two brothers who quarrelled over the wheel for thirty years, so that one half of it was made of \
     oak and the other of larch.",
    "Farmers from nine villages used to queue on the bridge with their carts, and those who came too late slept in the loft \
     above the stones until it was their turn.",
    "The wheel still turns when the water is high, because nobody has found the heart to chain it, and on some nights it \
     can be heard as far as the station.",
    "In winter the daughter of the miller means to sort the account books, of which the oldest is written in a hand that \
     nobody in the valley can read any longer.",
];

const GERMAN: [&str; 5] = [
    "Die Mühle am oberen Wehr mahlte ihren letzten Sack Roggen an einem Donnerstag im September, nachdem der Müller \
     vergeblich jemanden gesucht hatte, der sie ihm abnehmen wollte.",
    "Zwei Brüder hatten sie gebaut, die dreißig Jahre lang über das Rad stritten, weshalb die eine Hälfte aus Eiche ist \
     und die andere aus Lärche.",
    "Bauern aus neun Dörfern standen mit ihren Karren auf der Brücke an, und wer zu spät kam, schlief auf dem Boden über \
     den Steinen, bis er an der Reihe war.",
    "Bei hohem Wasser dreht sich das Rad noch immer, weil niemand es übers Herz bringt, es anzuketten, und in manchen \
     Nächten hört man es bis zum Bahnhof.",
    "Im Winter will die Tochter des Müllers die Bücher ordnen, von denen das älteste in einer Schrift geschrieben ist, die \
     im Tal niemand mehr lesen kann.",
];

const FRENCH: [&str; 5] = [
    "Le moulin du barrage d'en haut a moulu son dernier sac de seigle un jeudi de septembre, après que le meunier eut \
     cherché en vain quelqu'un qui voulût le reprendre.",
    "Il avait été bâti par deux frères qui se disputèrent trente ans au sujet de la roue, si bien qu'une moitié en est de \
     chêne et l'autre de mélèze.",
    "Les paysans de neuf villages attendaient sur le pont avec leurs charrettes, et ceux qui arrivaient trop tard dormaient \
     au grenier jusqu'à ce que vînt leur tour.",
    "La roue tourne encore quand l'eau est haute, car personne n'a eu le cœur de l'enchaîner, et certaines nuits on \
     l'entend jusqu'à la gare.",
    "Cet hiver, la fille du meunier compte ranger les livres de comptes, dont le plus ancien est d'une écriture que plus \
     personne dans la vallée ne sait lire.",
];

const SPANISH: [&str; 5] = [
    "El molino de la presa de arriba molió su último saco de centeno un jueves de septiembre, después de que el molinero \
     buscara en vano a alguien que quisiera quedarse con él.",
    "Lo habían levantado dos hermanos que riñeron durante treinta años por la rueda, de modo que una mitad es de roble y la \
     otra de alerce.",
    "Los labradores de nueve aldeas hacían cola en el puente con sus carros, y los que llegaban tarde dormían en el desván \
     hasta que les tocaba el turno.",
    "La rueda gira todavía cuando el agua viene alta, porque nadie ha tenido valor para encadenarla, y algunas noches se la \
     oye hasta en la estación.",
    "En invierno la hija del molinero piensa ordenar los libros de cuentas, el más viejo de los cuales tiene una letra que \
     ya nadie en el valle sabe leer.",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cleaner::Cleaner;
    use crate::matcher::Selection;
    use crate::rule::Profile;
    use crate::text::Document;

    #[test]
    fn says_where_line_and_part_stand() {
        let framed = Framed::new("Nice text [1].", Some("[1]"), Some("de-AT"), Position::Within);
        assert_eq!(framed.line.slice(&framed.text), "Nice text [1].");
        assert_eq!(framed.part.slice(&framed.text), "[1]");
        assert!(framed.text.starts_with("Die Mühle"));
        let labels: Vec<Label> = framed.lines(Label::Boilerplate).iter().map(|line| line.label).collect();
        assert_eq!(labels.iter().position(|&label| label == Label::Boilerplate), Some(2));
        assert_eq!(labels.len(), 6);
    }

    #[test]
    fn no_built_in_rule_touches_the_articles() {
        let cleaner = Cleaner::new(crate::builtin::packs(), &Selection::new(Profile::Body));
        for (lang, article) in [("en", ENGLISH), ("de", GERMAN), ("fr", FRENCH), ("es", SPANISH)] {
            let text = article.join("\n\n");
            let document = Document { lang: Some(lang), ..Document::new(&text) };
            assert_eq!(cleaner.clean(&document).decisions, [], "{lang}");
        }
    }

    #[test]
    fn all_paragraphs_are_prose() {
        for paragraph in [ENGLISH, GERMAN, FRENCH, SPANISH].concat() {
            assert!(crate::text::count_words(paragraph) >= 20, "{paragraph}");
        }
    }
}
