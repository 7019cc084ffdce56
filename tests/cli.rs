//! The program, as a user meets it: each file under `tests/cmd/` is a transcript that must come out as it is written.

#[test]
fn every_transcript_comes_out_as_it_is_written() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd").case("tests/cmd/*.toml").case("README.md");
}

#[test]
fn the_readme_tells_the_ci_transcript_as_it_comes_out() {
    let steps = include_str!("cmd/ci.trycmd").split("```\n").filter(|step| step.starts_with("$ "));
    let transcript: Vec<&str> = steps.map(str::trim_end).collect();
    assert_eq!(transcript.len(), 3);
    let transcript = transcript.join("\n\n");
    assert!(include_str!("../README.md").contains(&transcript), "the README should say\n{transcript}");
}
