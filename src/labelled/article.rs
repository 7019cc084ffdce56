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

/// The paragraphs of the article in a language: neutral sentences that no rule speaks of.
/// They are rather short, and the last one hardly counts as prose: rules that ask for prose before a line must be careful.
fn article(lang: Option<&str>) -> &'static [&'static str; 5] {
    match lang.map(|lang| lang.split(['-', '_']).next().unwrap_or_default()) {
        Some("de") => &GERMAN,
        Some("es") => &SPANISH,
        Some("fr") => &FRENCH,
        _ => &ENGLISH,
    }
}

const ENGLISH: [&str; 5] = [
    "The mill at the upper weir ground its last sack of rye on Thursday, after the miller had looked in vain for an \
     heir.",
    "Two brothers built it and quarrelled over the wheel for thirty years, so that half of it is oak and the other \
     half larch.",
    "Farmers from nine villages used to queue on the bridge, and those who came too late slept in the loft above the \
     stones.",
    "The wheel still turns when the water is high, and on some nights it can be heard as far as the station.",
    "The oldest of the account books is written in a hand that nobody in the valley can read.",
];

const GERMAN: [&str; 5] = [
    "Die Mühle am oberen Wehr hat am Donnerstag ihren letzten Sack Roggen gemahlen, nachdem der Müller vergeblich nach \
     einem Nachfolger gesucht hatte.",
    "Zwei Brüder hatten sie gebaut und dreißig Jahre lang über das Rad gestritten, weshalb es halb aus Eiche und halb \
     aus Lärche ist.",
    "Bauern aus neun Dörfern standen früher auf der Brücke an, und wer zu spät kam, schlief auf dem Boden über den \
     Steinen.",
    "Bei hohem Wasser dreht sich das Rad noch immer, und in manchen Nächten hört man es bis zum Bahnhof.",
    "Das älteste der Bücher hat eine Schrift, die im Tal niemand lesen kann.",
];

const FRENCH: [&str; 5] = [
    "Le moulin du barrage d'en haut a moulu jeudi son dernier sac de seigle, après que le meunier eut cherché en vain \
     un successeur.",
    "Deux frères l'avaient bâti et se disputèrent trente ans au sujet de la roue, moitié chêne et moitié mélèze.",
    "Les paysans de neuf villages attendaient sur le pont, et les derniers arrivés dormaient au grenier.",
    "La roue tourne encore quand l'eau est haute, et certaines nuits on l'entend jusqu'à la gare.",
    "Le plus ancien des registres est d'une écriture que personne ici ne sait lire.",
];

const SPANISH: [&str; 5] = [
    "El molino de la presa de arriba molió el jueves su último saco de centeno, después de que el molinero buscara en \
     vano un sucesor.",
    "Lo levantaron dos hermanos que riñeron durante treinta años por la rueda, que es mitad de roble y mitad de \
     alerce.",
    "Los labradores de nueve aldeas hacían cola en el puente, y los últimos dormían en el desván.",
    "La rueda gira todavía cuando el agua viene alta, y algunas noches se la oye desde la estación.",
    "El más viejo de los libros tiene una letra que ya nadie en el valle sabe leer.",
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
            assert_eq!(cleaner.clean(&document).text, text, "{lang}");
        }
    }
}
