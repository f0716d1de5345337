//! What is handed out, as a page to read and print. It stands alone: no script, nothing from elsewhere.

use maud::{DOCTYPE, Markup, html as written};

use super::super::base64::base64_with_padding;
use super::{BLOCK, CORRECTED, NONE, category_name, cause_names, corrections, place, when};
use crate::geodesy::Metric;
use crate::observation::Catalogue;
use crate::privacy::Cleared;
use crate::privacy::disclosed::{Disclosed, DisclosedFile, DisclosedPlace, Field, Piece};

/// Black on white, also on paper.
const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:48rem;margin:0 auto;\
    padding:1.5rem}h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin:0 0 .5rem}\
    article{border-top:2px solid #111;padding:1rem 0;break-inside:avoid}dl{margin:0}\
    dl div{display:grid;grid-template-columns:9rem 1fr;gap:.25rem 1rem;padding:.15rem 0}dt{font-weight:600}dd{margin:0;\
    overflow-wrap:anywhere}.words{white-space:pre-wrap}.block{color:#000}.law{font-size:.85em;white-space:nowrap}\
    img{max-width:100%;height:auto;margin:.5rem 0;display:block}table{border-collapse:collapse}\
    th,td{text-align:left;border-bottom:1px solid #999;padding:.2rem 1rem .2rem 0}\
    @media (max-width:34rem){dl div{grid-template-columns:1fr;gap:0}}@page{margin:15mm}";

pub fn html(cleared: &Cleared<DisclosedFile>, metric: &Metric, catalogue: &Catalogue) -> Vec<u8> {
    let file = cleared.get();
    let n = file.rows.len();
    let page = written! {
        (DOCTYPE)
        html lang="sv" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Utlämnande " (file.diary_number) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                h1 { "Rapporter om trygghet och trafik" }
                p { (file.municipality) ", diarienummer " (file.diary_number) ". " (n) @if n == 1 { " rapport." } @else { " rapporter." } }
                @if !file.n_by_law.is_empty() {
                    p { "Det som inte lämnas ut står som " span role="img" aria-label="ett svart block" { (BLOCK) } " eller i grövre form, med lagrummet bredvid." }
                    table {
                        thead { tr { th scope="col" { "Lagrum" } th scope="col" { "Antal" } } }
                        tbody {
                            @for (law, n) in &file.n_by_law {
                                tr { td { @if law.is_empty() { "(saknas)" } @else { (law) } } td { (n) } }
                            }
                        }
                    }
                }
                @if file.rows.iter().any(|row| !row.correction.is_empty()) {
                    p { "Kategori, plats och orsaker står som de berättades. Det som kommunen har rättat står för sig." }
                }
                @for (nth, row) in file.rows.iter().enumerate() {
                    (report(nth + 1, row, metric, catalogue))
                }
            }
        }
    };
    page.into_string().into_bytes()
}

fn report(nth: usize, row: &Disclosed, metric: &Metric, catalogue: &Catalogue) -> Markup {
    written! {
        article {
            h2 { (nth) ". " (category_name(row.category)) }
            dl {
                div { dt { "Berättat" } dd { (row.time.told) (law(row.time_law.as_deref())) } }
                div { dt { "När det var" } dd { (when(row)) (law(row.time_law.as_deref())) } }
                div { dt { "Plats" } dd { (where_it_was(row, metric)) } }
                div { dt { "Orsaker" } dd { (shown(&row.causes, |codes| match codes.is_empty() {
                    true => NONE.to_owned(),
                    false => cause_names(row.category, codes, catalogue),
                })) } }
                div { dt { "Allvar (1–5)" } dd { (shown(&row.severity, |level| level.map_or(NONE.to_owned(), |n| n.to_string()))) } }
                div { dt { "Ord" } dd class="words" { (words(&row.words)) } }
                div { dt { "Bilder" } dd { (photos(&row.photos)) } }
                @for (field, text) in corrections(row, metric, catalogue) {
                    @if let Some(text) = text { div { dt { (field) ", " (CORRECTED) } dd { (text) } } }
                }
            }
        }
    }
}

fn where_it_was(row: &Disclosed, metric: &Metric) -> Markup {
    match &row.place {
        DisclosedPlace::Withheld => block(row.place_law.as_deref().unwrap_or_default()),
        shown => written! { (place(shown, row.place_law.as_deref(), metric)) },
    }
}

fn words(pieces: &[Piece]) -> Markup {
    written! {
        @if pieces.is_empty() { (NONE) }
        @for (nth, piece) in pieces.iter().enumerate() {
            @if nth > 0 { " " }
            @match piece {
                Piece::Words(words) => { (words) },
                Piece::Masked { law } => { (block(law)) },
            }
        }
    }
}

fn photos(field: &Field<Vec<Vec<u8>>>) -> Markup {
    match field {
        Field::Masked { law } => block(law),
        Field::Shown(photos) => written! {
            @if photos.is_empty() { (NONE) }
            @for (nth, photo) in photos.iter().enumerate() {
                img src=(format!("data:image/jpeg;base64,{}", base64_with_padding(photo))) alt=(format!("Bild {}", nth + 1));
            }
        },
    }
}

fn shown<T>(field: &Field<T>, words: impl Fn(&T) -> String) -> Markup {
    match field {
        Field::Shown(value) => written! { (words(value)) },
        Field::Masked { law } => block(law),
    }
}

/// What stands for something masked; who hears the page hears what it is and by which law.
fn block(by: &str) -> Markup {
    let told = if by.is_empty() { "maskerat".to_owned() } else { format!("maskerat, {by}") };
    written! { span class="block" role="img" aria-label=(told) { (BLOCK) (law(Some(by))) } }
}

fn law(law: Option<&str>) -> Markup {
    written! { @if let Some(law) = law.filter(|law| !law.is_empty()) { " " span class="law" { "[" (law) "]" } } }
}
