//! The fixed words of the register, in Swedish and English: kinds of remedies and deeds, units, organisations. They are
//! data (`geodata/promises`), so that a town elsewhere can be given its own without touching a rule.

use std::sync::LazyLock;

use serde::Deserialize;

use super::DeedKind;
use crate::observation::Group;

/// A word of the wire and what people read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    pub code: String,
    pub sv: String,
    pub en: String,
}

/// What pledges are counted in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitWord {
    pub code: String,
    /// One of them.
    pub sv: String,
    pub sv_many: String,
    pub en: String,
    pub en_many: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RemedyWord {
    code: String,
    sv: String,
    en: String,
    group: Option<String>,
    mends: Vec<String>,
}

/// A kind of remedy, and which sort of reports it answers; none: any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemedyKind {
    pub word: Word,
    pub group: Option<Group>,
    /// The causes of unsafe places it answers, as codes of the catalogue: a lamp for the dark, a pruning for the sight.
    /// The one it is mostly done for stands first.
    pub mends: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    organisations: Vec<Word>,
    units: Vec<UnitWord>,
    remedy_kinds: Vec<RemedyWord>,
    deed_kinds: Vec<Word>,
}

/// Every fixed word of the register.
#[derive(Debug)]
pub struct Vocabulary {
    pub organisations: Vec<Word>,
    pub units: Vec<UnitWord>,
    pub remedy_kinds: Vec<RemedyKind>,
    pub deed_kinds: Vec<Word>,
}

static SHIPPED: LazyLock<Vocabulary> = LazyLock::new(|| {
    let text = include_str!("../../geodata/promises/words.json");
    let listed: Listed = serde_json::from_str(text).expect("a test reads the shipped words");
    let kind = |RemedyWord { code, sv, en, group, mends }| RemedyKind {
        mends,
        group: group.map(|group| Group::parse(&group).expect("a test reads the shipped words")),
        word: Word { code, sv, en },
    };
    Vocabulary {
        organisations: listed.organisations,
        units: listed.units,
        remedy_kinds: listed.remedy_kinds.into_iter().map(kind).collect(),
        deed_kinds: listed.deed_kinds,
    }
});

impl Vocabulary {
    /// The words that ship with the program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    pub fn remedy_kind(&self, code: &str) -> Option<&RemedyKind> {
        self.remedy_kinds.iter().find(|kind| kind.word.code == code)
    }

    pub fn unit(&self, code: &str) -> Option<&UnitWord> {
        self.units.iter().find(|unit| unit.code == code)
    }

    pub fn deed_kind(&self, kind: DeedKind) -> &Word {
        let found = self.deed_kinds.iter().find(|word| word.code == kind.as_str());
        found.expect("a test holds that every kind of deed has its words")
    }

    /// An organisation of the list by its code.
    pub fn organisation_word(&self, code: &str) -> Option<&Word> {
        self.organisations.iter().find(|word| word.code == code)
    }

    /// An organisation of the list by its code; a name of somebody's own stands for itself.
    pub fn organisation(&self, code_or_name: &str) -> Word {
        let listed = self.organisation_word(code_or_name);
        let own = || Word { code: code_or_name.into(), sv: code_or_name.into(), en: code_or_name.into() };
        listed.cloned().unwrap_or_else(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::{Catalogue, Category};

    #[test]
    fn what_a_remedy_answers_are_causes_of_the_catalogue_and_each_of_a_place_has_its_remedy() {
        let (words, catalogue) = (Vocabulary::shipped(), Catalogue::shipped());
        let known = |cause: &str| catalogue.index_of(Category::UnsafePlace, cause).is_some();
        let mends = |code: &str| &words.remedy_kind(code).expect("a kind").mends;
        assert!(words.remedy_kinds.iter().flat_map(|kind| &kind.mends).all(|cause| known(cause)));
        assert!(mends("lighting").iter().any(|cause| cause == "lamp_outage"));
        assert_eq!(*mends("vegetation"), ["blocked_sight"]);
        assert!(mends("speed_hump").is_empty());
    }

    #[test]
    fn every_kind_of_deed_has_its_words_and_every_code_stands_once() {
        let words = Vocabulary::shipped();
        for kind in DeedKind::ALL {
            assert!(!words.deed_kind(kind).sv.is_empty(), "{kind:?}");
        }
        assert_eq!(words.deed_kinds.len(), DeedKind::ALL.len());
        for list in [
            words.organisations.iter().map(|word| &word.code).collect::<Vec<_>>(),
            words.units.iter().map(|unit| &unit.code).collect(),
            words.remedy_kinds.iter().map(|kind| &kind.word.code).collect(),
        ] {
            let mut once = list.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), list.len());
        }
    }
}
