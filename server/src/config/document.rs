//! From the text of a file to nodes that know their lines.

use toml::de::{DeTable, DeValue};

use super::{
    error::Problem,
    node::{Node, Origin, Table, Value},
};

/// Reads TOML. With syntax errors the table is empty, for what a parser guesses after one misleads.
pub(super) fn parse(text: &str) -> (Table, Vec<Problem>) {
    let lines = Lines::of(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return (lines.table(document.into_inner()), Vec::new());
    }
    // The error's own `Display` quotes the line, and with it perhaps a key; its message does not.
    let problems = errors
        .iter()
        .map(|error| Problem {
            origin: error
                .span()
                .map_or(Origin::FILE, |span| lines.position(span.start)),
            key: String::new(),
            variables: Vec::new(),
            message: format!("{}; this is not valid TOML", error.message()),
        })
        .collect();
    (Table::new(), problems)
}

struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    fn position(&self, offset: usize) -> Origin {
        let line = self.line(offset);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or_default();
        Origin::File {
            line,
            column: Some(before.chars().count() + 1),
        }
    }

    fn table(&self, table: DeTable<'_>) -> Table {
        table
            .into_iter()
            .map(|(key, value)| {
                let line = self.line(key.span().start);
                (
                    key.into_inner().into_owned(),
                    self.node(value.into_inner(), line),
                )
            })
            .collect()
    }

    fn node(&self, value: DeValue<'_>, line: usize) -> Node {
        let value = match value {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(integer) => {
                let digits = integer.as_str();
                // Too large for 128 bits is too large for every setting: the digits as written will be refused.
                let decimal = i128::from_str_radix(digits, integer.radix())
                    .map_or_else(|_| digits.to_owned(), |number| number.to_string());
                Value::Number(decimal)
            }
            DeValue::Float(float) => Value::Number(float.as_str().to_owned()),
            DeValue::Boolean(value) => Value::Bool(value),
            DeValue::Datetime(date) => Value::Datetime(date.to_string()),
            DeValue::Array(items) => Value::List(
                items
                    .into_iter()
                    .map(|item| {
                        let line = self.line(item.span().start);
                        self.node(item.into_inner(), line)
                    })
                    .collect(),
            ),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node::new(value, Origin::line(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let (table, problems) = parse("a = 1_000\nb = 0x10\nc = 0.10\n");

        assert!(problems.is_empty());
        let digits = |key: &str| table[key].literal().map(str::to_owned);
        assert_eq!(digits("a").as_deref(), Some("1000"));
        assert_eq!(digits("b").as_deref(), Some("16"));
        assert_eq!(digits("c").as_deref(), Some("0.10"));
    }

    #[test]
    fn nodes_know_their_lines() {
        let (table, _) = parse("# one\n[[channel]]\nname = \"a\"\n\n[[channel]]\nname = \"b\"\n");

        let Value::List(channels) = &table["channel"].value else {
            panic!("an array of tables is a list");
        };
        let lines: Vec<_> = channels.iter().map(|channel| &channel.origin).collect();
        assert_eq!(lines, [&Origin::line(2), &Origin::line(5)]);
        let Value::Table(second) = &channels[1].value else {
            panic!("an element is a table");
        };
        assert_eq!(second["name"].origin, Origin::line(6));
    }

    #[test]
    fn every_syntax_error_has_line_and_column_and_quotes_nothing() {
        let (table, problems) = parse("a = 1\nkey = \"sk-very-secret\nb = \n");

        assert!(table.is_empty());
        assert!(problems.len() >= 2, "{problems:?}");
        assert!(matches!(
            problems[0].origin,
            Origin::File {
                line: 2,
                column: Some(_)
            }
        ));
        assert!(problems.iter().all(|p| !p.message.contains("secret")));
    }
}
