//! The fixed classes of the heat map: the same density has the same colour at every zoom, in every town.

/// A class of density, in reports per hectare and month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Class {
    pub class: u8,
    /// Belongs to the class.
    pub from: f64,
    /// Belongs to the next one; `None` for the last.
    pub to: Option<f64>,
    pub color: &'static str,
}

/// Each class holds about five times the density of the one before. A square of 250 m with one report in a year has
/// 0.013, with one a month 0.16, with one a day 4.9.
///
/// # References
/// Colours: YlOrRd in five steps, C. A. Brewer, colorbrewer2.org (readable with red-green colour blindness).
pub const CLASSES: [Class; 5] = [
    Class { class: 1, from: 0.0, to: Some(0.02), color: "#ffffb2" },
    Class { class: 2, from: 0.02, to: Some(0.1), color: "#fecc5c" },
    Class { class: 3, from: 0.1, to: Some(0.5), color: "#fd8d3c" },
    Class { class: 4, from: 0.5, to: Some(2.5), color: "#f03b20" },
    Class { class: 5, from: 2.5, to: None, color: "#bd0026" },
];

/// The same for streets, in reports per 100 m of street and month. A block of 100 m with one report in a year has 0.08,
/// with one a month 1, with one a week 4.3.
pub const STREET_CLASSES: [Class; 5] = [
    Class { class: 1, from: 0.0, to: Some(0.04), color: "#ffffb2" },
    Class { class: 2, from: 0.04, to: Some(0.2), color: "#fecc5c" },
    Class { class: 3, from: 0.2, to: Some(1.0), color: "#fd8d3c" },
    Class { class: 4, from: 1.0, to: Some(5.0), color: "#f03b20" },
    Class { class: 5, from: 5.0, to: None, color: "#bd0026" },
];

/// The same for rates, in reports per 1,000 inhabitants and month. A district of 2,000 inhabitants with one report in
/// half a year has 0.08, with one a month 0.5, with one a week 2.2, with one a day 15.
pub const RATE_CLASSES: [Class; 5] = [
    Class { class: 1, from: 0.0, to: Some(0.1), color: "#ffffb2" },
    Class { class: 2, from: 0.1, to: Some(0.5), color: "#fecc5c" },
    Class { class: 3, from: 0.5, to: Some(2.0), color: "#fd8d3c" },
    Class { class: 4, from: 2.0, to: Some(10.0), color: "#f03b20" },
    Class { class: 5, from: 10.0, to: None, color: "#bd0026" },
];

/// The class, 1 to 5, of a density in reports per hectare and month.
pub fn class_of(per_ha_month: f64) -> u8 {
    found_in(&CLASSES, per_ha_month)
}

/// The class, 1 to 5, of a density in reports per 100 m and month.
pub fn street_class_of(per_100m_month: f64) -> u8 {
    found_in(&STREET_CLASSES, per_100m_month)
}

/// The class, 1 to 5, of a rate in reports per 1,000 inhabitants and month.
pub fn rate_class_of(per_1000_month: f64) -> u8 {
    found_in(&RATE_CLASSES, per_1000_month)
}

fn found_in(classes: &[Class; 5], value: f64) -> u8 {
    classes.iter().rev().find(|class| value >= class.from).map_or(1, |class| class.class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_join_and_a_break_belongs_to_the_upper_one() {
        for (classes, class_of) in
            [(&CLASSES, class_of as fn(f64) -> u8), (&STREET_CLASSES, street_class_of), (&RATE_CLASSES, rate_class_of)]
        {
            for pair in classes.windows(2) {
                assert_eq!(pair[0].to, Some(pair[1].from));
                assert_eq!(class_of(pair[1].from), pair[1].class);
                assert_eq!(class_of(pair[1].from.next_down()), pair[0].class);
            }
        }
        assert_eq!(class_of(0.0), 1);
        assert_eq!(class_of(1e9), 5);
    }
}
