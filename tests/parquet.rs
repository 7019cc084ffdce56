//! Parquet in and out: the same results as of the same records in JSONL, and nothing touched but the texts.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // A test may fail.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn deboil(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_deboil")).args(args).current_dir(folder).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_it_says_how_to_get_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.parquet"), "PAR1").unwrap();
    fs::write(folder.path().join("b.txt"), "It rained all week.\n").unwrap();
    for verb in ["clean", "check", "diff"] {
        let output = deboil(&[verb, "a.parquet"], folder.path());
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        let asked = "a.parquet: this build reads no Parquet: build it with the feature `parquet`";
        assert!(said.starts_with(asked), "{said}");
    }
    let output = deboil(&["clean", "--quiet", "."], folder.path());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, b"It rained all week.\n");
    let passed_over = ".: a Parquet file is passed over: this build has not the feature `parquet`\n";
    assert_eq!(stderr(&output), passed_over);
}

#[cfg(feature = "parquet")]
mod built {
    use std::fs::File;
    use std::ops::Range;
    use std::sync::Arc;

    use parquet::basic::{Compression, ZstdLevel};
    use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
    use parquet::file::metadata::{ColumnChunkMetaData, KeyValue, RowGroupMetaData};
    use parquet::file::properties::{EnabledStatistics, WriterProperties};
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
    use parquet::record::RowAccessor as _;
    use parquet::schema::parser::parse_message_type;
    use serde_json::{Value, json};

    use super::*;

    const SCHEMA: &str = "message articles {
        required int64 id;
        optional binary title (utf8);
        optional binary text (utf8);
        optional group scores (list) { repeated group list { optional double element; } }
        required binary raw;
    }";

    /// Texts by their number: articles with boilerplate and without, and none.
    fn text(number: usize) -> Option<String> {
        Some(match number % 5 {
            0 => format!("The ferry sailed {number} times.\n\nImage Via Shutterstock\n"),
            1 => format!("It rained for {number} days, the keeper said.\r\n\r\nHe had counted them.\r\n"),
            2 => return None,
            3 => format!(
                "Harbour {number}\n\nSign up for our newsletter and never miss a story\n\n“Never” — again.\n"
            ),
            _ => String::new(),
        })
    }

    fn column<T: DataType>(
        group: &mut SerializedRowGroupWriter<'_, File>,
        values: &[T::T],
        levels: Option<&[i16]>,
        repeated: Option<&[i16]>,
    ) {
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<T>().write_batch(values, levels, repeated).unwrap();
        column.close().unwrap();
    }

    /// Writes a file of some row groups, with the texts by their number.
    fn write(path: &Path, groups: &[(usize, usize)], compression: Compression) {
        let notes = vec![
            KeyValue::new("house".to_owned(), "kept by hand".to_owned()),
            KeyValue::new("nothing".to_owned(), None),
        ];
        let properties = WriterProperties::builder()
            .set_created_by("a house of our own".to_owned())
            .set_key_value_metadata(Some(notes))
            .set_compression(compression)
            .set_column_dictionary_enabled("text".into(), compression == Compression::UNCOMPRESSED)
            .set_statistics_enabled(EnabledStatistics::Page)
            .set_column_bloom_filter_enabled("id".into(), true)
            .build();
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let mut writer =
            SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::new(properties)).unwrap();
        for &(begin, end) in groups {
            let rows = begin..end;
            let mut group = writer.next_row_group().unwrap();
            let bytes = |texts: Vec<String>| -> Vec<ByteArray> {
                texts.into_iter().map(|text| ByteArray::from(text.into_bytes())).collect()
            };
            let ids: Vec<i64> = rows.clone().map(|number| 7 * i64::try_from(number).unwrap()).collect();
            column::<Int64Type>(&mut group, &ids, None, None);
            let even = rows.clone().filter(|number| number % 2 == 0);
            let levels: Vec<i16> = rows.clone().map(|number| i16::from(number % 2 == 0)).collect();
            let titles = bytes(even.map(|number| format!("Harbour {number}")).collect());
            column::<ByteArrayType>(&mut group, &titles, Some(&levels), None);
            let levels: Vec<i16> = rows.clone().map(|number| i16::from(text(number).is_some())).collect();
            let texts = bytes(rows.clone().filter_map(text).collect());
            column::<ByteArrayType>(&mut group, &texts, Some(&levels), None);
            let repeated: Vec<i16> = rows.clone().flat_map(|_| [0, 1]).collect();
            let scores: Vec<f64> =
                rows.clone().flat_map(|number| [0.5, f64::from(u32::try_from(number).unwrap())]).collect();
            column::<DoubleType>(&mut group, &scores, Some(&vec![3; scores.len()]), Some(&repeated));
            let raw = rows
                .clone()
                .map(|number| ByteArray::from(vec![0xff, u8::try_from(number % 251).unwrap()]))
                .collect::<Vec<_>>();
            column::<ByteArrayType>(&mut group, &raw, None, None);
            group.close().unwrap();
        }
        writer.close().unwrap();
    }

    /// Where a column of a row group lies in its file.
    fn place(column: &ColumnChunkMetaData) -> Range<usize> {
        let (start, len) = column.byte_range();
        usize::try_from(start).unwrap()..usize::try_from(start + len).unwrap()
    }

    /// The texts of a file.
    fn texts(path: &Path) -> Vec<Option<String>> {
        let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
        let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
        rows.map(|row| row.get_string(2).ok().cloned()).collect()
    }

    /// What is told of the columns and of the file, without the texts and without places, and the bytes of the columns.
    fn rest(path: &Path) -> Vec<(String, Vec<u8>)> {
        let bytes = fs::read(path).unwrap();
        let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
        let metadata = reader.metadata();
        let file = metadata.file_metadata();
        let told = format!(
            "{:?} {:?} {:?} {:?}",
            file.schema(),
            file.key_value_metadata(),
            file.created_by(),
            metadata.num_row_groups()
        );
        let columns = metadata.row_groups().iter().flat_map(RowGroupMetaData::columns).map(|column| {
            let told = format!(
                "{} {:?} {} {} {}",
                column.column_path(),
                column.compression(),
                column.column_index_offset().is_some(),
                column.offset_index_offset().is_some(),
                column.bloom_filter_offset().is_some()
            );
            if column.column_path().string() == "text" {
                return (told, Vec::new());
            }
            let part = bytes[place(column)].to_vec();
            (format!("{told} {:?} {:?}", column.statistics(), column.encodings().collect::<Vec<_>>()), part)
        });
        [(told, Vec::new())].into_iter().chain(columns).collect()
    }

    /// The same rows as records, of which those without a text are empty lines.
    fn records(numbers: Range<usize>) -> String {
        let record = |number: usize| {
            let record = |text| {
                let mut record = json!({"id": (7 * number).to_string()});
                if number.is_multiple_of(2) {
                    record["title"] = format!("Harbour {number}").into();
                }
                record["text"] = Value::String(text);
                record.to_string()
            };
            text(number).map(record).unwrap_or_default() + "\n"
        };
        numbers.map(record).collect()
    }

    /// Lines of a ledger without what only one of the formats has.
    fn ledger(path: &Path) -> Vec<Value> {
        let plain = |line: &str| {
            let mut entry: Value = serde_json::from_str(line).unwrap();
            for key in ["file", "added", "raw"] {
                entry.as_object_mut().unwrap().remove(key);
            }
            entry
        };
        fs::read_to_string(path).unwrap().lines().map(plain).collect()
    }

    fn fine(args: &[&str], folder: &Path) -> Output {
        let output = deboil(args, folder);
        assert!(output.status.success(), "{args:?}: {}", stderr(&output));
        output
    }

    #[test]
    fn rows_become_what_the_same_records_become_and_can_be_restored() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.jsonl"), records(0..3000)).unwrap();
        let cleaned = fine(&["clean", "-q", "--ledger", "j.ledger", "a.jsonl"], folder.path()).stdout;
        let cleaned = String::from_utf8(cleaned).unwrap();
        let text_of =
            |line: &str| serde_json::from_str::<Value>(line).ok()?["text"].as_str().map(str::to_owned);
        let cleaned: Vec<Option<String>> = cleaned.lines().map(text_of).collect();
        let zstd = Compression::ZSTD(ZstdLevel::default());
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, zstd] {
            write(&at("a.parquet"), &[(0, 10), (10, 10), (10, 2999), (2999, 3000)], compression);
            for threads in ["1", "3"] {
                let args =
                    ["clean", "-q", "-j", threads, "--ledger", "p.ledger", "--out", "out", "a.parquet"];
                assert_eq!(fine(&args, folder.path()).stderr, b"");
                assert!(texts(&at("out/a.parquet")) == cleaned);
                assert!(rest(&at("out/a.parquet")) == rest(&at("a.parquet")));
                assert!(ledger(&at("p.ledger")) == ledger(&at("j.ledger")));
            }
            let args = ["restore", "--ledger", "p.ledger", "--out", "back", "out/a.parquet"];
            assert_eq!(stderr(&fine(&args, folder.path())), "1200 documents restored\n");
            assert!(texts(&at("back/a.parquet")) == texts(&at("a.parquet")));
            assert!(rest(&at("back/a.parquet")) == rest(&at("a.parquet")));
            let piped = fine(&["clean", "-q", "a.parquet"], folder.path()).stdout;
            assert!(piped == fs::read(at("out/a.parquet")).unwrap());
        }
    }

    #[test]
    fn what_one_rule_took_is_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("a.parquet"), &[(0, 10)], Compression::SNAPPY);
        fine(&["clean", "-q", "--ledger", "ledger", "--in-place", "a.parquet"], folder.path());
        let without =
            ["restore", "--ledger", "ledger", "--without", "en/credit/*", "--out", "out", "a.parquet"];
        fine(&without, folder.path());
        let texts = texts(&at("out/a.parquet"));
        assert_eq!(texts[0], text(0));
        assert_eq!(texts[3].as_deref(), Some("Harbour 3\n\n“Never” — again.\n"));
    }

    #[test]
    fn a_file_of_which_nothing_goes_stays_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("a.parquet"), &[(1, 3)], Compression::SNAPPY);
        let before = fs::read(at("a.parquet")).unwrap();
        fine(&["clean", "-q", "--in-place=.old", "--ledger", "ledger", "a.parquet"], folder.path());
        assert!(!at("a.parquet.old").exists());
        fine(&["clean", "-q", "--out", "out", "a.parquet"], folder.path());
        fine(&["restore", "--ledger", "ledger", "--out", "back", "a.parquet"], folder.path());
        for path in ["a.parquet", "out/a.parquet", "back/a.parquet"] {
            assert!(fs::read(at(path)).unwrap() == before, "{path}");
        }
    }

    #[test]
    fn captured_values_without_a_ledger_are_told_of() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("a.parquet"), &[(0, 10)], Compression::SNAPPY);
        let said = stderr(&fine(&["clean", "--out", "out", "a.parquet"], folder.path()));
        let note = "a.parquet: 2 rows have captured values, for which a Parquet file has no place: `--ledger FILE` keeps them\n";
        assert!(said.starts_with(note), "{said}");
    }

    #[test]
    fn other_verbs_see_rows_as_records() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.jsonl"), records(0..40)).unwrap();
        write(&folder.path().join("a.parquet"), &[(0, 13), (13, 40)], Compression::SNAPPY);
        for args in [
            &["diff", "--no-pager"][..],
            &["diff", "--no-pager", "--repeats"],
            &["check", "--quiet", "--format", "github"],
        ] {
            let shown = |name: &str| {
                let output = deboil(&[args, &[name]].concat(), folder.path());
                assert_eq!(stderr(&output), "");
                String::from_utf8(output.stdout).unwrap().replace(name, "a")
            };
            assert!(shown("a.parquet").contains("Shutterstock"));
            assert_eq!(shown("a.parquet"), shown("a.jsonl"));
        }
        let bill = fine(&["explain", "a.parquet:16"], folder.path()).stdout;
        assert!(String::from_utf8(bill).unwrap().contains("Image Via Shutterstock"));
    }

    #[test]
    fn what_cannot_be_read_is_said_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        write(&at("whole.parquet"), &[(0, 10), (10, 2000)], Compression::SNAPPY);
        let whole = fs::read(at("whole.parquet")).unwrap();
        fs::write(at("cut.parquet"), &whole[..whole.len() - 9]).unwrap();
        let metadata = SerializedFileReader::new(File::open(at("whole.parquet")).unwrap()).unwrap();
        let texts = place(metadata.metadata().row_group(1).column(2));
        let mut broken = whole;
        broken[texts.start + 40..texts.end - 40].fill(0x55);
        fs::write(at("broken.parquet"), &broken).unwrap();
        fs::write(at("text.parquet"), "It rained all week.\n").unwrap();
        let cases = [
            ("cut.parquet", "text", "cut.parquet: "),
            ("broken.parquet", "text", "broken.parquet: the column `text`: "),
            ("text.parquet", "text", "text.parquet: "),
            (
                "whole.parquet",
                "body",
                "whole.parquet: it has no column `body`; its texts are `title`, `text`: `--field text=NAME` says which to clean\n",
            ),
            ("whole.parquet", "raw", "whole.parquet: the column `raw` is no text but BYTE_ARRAY\n"),
            ("whole.parquet", "id", "whole.parquet: the column `id` is no text but INT64\n"),
            (
                "whole.parquet",
                "scores",
                "whole.parquet: the column `scores` is no text but a group or a list\n",
            ),
        ];
        for (file, column, begins) in cases {
            let field = format!("text={column}");
            let output = deboil(&["clean", "-q", "--field", &field, "--out", "out", file], folder.path());
            assert_eq!(output.status.code(), Some(2), "{file} {column}");
            let said = stderr(&output);
            assert!(said.starts_with(begins) && !said.contains("panicked"), "{said}");
            assert!(!at("out").join(file).exists());
        }
    }

    #[test]
    fn standard_input_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("a.parquet"), &[(0, 10)], Compression::SNAPPY);
        for args in
            [&["clean"][..], &["clean", "--format", "parquet"], &["check", "--input-format", "parquet"]]
        {
            let mut command = Command::new(env!("CARGO_BIN_EXE_deboil"));
            command.args(args).stdin(File::open(folder.path().join("a.parquet")).unwrap());
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            assert!(stderr(&output).contains("name the file"), "{}", stderr(&output));
        }
    }
}
