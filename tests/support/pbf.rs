//! OpenStreetMap files written byte by byte, good ones and others. Also included by the tests inside `src/interop/osm`.

/// What is written, block by block; each call to `node`, `way` or `relation` adds to the last block.
#[derive(Debug, Clone, Default)]
pub struct Pbf {
    required_features: Vec<String>,
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, Default)]
struct Block {
    strings: Vec<Vec<u8>>,
    /// Each element with its field's number in a group.
    elements: Vec<(u64, Vec<u8>)>,
}

pub type Tag<'a> = (&'a str, &'a [u8]);

impl Pbf {
    pub fn new() -> Self {
        Self { required_features: vec!["OsmSchema-V0.6".into()], blocks: vec![Block::default()] }
    }

    pub fn requiring(mut self, feature: &str) -> Self {
        self.required_features.push(feature.into());
        self
    }

    /// What follows stands in a block of its own.
    pub fn block(mut self) -> Self {
        self.blocks.push(Block::default());
        self
    }

    pub fn node(mut self, id: i64, lon: f64, lat: f64, tags: &[Tag]) -> Self {
        let block = self.blocks.last_mut().expect("there is one from the start");
        let mut element = field(1, zigzag(id));
        element.extend(block.tags(tags));
        element.extend(field(8, zigzag((lat * 1e7).round() as i64)));
        element.extend(field(9, zigzag((lon * 1e7).round() as i64)));
        block.elements.push((1, element));
        self
    }

    pub fn way(mut self, id: i64, refs: &[i64], tags: &[Tag]) -> Self {
        let block = self.blocks.last_mut().expect("there is one from the start");
        let mut element = field(1, id as u64);
        element.extend(block.tags(tags));
        element.extend(bytes(8, &deltas(refs)));
        block.elements.push((3, element));
        self
    }

    /// Members are ways with their roles.
    pub fn relation(mut self, id: i64, members: &[(i64, &str)], tags: &[Tag]) -> Self {
        let block = self.blocks.last_mut().expect("there is one from the start");
        let mut element = field(1, id as u64);
        element.extend(block.tags(tags));
        let roles: Vec<u8> = members.iter().flat_map(|(_, role)| varint(block.string(role.as_bytes()))).collect();
        element.extend(bytes(8, &roles));
        element.extend(bytes(9, &deltas(&members.iter().map(|(id, _)| *id).collect::<Vec<_>>())));
        element.extend(bytes(10, &members.iter().flat_map(|_| varint(1)).collect::<Vec<u8>>()));
        block.elements.push((4, element));
        self
    }

    /// A street with a name along points.
    pub fn street(self, id: i64, refs: &[i64], name: &str) -> Self {
        self.way(id, refs, &[("highway", b"residential"), ("name", name.as_bytes())])
    }

    pub fn written(&self) -> Vec<u8> {
        let features: Vec<u8> = self.required_features.iter().flat_map(|f| bytes(4, f.as_bytes())).collect();
        let mut file = blob("OSMHeader", &bytes(1, &features));
        for block in &self.blocks {
            file.extend(blob("OSMData", &bytes(1, &block.written())));
        }
        file
    }
}

impl Block {
    fn string(&mut self, text: &[u8]) -> u64 {
        let known = self.strings.iter().position(|own| own == text);
        let place = known.unwrap_or_else(|| {
            self.strings.push(text.to_vec());
            self.strings.len() - 1
        });
        // The first string of a table is never used.
        place as u64 + 1
    }

    fn tags(&mut self, tags: &[Tag]) -> Vec<u8> {
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for (key, value) in tags {
            keys.extend(varint(self.string(key.as_bytes())));
            values.extend(varint(self.string(value)));
        }
        [bytes(2, &keys), bytes(3, &values)].concat()
    }

    fn written(&self) -> Vec<u8> {
        let mut table = bytes(1, b"");
        table.extend(self.strings.iter().flat_map(|text| bytes(1, text)));
        let group: Vec<u8> = self.elements.iter().flat_map(|(number, element)| bytes(*number, element)).collect();
        [bytes(1, &table), bytes(2, &group)].concat()
    }
}

/// A block with its header and lengths; `content` is the message `Blob`.
pub fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let header = [bytes(1, kind.as_bytes()), field(3, content.len() as u64)].concat();
    [&(header.len() as u32).to_be_bytes(), header.as_slice(), content].concat()
}

/// A field that holds bytes: text, a message, packed numbers.
pub fn bytes(number: u64, content: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(content.len() as u64), content.to_vec()].concat()
}

fn field(number: u64, value: u64) -> Vec<u8> {
    [varint(number << 3), varint(value)].concat()
}

fn deltas(numbers: &[i64]) -> Vec<u8> {
    let mut before = 0;
    numbers.iter().flat_map(|n| varint(zigzag(n - std::mem::replace(&mut before, *n)))).collect()
}

fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}

fn varint(mut n: u64) -> Vec<u8> {
    let mut written = Vec::new();
    while n >= 0x80 {
        written.push(n as u8 | 0x80);
        n >>= 7;
    }
    written.push(n as u8);
    written
}
