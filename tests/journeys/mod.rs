//! From telling to seeing to showing, and what may befall a report on the way.

mod accounts;
mod asks;
mod attack;
mod attack_streets;
mod attacker;
mod demo;
mod framing;
mod ground;
mod hung_up;
mod import_checks;
mod imported;
mod killed;
mod layers;
mod marked;
mod municipalities;
mod own_file;
mod restored;
mod retained;
mod shown;
mod slow;
mod stopped;
mod strangers;
mod sums;
mod twins;
