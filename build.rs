//! Reads the rule files once, when the program is built: checked packs are compiled in, so that starting costs nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

// The lower floors of the library, which know how to read rule files.
#[allow(dead_code, unreachable_pub, unused_imports)] // Only the reading is used here.
#[path = "src/condition/mod.rs"]
mod condition;
#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "src/rule/mod.rs"]
mod rule;
#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "src/text/mod.rs"]
mod text;

use condition::{Code, LiteralTable, Prebuilt};
use rule::{Definition, Examples, Head, Pack, Purpose, Rule, Scope, Source, pack_name, read_packs};
use text::Folded;

fn main() {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=src");
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets the folder of the package"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets the folder for what is built"));
    let mut paths = Vec::new();
    find(&root.join("rules"), &mut paths);
    paths.sort();
    let sources: Vec<Source> = paths.iter().map(|path| source(&root, path)).collect();
    let mut packs = match read_packs(&[], &sources) {
        Ok(packs) => packs,
        Err(problems) => {
            for problem in &problems.0 {
                println!("cargo::error={problem}");
            }
            std::process::exit(1);
        }
    };
    // Rules are numbered in the order of their ids.
    let mut ids: Vec<String> =
        packs.iter().flat_map(|pack| &pack.rules).map(|rule| rule.id.clone()).collect();
    ids.sort();
    let number = |rule: &Rule| ids.binary_search(&rule.id).expect("all ids are there");
    let (mut sample, mut patterns) = (Vec::new(), Code::default());
    for rule in packs.iter_mut().flat_map(|pack| &mut pack.rules) {
        // What must stay is like the text of articles.
        let Examples { keeps, cases, .. } = std::mem::take(&mut rule.examples);
        sample.extend(keeps.into_iter().chain(cases.into_iter().map(|case| case.input)));
        let (table, number) = (rule.purpose() as usize, small(number(rule)));
        if let Some(matcher) = &mut rule.matcher {
            matcher.patterns.set_prebuilt(Prebuilt { table, number });
        }
        rule.matchers_mut().for_each(|matcher| matcher.patterns.pack(&mut patterns));
    }
    let mut rules: Vec<&Rule> = packs.iter().flat_map(|pack| &pack.rules).collect();
    rules.sort_by_key(|rule| number(rule));
    let write = |name: &str, bytes: &[u8]| {
        fs::write(out.join(name), bytes).expect("the folder for what is built can be written");
    };
    let (heads, packed) = heads(&rules);
    write("heads.rs", grouped(&heads).as_bytes());
    write("rules.postcard", &packed);
    write("patterns", &patterns.into_bytes());
    let folded: Vec<String> = sample.iter().map(|text| Folded::new(text).text().to_owned()).collect();
    let [folded, raw] = [folded, sample].map(|sample| sample.join(" "));
    let tables = Purpose::ALL.map(|purpose| {
        let [folded, raw] =
            [(false, &folded), (true, &raw)].map(|(is_raw, sample)| table(&rules, purpose, is_raw, sample));
        format!("[{folded}, {raw}]")
    });
    write("tables.rs", grouped(&format!("[{}]", tables.join(", "))).as_bytes());
    let numbered = |pack: &Pack| {
        let numbers: Vec<u32> = pack.rules.iter().map(|rule| small(number(rule))).collect();
        (pack.clone(), numbers)
    };
    let numbered: Vec<(Pack, Vec<u32>)> = packs.iter().map(numbered).collect();
    write("packs.postcard", &postcard::to_allocvec(&numbered).expect("packs are plain data"));
    let mut list =
        String::from("/// Name and text of each rule file.\nstatic SOURCES: &[(&str, &str)] = &[\n");
    for (source, path) in sources.iter().zip(&paths) {
        writeln!(list, "    ({:?}, include_str!({:?})),", source.name, path.display().to_string())
            .expect("a string can be written to");
    }
    list.push_str("];\n");
    write("sources.rs", list.as_bytes());
}

/// What is known of each rule, as the source of a constant, with where it begins and ends among the packed rules; and these.
fn heads(rules: &[&Rule]) -> (String, Vec<u8>) {
    let (mut heads, mut packed, mut audiences) = (String::from("["), Vec::new(), Vec::new());
    for rule in rules {
        let start = packed.len();
        let definition: &Definition = rule;
        packed.extend(postcard::to_allocvec(definition).expect("rules are plain data"));
        let audience = (&rule.audience.lang, &rule.audience.site);
        let at = audiences.iter().position(|known| *known == audience).unwrap_or_else(|| {
            audiences.push(audience);
            audiences.len() - 1
        });
        let audience = Some(u16::try_from(at).expect("audiences are few"));
        let head = Head { audience, ..rule.head() };
        let head = format!("{head:?}").replace("loose: [", "loose: &[");
        write!(heads, "({head}, ({start}, {})),", packed.len()).expect("a string can be written to");
    }
    heads.push(']');
    (heads, packed)
}

fn small(number: usize) -> u32 {
    u32::try_from(number).expect("rules are few")
}

/// The literals of the rules of a purpose for folded or for raw lines, of which `sample` is one.
fn table(rules: &[&Rule], purpose: Purpose, is_raw: bool, sample: &str) -> LiteralTable {
    let is_asked = |rule: &Rule| rule.is_raw() == is_raw && rule.purpose() == purpose;
    let rules = rules.iter().zip(0..).filter(|(rule, _)| is_asked(rule));
    let is_sequence = |rule: &Rule| matches!(rule.scope, Scope::Sequence(_));
    let rules = rules.filter(|(rule, _)| !is_sequence(rule));
    let needles = rules.flat_map(|(rule, number)| {
        rule.needles().map(move |(pattern, needle)| (needle, rule.max_words(), (number, pattern)))
    });
    LiteralTable::new(needles, sample.as_bytes())
}

/// A source with the digits of long numbers in groups of three.
fn grouped(source: &str) -> String {
    let mut grouped = String::with_capacity(source.len() * 4 / 3);
    let mut rest = source;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let len = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let (number, behind) = number.split_at(len);
        grouped.push_str(before);
        for (at, digit) in number.chars().enumerate() {
            if at > 0 && (len - at).is_multiple_of(3) {
                grouped.push('_');
            }
            grouped.push(digit);
        }
        rest = behind;
    }
    grouped + rest
}

fn find(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            find(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            paths.push(path);
        }
    }
}

fn source(root: &Path, path: &Path) -> Source {
    let relative =
        path.strip_prefix(root.join("rules")).expect("it was found there").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Source { name: pack_name(&relative), path: format!("rules/{}", relative.replace('\\', "/")), text }
}
