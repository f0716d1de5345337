//! The kinds of personal data, and what the writer is told about each.

/// What sort of personal data was found, from what says most about a person to what says least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Swedish personal identity number or coordination number, 10 or 12 digits.
    Personnummer,
    /// IBAN, payment card, or an account or Swish number that the text announces.
    Bank,
    /// Telephone number, Swedish or with a country code.
    Phone,
    /// E-mail address, also written so that machines should not see it.
    Email,
    /// Swedish registration number of a vehicle.
    Plate,
    /// Where somebody lives: a person and the number of a house, or an address with a floor or a flat.
    Home,
    /// Somebody's name.
    Name,
    /// User name on a network.
    Account,
}

impl Kind {
    pub const ALL: [Self; 8] =
        [Self::Personnummer, Self::Bank, Self::Phone, Self::Email, Self::Plate, Self::Home, Self::Name, Self::Account];

    /// The name on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Personnummer => "personnummer",
            Self::Bank => "bank",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Plate => "plate",
            Self::Home => "home",
            Self::Name => "name",
            Self::Account => "account",
        }
    }

    /// What stands in the text instead of the finding when somebody else wrote it.
    ///
    /// No placeholder holds a digit, a capital or an at-sign, so that none can itself be found.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Personnummer => "[borttaget: personnummer]",
            Self::Bank => "[borttaget: bankuppgift]",
            Self::Phone => "[borttaget: telefonnummer]",
            Self::Email => "[borttaget: e-postadress]",
            Self::Plate => "[borttaget: registreringsnummer]",
            Self::Home => "[borttaget: bostad]",
            Self::Name => "[borttaget: namn]",
            Self::Account => "[borttaget: användarnamn]",
        }
    }

    /// What the writer is offered instead, in the language of the text.
    pub(super) fn word(self, is_english: bool) -> &'static str {
        match (self, is_english) {
            (Self::Personnummer, false) => "[personnummer]",
            (Self::Personnummer, true) => "[personal identity number]",
            (Self::Bank, false) => "[bankuppgift]",
            (Self::Bank, true) => "[bank details]",
            (Self::Phone, false) => "[telefonnummer]",
            (Self::Phone, true) => "[telephone number]",
            (Self::Email, false) => "[e-postadress]",
            (Self::Email, true) => "[e-mail address]",
            (Self::Plate, false) => "[registreringsnummer]",
            (Self::Plate, true) => "[registration number]",
            (Self::Home, false) => "[bostad]",
            (Self::Home, true) => "[home]",
            (Self::Name, false) => "[namn]",
            (Self::Name, true) => "[name]",
            (Self::Account, false) => "[användarnamn]",
            (Self::Account, true) => "[user name]",
        }
    }

    /// One Swedish sentence for the reporter: why we do not want it, and who does.
    pub fn explanation_sv(self) -> &'static str {
        match self {
            Self::Personnummer => {
                "Ett personnummer pekar ut en människa, och den här tjänsten samlar in platser, inte personer."
            }
            Self::Bank => {
                "Ett konto- eller Swishnummer pekar ut en människa och behövs inte för att förbättra en plats."
            }
            Self::Phone => {
                "Ett telefonnummer pekar ut en människa, och vi ringer inte upp någon om det som skrivs här."
            }
            Self::Email => {
                "En e-postadress pekar ut en människa; du kan följa din rapport med den hemliga länken i stället."
            }
            Self::Plate => {
                "Ett registreringsnummer pekar ut en person och sparas inte här: polisen tar emot sådana tips på 114 14, och på 112 om det händer just nu."
            }
            Self::Home => {
                "Var någon bor pekar ut en människa. Skriv vad som händer och på vilken plats, men inte vem som bor där."
            }
            Self::Name => "Ett namn pekar ut en människa, och den här tjänsten samlar in platser, inte personer.",
            Self::Account => {
                "Ett användarnamn pekar ut en människa, och den här tjänsten samlar in platser, inte personer."
            }
        }
    }

    /// The same sentence in English.
    pub fn explanation_en(self) -> &'static str {
        match self {
            Self::Personnummer => {
                "A personal identity number points out a person, and this service collects places, not persons."
            }
            Self::Bank => "An account or Swish number points out a person and is not needed to make a place better.",
            Self::Phone => {
                "A telephone number points out a person, and we do not call anybody about what is written here."
            }
            Self::Email => {
                "An e-mail address points out a person; you can follow your report with the secret link instead."
            }
            Self::Plate => {
                "A registration number points out a person and is not kept here: the police take such tips on 114 14, and on 112 if it is happening now."
            }
            Self::Home => {
                "Where somebody lives points out a person. Write what happens and at which place, but not who lives there."
            }
            Self::Name => "A name points out a person, and this service collects places, not persons.",
            Self::Account => "A user name points out a person, and this service collects places, not persons.",
        }
    }
}
