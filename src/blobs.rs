//! A list of byte strings as one byte string: how the built-in rules lie in the binary, ready for use without any decoding.
//!
//! Little-endian `u32`s: how many there are, then where each begins and where the last ends, counted from the end of this table.

use bytes::Bytes;

/// A list of byte strings.
#[derive(Debug, Clone, Default)]
pub struct Blobs {
    bytes: Bytes,
    count: usize,
}

impl Blobs {
    /// What `new` reads.
    ///
    /// # Panics
    ///
    /// Where they are 4 GiB or more: rules are thousands of times less.
    pub fn encode<B: AsRef<[u8]>>(items: impl IntoIterator<Item = B>) -> Vec<u8> {
        let (mut ends, mut content) = (vec![0_u32], Vec::new());
        for item in items {
            content.extend_from_slice(item.as_ref());
            ends.push(u32::try_from(content.len()).expect("less than 4 GiB of rules"));
        }
        let count = u32::try_from(ends.len() - 1).expect("fewer than 2^32 rules");
        let table = std::iter::once(count).chain(ends).flat_map(u32::to_le_bytes);
        table.chain(content).collect()
    }

    /// Reads what `encode` wrote.
    pub fn new(bytes: Bytes) -> Self {
        let count = if bytes.is_empty() { 0 } else { number(&bytes, 0) as usize };
        Self { bytes, count }
    }

    /// Number of byte strings.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The byte string `at`, which must be one.
    pub fn get(&self, at: usize) -> &[u8] {
        &self.bytes[self.range(at)]
    }

    /// The same, sharing the memory.
    pub fn share(&self, at: usize) -> Bytes {
        self.bytes.slice(self.range(at))
    }

    /// The byte string `at` as the text that it is; empty where it is none.
    pub fn text(&self, at: usize) -> &str {
        std::str::from_utf8(self.get(at)).unwrap_or_default()
    }

    fn range(&self, at: usize) -> std::ops::Range<usize> {
        assert!(at < self.count, "there is no byte string {at} of {}", self.count);
        let content = 4 * (self.count + 2);
        content + number(&self.bytes, at + 1) as usize..content + number(&self.bytes, at + 2) as usize
    }
}

/// The little-endian number at place `at` of a list of such.
///
/// # Panics
///
/// Where the list is shorter.
pub fn number(bytes: &[u8], at: usize) -> u32 {
    let bytes: [u8; 4] = bytes[4 * at..4 * at + 4].try_into().expect("four bytes");
    u32::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let items = ["a", "", "bc"];
        let blobs = Blobs::new(Blobs::encode(items).into());
        assert_eq!((0..blobs.len()).map(|at| blobs.text(at)).collect::<Vec<_>>(), items);
        assert!(Blobs::new(Blobs::encode(Vec::<&[u8]>::new()).into()).is_empty());
    }
}
