//! What the integration tests share.
#![allow(dead_code)] // each test binary uses a part of it

pub mod documents;
#[cfg(feature = "cli")]
pub mod program;
