//! The profiles that ship with the program.

use super::Profile;

impl Profile {
    pub const SHIPPED_NAMES: [&str; 4] = ["bathnes-fixmystreet", "boston-311-2015", "boston-visionzero", "police-uk"];

    /// The JSON of a profile that ships.
    pub fn shipped(name: &str) -> Option<&'static str> {
        match name {
            "bathnes-fixmystreet" => Some(include_str!("../../../geodata/profiles/bathnes-fixmystreet.json")),
            "boston-311-2015" => Some(include_str!("../../../geodata/profiles/boston-311-2015.json")),
            "boston-visionzero" => Some(include_str!("../../../geodata/profiles/boston-visionzero.json")),
            "police-uk" => Some(include_str!("../../../geodata/profiles/police-uk.json")),
            _ => None,
        }
    }
}
