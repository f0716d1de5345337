//! Reads vector tiles (MVT 2.1) with nothing but the specification: independent of what writes them.

use std::collections::BTreeMap;

use serde_json::Value;

/// One drawn thing: its layer, its properties, and its commands.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub layer: String,
    pub properties: BTreeMap<String, Value>,
    /// 1 point, 2 line, 3 polygon.
    pub kind: u64,
    pub geometry: Vec<u64>,
}

/// Everything in a tile. Panics where the tile is not one.
pub fn decode(tile: &[u8]) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for (number, layer) in fields(tile) {
        assert_eq!(number, 3, "a tile holds layers");
        drawn.extend(read_layer(layer.bytes()));
    }
    drawn
}

fn read_layer(bytes: &[u8]) -> Vec<Drawn> {
    let (mut name, mut keys, mut values, mut features) = (String::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut version, mut extent) = (1, 4096);
    for (number, field) in fields(bytes) {
        match number {
            1 => name = field.text(),
            2 => features.push(field.bytes()),
            3 => keys.push(field.text()),
            4 => values.push(read_value(field.bytes())),
            5 => extent = field.number(),
            15 => version = field.number(),
            other => panic!("unknown field {other} in a layer"),
        }
    }
    assert_eq!((version, extent), (2, 4096), "layer {name}");
    let read = |feature: &[u8]| {
        let mut drawn = Drawn { layer: name.clone(), properties: BTreeMap::new(), kind: 0, geometry: Vec::new() };
        for (number, field) in fields(feature) {
            match number {
                1 => {}
                2 => {
                    for pair in packed(field.bytes()).chunks(2) {
                        let (key, value) = (&keys[pair[0] as usize], &values[pair[1] as usize]);
                        drawn.properties.insert(key.clone(), value.clone());
                    }
                }
                3 => drawn.kind = field.number(),
                4 => drawn.geometry = packed(field.bytes()),
                other => panic!("unknown field {other} in a feature"),
            }
        }
        drawn
    };
    features.into_iter().map(read).collect()
}

fn read_value(bytes: &[u8]) -> Value {
    let (number, field) = fields(bytes).into_iter().next().expect("a value");
    match number {
        1 => field.text().into(),
        2 => f64::from(f32::from_bits(field.number() as u32)).into(),
        3 => f64::from_bits(field.number()).into(),
        4 | 5 => field.number().into(),
        6 => ((field.number() >> 1) as i64 ^ -((field.number() & 1) as i64)).into(),
        7 => (field.number() != 0).into(),
        other => panic!("unknown kind {other} of a value"),
    }
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn number(&self) -> u64 {
        let Self::Number(number) = self else { panic!("a number was expected") };
        *number
    }

    fn bytes(&self) -> &'a [u8] {
        let Self::Bytes(bytes) = self else { panic!("bytes were expected") };
        bytes
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes().to_vec()).expect("UTF-8")
    }
}

/// The fields of a protocol buffer message.
fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let mut taken = |n: usize| {
            let (taken, rest) = bytes.split_at(n);
            bytes = rest;
            taken
        };
        let little_endian = |bytes: &[u8]| bytes.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte));
        let field = match tag & 7 {
            0 => Field::Number(varint(&mut bytes)),
            1 => Field::Number(little_endian(taken(8))),
            5 => Field::Number(little_endian(taken(4))),
            2 => {
                let length = varint(&mut bytes) as usize;
                let (taken, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(taken)
            }
            other => panic!("wire type {other}"),
        };
        found.push((tag >> 3, field));
    }
    found
}

fn packed(mut bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    while !bytes.is_empty() {
        numbers.push(varint(&mut bytes));
    }
    numbers
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let length = bytes.iter().position(|byte| byte & 0x80 == 0).expect("a varint ends") + 1;
    let (own, rest) = bytes.split_at(length);
    *bytes = rest;
    own.iter().rev().fold(0, |n, byte| n << 7 | u64::from(byte & 0x7f))
}
