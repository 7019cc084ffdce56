//! The program, as a user meets it: each file under `tests/cmd/` is a transcript that must come out as it is written.

#[test]
fn every_transcript_comes_out_as_it_is_written() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd").case("tests/cmd/*.toml").case("README.md");
}
