//! A panel's values in rows, drawn: what stands for a table, a ranking or many small charts in a picture.

use dbag_chart::{CellGround, CellMark, Picture, RowsSpec, rows};
use dbag_domain::{Day, format_value, sentence};

use super::picture::PictureSize;
use super::table::PanelTable;
use super::view::{PanelContent, PanelView, RankingView};

/// Objects in their order; periods from the newest on.
pub(super) fn in_rows(
    table: &PanelTable,
    panel: &PanelView,
    (size, today): (PictureSize, Day),
) -> Picture {
    // Words of our own begin with a capital letter, names stay as their owners write them.
    let has_objects = matches!(
        panel.content,
        PanelContent::Ranking(_) | PanelContent::Multiples(_)
    );
    let columns = table.columns.iter().map(|column| match has_objects {
        true => sentence(&column.name),
        false => column.name.clone(),
    });
    let heads = std::iter::once(sentence(&table.first));
    let mut heads: Vec<String> = heads.chain(columns).collect();
    let mut words: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            let values = row.values.iter().zip(&table.columns);
            let values = values.map(|(value, column)| match value {
                Some(value) => format_value(*value, &column.unit),
                None => "—".to_owned(),
            });
            let name = match has_objects {
                true => row.name.clone(),
                false => row.with_state(&sentence(&row.name)),
            };
            let mut cells: Vec<String> = std::iter::once(name).chain(values).collect();
            if let (true, Some(last)) = (row.is_new, cells.last_mut()) {
                "new".clone_into(last);
            }
            cells
        })
        .collect();
    let (mut foot, mut marks) = (None, Vec::new());
    match &panel.content {
        PanelContent::Chart(_) => {
            words.reverse();
            marks = grounds(table);
            foot = all_days(table);
        }
        PanelContent::Ranking(ranking) => {
            beside(&mut heads, &mut words, ranking, today);
            marks = object_grounds(ranking);
            for (rank, row) in words.iter_mut().enumerate() {
                row[0] = format!("{}  {}", rank + 1, row[0]);
            }
        }
        PanelContent::Multiples(all) => {
            beside(&mut heads, &mut words, &all.ranking, today);
            marks = object_grounds(&all.ranking);
        }
        _ => {}
    }
    rows(&RowsSpec {
        heads: &heads,
        rows: &words,
        marks: &marks,
        foot: foot.as_deref(),
        width: size.width,
        height: size.height,
        title: &panel.title,
    })
}

/// The last column of objects has the values of the days that are compared, where there are any. A value that is not
/// of the last day says of which it is.
fn beside(heads: &mut [String], rows: &mut [Vec<String>], ranking: &RankingView, today: Day) {
    if let (Some(head), Some(days)) = (heads.last_mut(), ranking.compared) {
        *head = days.spoken(today);
    }
    for (row, object) in rows.iter_mut().zip(&ranking.rows) {
        if let (Some(name), Some(earlier)) = (row.first_mut(), object.earlier_day(today)) {
            *name = format!("{name}, {earlier}");
        }
    }
}

/// What is to be known of the values of objects, and of those beside them.
fn object_grounds(ranking: &RankingView) -> Vec<CellMark> {
    let mut marks = Vec::new();
    for (row, object) in ranking.rows.iter().enumerate() {
        let ground = match (object.is_outdated(), object.part().is_empty()) {
            (true, _) => Some(CellGround::Outdated),
            (false, false) => Some(CellGround::Part),
            (false, true) => None,
        };
        let before = (!object.part_before.is_empty()).then_some(CellGround::Part);
        let before = before.filter(|_| ranking.compared.is_some() && object.before.is_some());
        for (column, ground) in [ground, before].into_iter().enumerate() {
            marks.extend(ground.map(|ground| CellMark {
                row,
                column,
                ground,
            }));
        }
    }
    marks
}

/// The row of all days; none where the values are made of others.
fn all_days(table: &PanelTable) -> Option<Vec<String>> {
    let totals = table.columns.iter().map(|column| column.total.as_ref());
    if !totals.clone().flatten().any(|total| total.value.is_some()) {
        return None;
    }
    let cells = totals.zip(&table.columns).map(|(total, column)| {
        let value = total.map(|total| total.value);
        match value {
            Some(Some(value)) => format_value(value, &column.unit),
            Some(None) => "—".to_owned(),
            None => String::new(),
        }
    });
    Some(
        std::iter::once("All days".to_owned())
            .chain(cells)
            .collect(),
    )
}

/// What is to be known of the values of periods, from the newest on.
fn grounds(table: &PanelTable) -> Vec<CellMark> {
    let mut marks = Vec::new();
    for (row, (at, of_row)) in table.rows.iter().enumerate().rev().enumerate() {
        for column in 0..of_row.values.len() {
            let ground = table.ground(at, column);
            marks.extend(ground.map(|ground| CellMark {
                row,
                column,
                ground,
            }));
        }
    }
    marks
}
