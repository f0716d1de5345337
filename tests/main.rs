//! Every integration test in one binary, in reading order.

// An installation in the test's hands: both databases, a clock to turn, the program as a process.
mod support;
// The house stands: who may import whom.
mod house;
// Our numbers against other people's numbers.
mod oracle;
// The index and the heatmap against plain loops, and what must hold for every input.
mod properties;
// What is stored comes back, once, on SQLite and on PostgreSQL.
mod store;
// Every status and header of the contract, one file for each file of `src/http`.
mod api;
// From telling to seeing to showing, with attacks, crashes and other people's data on the way.
mod journeys;
// Faults: databases killed, cut off, locked and filled, disks that fail, clocks that jump; nothing acknowledged is
// lost.
mod faults;
// What the fuzzer found worth keeping, through the same functions.
mod fuzzed;
