//! Every integration test in one binary, in reading order.

// The house stands: who may import whom.
mod house;
// Our numbers against other people's numbers.
mod oracle;
// The index and the heatmap against plain loops, and what must hold for every input.
mod properties;
