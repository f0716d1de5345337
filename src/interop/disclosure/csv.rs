//! What is handed out, as a table.

use super::super::spreadsheet::{Entry, Sheet, csv as written};
use super::{CORRECTED, block, category_name, cause_names, corrections, law_after, place, when};
use crate::geodesy::Metric;
use crate::observation::Catalogue;
use crate::privacy::Cleared;
use crate::privacy::disclosed::{Disclosed, DisclosedFile, Field, Piece};

/// One row for each report, in the order of the page.
pub fn csv(cleared: &Cleared<DisclosedFile>, metric: &Metric, catalogue: &Catalogue) -> Vec<u8> {
    let file = cleared.get();
    let head = ["Nr", "Kategori", "Orsaker", "Allvar (1–5)", "Berättat", "När det var", "Plats", "Ord", "Bilder"];
    let corrected = ["Kategori", "Plats", "Orsaker"].map(|field| format!("{field}, {CORRECTED}"));
    let head = head.map(str::to_owned).into_iter().chain(corrected).collect();
    let rows = file.rows.iter().enumerate().map(|(nth, row)| line(nth + 1, row, metric, catalogue)).collect();
    written(&Sheet { name: file.diary_number.clone(), head, rows })
}

fn line(nth: usize, row: &Disclosed, metric: &Metric, catalogue: &Catalogue) -> Vec<Entry> {
    let causes = match &row.causes {
        Field::Shown(codes) => cause_names(row.category, codes, catalogue),
        Field::Masked { law } => block(law),
    };
    let severity = match &row.severity {
        Field::Shown(level) => Entry::maybe(*level),
        Field::Masked { law } => Entry::text(block(law)),
    };
    let words = row.words.iter().map(|piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Masked { law } => block(law),
    });
    let photos = match &row.photos {
        Field::Shown(photos) => photos.len().to_string(),
        Field::Masked { law } => block(law),
    };
    let told = vec![
        Entry::number(nth as f64),
        Entry::text(category_name(row.category)),
        Entry::text(causes),
        severity,
        Entry::text(law_after(row.time.told.clone(), row.time_law.as_deref())),
        Entry::text(law_after(when(row), row.time_law.as_deref())),
        Entry::text(place(&row.place, row.place_law.as_deref(), metric)),
        Entry::text(words.collect::<Vec<_>>().join(" ")),
        Entry::text(photos),
    ];
    let corrected = corrections(row, metric, catalogue).map(|(_, text)| Entry::text(text.unwrap_or_default()));
    told.into_iter().chain(corrected).collect()
}
