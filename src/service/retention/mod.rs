//! Erasing by rule, and holding what must not be erased now.

mod holds;
