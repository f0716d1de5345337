//! What a planner says, as files: GeoJSON for maps, iCalendar and CSV for whoever carries it out.

pub mod checks;
mod checks_words;
