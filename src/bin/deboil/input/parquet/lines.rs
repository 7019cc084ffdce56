//! Rows of a Parquet file become lines of JSON: for all that reads records and writes no Parquet.

use std::io::{self, Read};

use serde_json::{Map, Value};

use super::group::Group;
use super::table::Table;
use super::{Row, Rows};
use crate::input::Input;
use deboil::record::Fields;

/// The rows of a file as lines, each with the number of its row; a row without a text is an empty line.
pub(crate) fn lines(input: &Input, fields: &Fields) -> anyhow::Result<Box<dyn Read>> {
    let table = Table::open(input, fields)?;
    let groups = table.metadata.num_row_groups();
    let mut first = 1;
    let mut group = 0;
    let mut open: Option<Group> = None;
    let next = move || {
        loop {
            if let Some(rows) = open.as_mut().and_then(Iterator::next) {
                return Ok(Some(rows.1));
            }
            if let Some(done) = open.take() {
                first = done.next;
                done.error.map_or(Ok(()), Err)?;
            }
            if group == groups {
                return Ok(None);
            }
            open = Some(Group::open(&table, group, first)?);
            group += 1;
        }
    };
    Ok(Box::new(Lines { next, fields: fields.clone(), written: Vec::new(), at: 0 }))
}

struct Lines<N> {
    /// The next rows, until there are none.
    next: N,
    fields: Fields,
    /// Lines of the last rows, and how far they were read.
    written: Vec<u8>,
    at: usize,
}

impl<N: FnMut() -> anyhow::Result<Option<Rows>>> Read for Lines<N> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.written.len() {
            let Some(rows) = (self.next)().map_err(|error| io::Error::other(format!("{error:#}")))? else {
                return Ok(0);
            };
            (self.at, self.written) = (0, Vec::new());
            for row in &rows.each {
                if let Some(row) = row {
                    write(row, &self.fields, &mut self.written);
                }
                self.written.push(b'\n');
            }
        }
        let read = (&self.written[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

fn write(row: &Row, fields: &Fields, line: &mut Vec<u8>) {
    let Ok(text) = std::str::from_utf8(&row.text) else {
        // Whoever reads the line finds that it is not UTF-8.
        return line.push(0xff);
    };
    let known = [
        (&fields.id, &row.stated.id),
        (&fields.url, &row.stated.url),
        (&fields.site, &row.stated.site),
        (&fields.title, &row.stated.title),
        (&fields.lang, &row.stated.lang),
    ];
    let mut members = Map::new();
    for (name, value) in known {
        if let Some(value) = value {
            members.insert(name.clone(), Value::from(value.as_str()));
        }
    }
    members.insert(fields.text.clone(), Value::from(text));
    serde_json::to_writer(line, &members).expect("a line takes all that is written");
}
